import { Command } from 'commander';
import { configOption, homeOption, jsonOption } from './common-options.ts';
import { abortOnSignals } from '../abort-on-signals.ts';
import {
  type Letter,
  type LetterFlags,
  readLetters,
  resendLetters,
  type ResendResult,
} from '../dead-letter-run.ts';
import { ERROR_TABLE, EXIT_CODES } from '../error-table.ts';
import { O365WazuhError } from '../errors.ts';
import { isMasked } from '../events/privacy.ts';
import { errorAsJson } from '../exit.ts';
import { stepLine } from '../terminal/step-line.ts';
import { count } from '../terminal/words.ts';

type Flags = LetterFlags & { readonly json?: boolean };

/** `dead-letter`: the events that could not be delivered, or not whole. */
export function deadLetterCommand(): Command {
  return new Command('dead-letter')
    .description('look at events that could not be delivered, or not whole, and send them again')
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(resendCommand());
}

function listCommand(): Command {
  return withPlaces(new Command('list'))
    .description('list the dead letters, oldest first, without the events themselves, and which can be sent')
    .option('--json', 'print the list as JSON, one letter a line')
    .addHelpText(
      'after',
      `
Reasons: undeliverable (can be sent again), trimmed (delivered shortened; this is the whole), and what is no event Wazuh could read:
unparsable, too-deep, too-large, too-many-values. "hidden": privacy settings left nothing of it but size and hash.

Example:
  o365-wazuh dead-letter list`,
    )
    .action(async ({ json, ...flags }: Flags) => {
      let letters = 0;
      let hidden = 0;
      for await (const letter of readLetters(flags)) {
        letters += 1;
        hidden += isMasked(letter.event) ? 1 : 0;
        process.stdout.write(json ? `${JSON.stringify(headOf(letter))}\n` : `${lineOf(letter)}\n`);
      }
      if (json) return;
      process.stdout.write(letters === 0 ? 'No dead letters.\n' : `${letterCount(letters)}.\n`);
      if (hidden > 0) {
        const text =
          'of them hidden: privacy settings left nothing of the text, so they cannot be sent again.';
        process.stdout.write(`${hidden} ${text}\n`);
      }
    });
}

function showCommand(): Command {
  return withPlaces(new Command('show'))
    .description('print dead letters whole, as JSON, one a line')
    .argument('<id...>', 'ids, as list prints them')
    .addHelpText('after', '\nExample:\n  o365-wazuh dead-letter show 0f3a5c7e9b12')
    .action(async (ids: readonly string[], flags: LetterFlags) => {
      const missing = new Set(ids);
      for await (const letter of readLetters(flags)) {
        if (!ids.includes(letter.id)) continue;
        missing.delete(letter.id);
        process.stdout.write(`${JSON.stringify({ ...letter, ...hiddenMark(letter) })}\n`);
      }
      if (missing.size > 0) throw noSuchLetter([...missing]);
    });
}

function resendCommand(): Command {
  return withPlaces(new Command('resend'))
    .description('deliver dead letters once more; those that Wazuh takes are put away')
    .argument('[id...]', 'ids, as list prints them (default: all)')
    .addOption(configOption())
    .option('--queue <socket>', 'datagram socket of Wazuh (default: HOME/queue/sockets/queue)')
    .option('--dry-run', 'say what would be sent and what would stay; send nothing')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Events that were delivered shortened stay: Wazuh has them. So does what is no event, what privacy settings hid whole, and what is
refused once more. What was sent is kept in the folder resent beside the others.

Examples:
  o365-wazuh dead-letter resend --dry-run
  o365-wazuh dead-letter resend 0f3a5c7e9b12`,
    )
    .action(async (ids: readonly string[], { json, ...flags }: Flags & { readonly dryRun?: boolean }) => {
      using interrupt = abortOnSignals('Interrupted. What Wazuh took is put away; the rest stays.');
      const only = ids.length > 0 ? new Set(ids) : undefined;
      using line = stepLine();
      const result = await resendLetters(flags, only, interrupt.signal, {
        onNote: note => process.stderr.write(`o365-wazuh: ${note}\n`),
        onProgress: resent => line.say(`${letterCount(resent)} sent`),
      });
      process.stdout.write(json ? asJson(result) : asText(result, flags.dryRun ?? false));
      const [error = result.error] = result.refused.values();
      if (error) process.exitCode = EXIT_CODES[ERROR_TABLE[error.code].exit];
      else if (result.unknown.length > 0) process.exitCode = EXIT_CODES.usage;
    });
}

function withPlaces(command: Command): Command {
  return command
    .addOption(homeOption())
    .option('--state <dir>', 'state folder (default: HOME/queue/o365-wazuh)');
}

function headOf({ event, ...letter }: Letter) {
  const operation = typeof event === 'string' ? undefined : event['Operation'];
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  return {
    ...letter,
    ...(operation === undefined ? {} : { operation }),
    bytes: Buffer.byteLength(text),
    ...hiddenMark({ event }),
  };
}

/** Marks a letter of which privacy settings left nothing. */
function hiddenMark({ event }: Pick<Letter, 'event'>): { readonly hidden?: true } {
  return isMasked(event) ? { hidden: true } : {};
}

function lineOf(letter: Letter): string {
  const { id, at, contentType, reason, operation, bytes, hidden } = headOf(letter);
  const what = typeof operation === 'string' ? ` ${operation}` : '';
  return `${id}  ${at.slice(0, 19)}Z  ${contentType}  ${reason}  ${bytes} bytes${what}${hidden ? ' hidden' : ''}`;
}

function letterCount(letters: number): string {
  return count(letters, 'dead letter');
}

function noSuchLetter(ids: readonly string[]): O365WazuhError {
  return new O365WazuhError('USAGE', `There is no dead letter ${ids.join(', ')}.`, {
    hint: 'See dead-letter list. One that was sent again is in the folder resent.',
  });
}

function asJson({ resent, known, refused, stays, unknown, error }: ResendResult): string {
  const refusals = [...refused].map(([id, refusal]) => ({ id, ...errorAsJson(refusal) }));
  const result = { resent, known, refused: refusals, stays: Object.fromEntries(stays), unknown };
  return `${JSON.stringify({ ...result, ...(error ? { error: errorAsJson(error) } : {}) })}\n`;
}

function asText({ resent, known, refused, stays, unknown, error }: ResendResult, isDryRun: boolean): string {
  const lines = [
    isDryRun
      ? `${letterCount(resent.length)} would be sent. Nothing was changed.`
      : `${letterCount(resent.length)} delivered and put away.`,
  ];
  if (known.length > 0) lines.push(`${letterCount(known.length)} with Wazuh already.`);
  const [refusal] = refused.values();
  if (refusal) {
    const why = `${refusal.message} [${refusal.code}] ${refusal.hint}`;
    lines.push(`${letterCount(refused.size)} refused again and kept: ${why}`.trim());
  }
  for (const [reason, letters] of stays) lines.push(`${letterCount(letters)} kept: ${reason}.`);
  if (unknown.length > 0) lines.push(noSuchLetter(unknown).message);
  if (error) lines.push(`${error.message} [${error.code}] ${error.hint}`.trim());
  return `${lines.join('\n')}\n`;
}
