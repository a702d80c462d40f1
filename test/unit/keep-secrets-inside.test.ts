import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

const SCRIPT = `
import { readFileSync } from 'node:fs';
import { keepSecretsInside } from ${JSON.stringify(join(PACKAGE_ROOT, 'src/keep-secrets-inside.ts'))};
if (process.env.CARELESS === undefined) keepSecretsInside();
console.log(readFileSync('/proc/self/coredump_filter', 'latin1').trim());
setImmediate(() => {
  throw new Error('nobody catches this');
});
`;

function run(environment: Record<string, string>): {
  readonly filter: string;
  readonly files: readonly string[];
} {
  const folder = mkdtempSync(join(tmpdir(), 'report-'));
  try {
    const args = ['--report-uncaught-exception', '--report-on-fatalerror'];
    const { stdout } = spawnSync(process.execPath, [...args, '--input-type=module', '-e', SCRIPT], {
      cwd: folder,
      env: { ...environment, CANARY: 'canary-in-the-environment' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return { filter: stdout.trim(), files: readdirSync(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('leaves no report of the process and no memory for a core file, whatever Node was told', () => {
  expect(run({})).toEqual({ filter: '00000000', files: [] });
  // The same without it, or the test would prove nothing.
  const careless = run({ CARELESS: 'yes' });
  expect(careless.filter).not.toBe('00000000');
  expect(careless.files).toHaveLength(1);
});
