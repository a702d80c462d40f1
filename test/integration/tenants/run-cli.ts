import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type ChildRun, runChild } from '../../../src/demo/run-child.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';

/**
 * Runs the command line as it was built, as a process of its own: from source each start would cost a second of processor time.
 *
 * @param options.preload a stand-in that is loaded before it.
 */
export function runCli(
  args: readonly string[],
  options: { readonly stdin?: string; readonly env?: NodeJS.ProcessEnv; readonly preload?: string } = {},
): Promise<ChildRun> {
  const cli = join(PACKAGE_ROOT, 'dist/cli.cjs');
  const preload =
    options.preload === undefined
      ? []
      : ['--import', pathToFileURL(join(import.meta.dirname, '../../stand-ins', options.preload)).href];
  return runChild(process.execPath, ['--disable-warning=ExperimentalWarning', ...preload, cli, ...args], {
    cwd: PACKAGE_ROOT,
    env: { ...process.env, ...options.env },
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
  });
}
