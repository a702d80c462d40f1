import { CommanderError, type Command } from 'commander';
import { ERROR_TABLE, EXIT_CODES } from './error-table.ts';
import { keepSecretsInside } from './keep-secrets-inside.ts';
import { type O365WazuhError, toO365WazuhError } from './errors.ts';

/**
 * Runs a command line to its end and sets the process's exit code: the one place where errors become exit codes.
 *
 * Does not call `process.exit`: whatever is still open is the command's to close.
 *
 * @param argv as `process.argv`.
 */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  keepSecretsInside();
  prepare(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed its own sentence; help and version count as success.
      process.exitCode = error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage;
      return;
    }
    const known = toO365WazuhError(error);
    process.exitCode = EXIT_CODES[ERROR_TABLE[known.code].exit];
    if (argv.includes('--json')) process.stdout.write(`${JSON.stringify({ error: errorAsJson(known) })}\n`);
    else process.stderr.write(errorAsText(known, argv.includes('--debug') || known.code === 'INTERNAL'));
  }
}

function prepare(command: Command): void {
  command.exitOverride().showHelpAfterError('(--help shows every option, with an example)');
  for (const sub of command.commands) prepare(sub);
}

/** An error as `--json` shows it. */
export function errorAsJson(error: O365WazuhError): Record<string, unknown> {
  return { code: error.code, message: error.message, hint: error.hint, ...error.details };
}

function errorAsText(error: O365WazuhError, withStack: boolean): string {
  const stack = withStack && error.cause instanceof Error ? `\n${error.cause.stack ?? ''}` : '';
  return `o365-wazuh: ${error.message} [${error.code}]\n${error.hint ? `  → ${error.hint}\n` : ''}${stack}`;
}
