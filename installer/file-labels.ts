import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { O365WazuhError } from '../src/errors.ts';
import { runCommand } from '../src/wazuh/run-command.ts';
import type { FileLabels } from './ports.ts';

const TOOL_TIMEOUT_MS = 30_000;

/**
 * The SELinux contexts of files, by the system's own tools: Node cannot read or write extended attributes. A file that is renamed over
 * another keeps its own context, which is the folder's, so what was set on the old file (`chcon`, or a rule of the policy for that one
 * path) would be lost.
 *
 * @param say told what could not be kept where that is no reason to stop.
 * @param rootDir `/`, or a folder that stands for it: SELinux is on where `sys/fs/selinux/enforce` is.
 */
export function systemLabels(say: (line: string) => void, rootDir = '/'): FileLabels {
  const enforceFile = join(rootDir, 'sys/fs/selinux/enforce');
  if (!existsSync(enforceFile)) return NO_LABELS;
  return {
    async copy(from, to) {
      const [wanted, present] = [await contextOf(from), await contextOf(to)];
      if (wanted !== undefined && wanted === present) return;
      const { output } = await run('chcon', ['--reference', from, to]);
      const now = await contextOf(to);
      if (wanted !== undefined && now === wanted) return;
      const why = output.trim().split('\n', 1)[0];
      const message = `The SELinux context of ${from} (${wanted ?? 'which stat does not tell'}) cannot be given to the file that takes its place${why ? `: ${why}` : ''}.`;
      // Where nothing is enforced Wazuh reads the file all the same; else it might not, at the next start if not now.
      if (!isEnforcing(enforceFile)) say(`${message} SELinux is permissive here, so this goes on.`);
      else throw new O365WazuhError('INSTALL_LABEL_LOST', message, { details: { path: from } });
    },
    async reset(paths) {
      if (paths.length === 0) return;
      const { exitCode, output } = await run('restorecon', paths);
      if (exitCode === 0) return;
      // They have the context of their folder then, as everything that an administrator makes there.
      const why = output.trim().split('\n', 1)[0];
      say(
        `New files keep the SELinux context of their folder, restorecon failed${why ? `: ${why}` : ''}. Run by hand: restorecon ${paths.join(' ')}`,
      );
    },
  };
}

/** For a host without SELinux. */
export const NO_LABELS: FileLabels = {
  copy: () => Promise.resolve(),
  reset: () => Promise.resolve(),
};

function isEnforcing(enforceFile: string): boolean {
  return readFileSync(enforceFile, 'utf8').trim() !== '0';
}

/** @returns undefined when it cannot be told, `?` for a file without one. */
async function contextOf(path: string): Promise<string | undefined> {
  const { exitCode, output } = await run('stat', ['--format', '%C', path]);
  return exitCode === 0 ? output.trim() : undefined;
}

/** To the end, also after Ctrl-C: a file half labelled would be worse than a moment's wait. */
function run(tool: string, args: readonly string[]): ReturnType<typeof runCommand> {
  return runCommand(tool, args, { timeoutMs: TOOL_TIMEOUT_MS });
}
