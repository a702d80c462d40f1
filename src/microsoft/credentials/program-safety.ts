import { accessSync, constants, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SecretRules } from '../../config/secret-file.ts';
import { O365WazuhError } from '../../errors.ts';

/**
 * Makes sure that nobody but root and the user that runs this can exchange the program: the collector often runs as root, and would run
 * theirs. Looks at the program itself, behind links, and at its folder.
 *
 * @throws TOKEN_COMMAND_UNSAFE, TOKEN_COMMAND_FAILED when it is not there or cannot be run.
 */
export function refuseUnsafeProgram(program: string, rules: SecretRules): void {
  let real: string;
  try {
    real = realpathSync(program);
    accessSync(real, constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new O365WazuhError('TOKEN_COMMAND_FAILED', `The program ${program} cannot be run (${code}).`);
  }
  const stat = statSync(real);
  if (!stat.isFile()) throw new O365WazuhError('TOKEN_COMMAND_FAILED', `${program} is no program.`);
  if (rules.insecureFiles) return;
  checkGuarded(stat, `The program ${program}`);
  const folder = statSync(dirname(real));
  // In a sticky folder (/tmp) others can add files, but not exchange this one.
  const isSticky = (folder.mode & 0o1000) !== 0;
  if (!isSticky) checkGuarded(folder, `The folder of the program ${program}`);
}

function checkGuarded(stat: Stats, what: string): void {
  const uid = process.geteuid?.() ?? 0;
  if (stat.uid !== 0 && stat.uid !== uid) {
    throw new O365WazuhError(
      'TOKEN_COMMAND_UNSAFE',
      `${what} belongs to user ${stat.uid}; it must belong to root or to the user that runs this (${uid}).`,
    );
  }
  if ((stat.mode & 0o022) !== 0) {
    const mode = (stat.mode & 0o7777).toString(8);
    throw new O365WazuhError('TOKEN_COMMAND_UNSAFE', `${what} has mode 0${mode}: others can change it.`);
  }
}
