import { join } from 'node:path';
import { type ChildRun, runChild } from '../../../src/demo/run-child.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';

/** Runs the command line from source, as a process of its own. */
export function runCli(
  args: readonly string[],
  options: { readonly stdin?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ChildRun> {
  const cli = join(PACKAGE_ROOT, 'src/cli.ts');
  return runChild(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    cwd: PACKAGE_ROOT,
    env: { ...process.env, ...options.env },
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
  });
}
