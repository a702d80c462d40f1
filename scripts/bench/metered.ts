import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** What one process used from its start to its end. */
export interface Usage {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly maxRssMb: number;
  readonly stdout: string;
}

/**
 * Runs a script of ours on this very Node and measures it.
 *
 * @param options.flags of Node itself.
 * @param options.env beside what this process has in its own.
 * @throws Error with what it wrote to standard error, unless it ends with 0.
 */
export async function runMetered(
  script: string,
  args: readonly string[],
  { flags = [], env = {} }: { flags?: readonly string[]; env?: Readonly<Record<string, string>> } = {},
): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'o365-meter-'));
  const file = join(folder, 'usage.json');
  try {
    const startedMs = performance.now();
    const child = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        ...flags,
        '--require',
        join(import.meta.dirname, 'meter.cjs'),
        script,
        ...args,
      ],
      { env: { ...process.env, ...env, O365_WAZUH_METER: file }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const [stdout, stderr, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number | null]>,
    ]);
    const wallMs = performance.now() - startedMs;
    if (code !== 0) throw new Error(`${script} ended with ${code}: ${stderr || stdout}`);
    const { cpuMs, maxRssMb } = JSON.parse(readFileSync(file, 'utf8')) as Omit<Usage, 'stdout' | 'wallMs'>;
    return { wallMs, cpuMs, maxRssMb, stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
