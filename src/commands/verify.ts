import { Command } from 'commander';
import { abortOnSignals } from '../abort-on-signals.ts';
import { runBackfill } from '../backfill-run.ts';
import { calmHeap } from '../calm-heap.ts';
import { EXIT_CODES } from '../error-table.ts';
import { O365WazuhError } from '../errors.ts';
import { errorAsJson } from '../exit.ts';
import { type OfferedBlob, runVerify, type Verified, type VerifyFlags } from '../verify-run.ts';
import { writeManifest, type WrittenManifest } from '../verify-manifest.ts';
import { worstExit } from '../worst-exit.ts';
import { stepLine } from '../terminal/step-line.ts';

interface Flags extends Omit<VerifyFlags, 'days'> {
  readonly queue?: string;
  readonly days: string;
  readonly fix?: boolean;
  readonly manifest?: string;
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
    .option('--fix', 'fetch what is missing, marked as backfill, and compare again')
    .option('--manifest <file>', 'write each offered blob with its hash and what became of it, as NDJSON')
    .option('--home <dir>', 'Wazuh home (default: the installed one, else /var/ossec)')
    .option('--config <file>', 'configuration (default: HOME/etc/o365-wazuh/config.yml)')
    .option('--queue <socket>', 'datagram socket of Wazuh, for --fix (default: HOME/queue/sockets/queue)')
    .option('--state <dir>', 'state folder (default: HOME/queue/o365-wazuh)')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
Missing is what Microsoft offers and the ledger does not know, what is lost, and every span that Microsoft no longer offered.

Examples:
  o365-wazuh verify
  o365-wazuh verify --days 2 --fix
  o365-wazuh verify --manifest evidence.ndjson --json`,
    )
    .action(async ({ days, json, fix, manifest, queue, ...flags }: Flags) => {
      if (!/^[1-7]$/.test(days)) {
        throw new O365WazuhError(
          'USAGE',
          `--days is ${JSON.stringify(days)}; it must be a whole number from 1 to 7.`,
        );
      }
      calmHeap();
      using interrupt = abortOnSignals(
        'Interrupted. What was delivered is recorded; no manifest was written.',
      );
      const { signal } = interrupt;
      using line = stepLine();
      let blobs: OfferedBlob[] = [];
      const compare = async (): Promise<readonly Verified[]> => {
        blobs = [];
        return runVerify({ ...flags, days: Number(days) }, signal, {
          onPart: label => line.say(`Listing ${label}`),
          onBlob: blob => {
            if (manifest !== undefined) blobs.push(blob);
          },
        });
      };
      let verified = await compare();
      if (fix && verified.some(one => one.toFetch.length > 0)) {
        await runBackfill({ from: `${days}d`, ...flags, ...(queue === undefined ? {} : { queue }) }, signal, {
          onNote: note => line.say(note),
          onProgress: done => line.say(`Fetching: ${done.blobs} blobs done, ${done.left} to go`),
        });
        signal.throwIfAborted();
        verified = await compare();
      }
      const written = manifest === undefined ? undefined : writeManifest(manifest, blobs);
      const errors = verified.flatMap(({ error }) => error ?? []);
      const exit = worstExit(errors) ?? (missingOf(verified) > 0 ? 'found' : 'ok');
      process.exitCode = EXIT_CODES[exit];
      process.stdout.write(json ? asJson(verified, written) : asText(verified, written));
    });
}

function missingOf(verified: readonly Verified[]): number {
  return verified.reduce(
    (sum, one) =>
      sum + one.gaps.length + one.days.reduce((blobs, day) => blobs + day.blobsMissing + day.blobsLost, 0),
    0,
  );
}

function rowsOf(verified: readonly Verified[]) {
  return verified.flatMap(({ tenant, partition, days }) =>
    days.map(day => ({ tenant, contentType: partition.contentType, ...day })),
  );
}

function gapsOf(verified: readonly Verified[]) {
  return verified.flatMap(({ tenant, partition, gaps }) =>
    gaps.map(({ fromMs, toMs, reason }) => ({
      tenant,
      contentType: partition.contentType,
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      reason,
    })),
  );
}

function asJson(verified: readonly Verified[], manifest: WrittenManifest | undefined): string {
  return `${JSON.stringify({
    missing: missingOf(verified),
    days: rowsOf(verified),
    gaps: gapsOf(verified),
    errors: verified.flatMap(({ error }) => (error ? [errorAsJson(error)] : [])),
    ...(manifest ? { manifest } : {}),
  })}\n`;
}

function asText(verified: readonly Verified[], manifest: WrittenManifest | undefined): string {
  const lines = rowsOf(verified).map(
    row =>
      `${row.tenant} ${row.contentType} ${row.day}: ${row.blobsOffered} blobs offered, ${row.blobsDone} done, ${row.blobsUnfinished} unfinished, ${row.blobsLost} lost, ${row.blobsMissing} missing; ${row.events} events, ${row.delivered} delivered, ${row.duplicates} duplicates, ${row.filtered} filtered, ${row.deadLettered} dead-lettered`,
  );
  for (const gap of gapsOf(verified))
    lines.push(`${gap.tenant} ${gap.contentType}: gap from ${gap.from} to ${gap.to} (${gap.reason})`);
  for (const { error } of verified)
    if (error) lines.push(`${error.message} [${error.code}] ${error.hint}`.trim());
  const rows = rowsOf(verified);
  const blobs = rows.reduce((sum, row) => sum + row.blobsMissing + row.blobsLost, 0);
  const gaps = gapsOf(verified).length;
  if (blobs > 0) lines.push(`${blobs} ${blobs === 1 ? 'blob is' : 'blobs are'} missing or lost.`);
  if (gaps > 0) lines.push(`${gaps} ${gaps === 1 ? 'span was' : 'spans were'} no longer offered.`);
  if (blobs + gaps === 0) lines.push('Nothing is missing.');
  if (manifest) lines.push(`${manifest.blobs} blobs in ${manifest.path}, SHA-256 ${manifest.sha256}`);
  return `${lines.join('\n')}\n`;
}
