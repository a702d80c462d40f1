import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { journalPath } from '../../../installer/journal.ts';
import type { Layout } from '../../../installer/layout.ts';
import { O365WazuhError } from '../../errors.ts';
import { runCommand } from '../../wazuh/run-command.ts';
import { lookUp } from '../fact.ts';
import type { CodeFact } from '../facts.ts';

const RUNTIME_TIMEOUT_MS = 20_000;

/** What the wodle starts. The runtime is asked for its version, which is all that is run. */
export async function gatherCode(layout: Layout, signal: AbortSignal): Promise<CodeFact> {
  const parts = [layout.collector, layout.addon, layout.runtime];
  const folders = [layout.code, layout.runtimeFolder, layout.configFolder];
  return {
    missing: parts.filter(path => !existsSync(path)),
    writableByOthers: [...folders, ...parts, layout.config].filter(isWritableByOthers),
    isUnfinished: existsSync(journalPath(layout.home)),
    conflicts: existsSync(layout.conflicts)
      ? readdirSync(layout.conflicts, { recursive: true, withFileTypes: true })
          .filter(entry => entry.isFile())
          .map(entry => join(entry.parentPath, entry.name))
      : [],
    nodeVersion: await lookUp(() => nodeVersion(layout.runtime, signal), signal),
  };
}

async function nodeVersion(runtime: string, signal: AbortSignal): Promise<string> {
  const { exitCode, output } = await runCommand(runtime, ['--version'], {
    timeoutMs: RUNTIME_TIMEOUT_MS,
    signal,
  });
  const version = /^v(?<number>\d+\.\d+\.\d+)/.exec(output)?.groups?.['number'];
  if (version !== undefined) return version;
  const said = output.trim().split('\n', 1)[0] ?? '';
  throw new O365WazuhError(
    'INSTALL_PARTS_MISSING',
    `${runtime} --version ends with ${exitCode ?? 'no exit code'}${said ? `: ${said}` : ''}.`,
    { hint: 'Put it back: o365-wazuh upgrade' },
  );
}

/** Root runs these: whoever can write to one is root. A home of an ordinary user is that user's own. */
function isWritableByOthers(path: string): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined || stats.isSymbolicLink()) return false;
  return (stats.mode & 0o022) !== 0 || (stats.uid !== 0 && stats.uid !== process.geteuid?.());
}
