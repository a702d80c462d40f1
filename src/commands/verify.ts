import { Command } from 'commander';
import { EXIT_CODES, ERROR_TABLE } from '../error-table.ts';
import { O365WazuhError } from '../errors.ts';
import { errorAsJson } from '../exit.ts';
import { runVerify } from '../verify-run.ts';

interface Flags {
  readonly home?: string;
  readonly config?: string;
  readonly state?: string;
  readonly tenant?: string;
  readonly days: string;
  readonly json?: boolean;
}

/** `verify`: all that Microsoft offers against what was delivered. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'compare all that Microsoft offers now with what was delivered; exit 1 when something is missing',
    )
    .option('--days <n>', 'how far to look back, 1 to 7', '7')
    .option('--tenant <name>', 'only this tenant')
    .option('--home <dir>', 'Wazuh home (default: the installed one, else /var/ossec)')
    .option('--config <file>', 'configuration (default: HOME/etc/o365-wazuh/config.yml)')
    .option('--state <dir>', 'state folder (default: HOME/queue/o365-wazuh)')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  o365-wazuh verify --days 2 --json')
    .action(async ({ days, json, ...flags }: Flags) => {
      if (!/^[1-7]$/.test(days)) {
        throw new O365WazuhError(
          'USAGE',
          `--days is ${JSON.stringify(days)}; it must be a whole number from 1 to 7.`,
        );
      }
      const verified = await runVerify({ ...flags, days: Number(days) }, new AbortController().signal);
      const rows = verified.flatMap(({ tenant, partition, days: list }) =>
        list.map(day => ({ tenant, contentType: partition.contentType, ...day })),
      );
      const errors = verified.flatMap(({ error }) => error ?? []);
      const missing = rows.reduce((sum, row) => sum + row.blobsMissing + row.blobsLost, 0);
      if (json)
        process.stdout.write(`${JSON.stringify({ missing, days: rows, errors: errors.map(errorAsJson) })}\n`);
      else {
        for (const row of rows)
          process.stdout.write(
            `${row.tenant} ${row.contentType} ${row.day}: ${row.blobsOffered} blobs offered, ${row.blobsDone} done, ${row.blobsUnfinished} unfinished, ${row.blobsLost} lost, ${row.blobsMissing} missing; ${row.events} events, ${row.delivered} delivered, ${row.duplicates} duplicates, ${row.filtered} filtered, ${row.deadLettered} dead-lettered\n`,
          );
        process.stdout.write(
          missing > 0 ? `${missing} blobs are missing or lost.\n` : 'Nothing is missing.\n',
        );
        for (const error of errors) process.stderr.write(`${error.message} [${error.code}]\n`);
      }
      const [first] = errors;
      if (first) process.exitCode = EXIT_CODES[ERROR_TABLE[first.code].exit];
      else if (missing > 0) process.exitCode = EXIT_CODES.found;
    });
}
