import { join } from 'node:path';
import { type ChildRun, runChild } from '../../../src/demo/run-child.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';

/** Runs the command line as it was built, as a process of its own: from source each start would cost a second of processor time. */
export function runCli(
  args: readonly string[],
  options: { readonly stdin?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ChildRun> {
  const cli = join(PACKAGE_ROOT, 'dist/cli.cjs');
  return runChild(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
    cwd: PACKAGE_ROOT,
    env: { ...process.env, ...options.env },
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
  });
}
