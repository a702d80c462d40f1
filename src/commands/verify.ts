import { Command } from 'commander';
import { configOption, homeOption, jsonOption } from './common-options.ts';
import { abortOnSignals } from '../abort-on-signals.ts';
import { runBackfill } from '../backfill-run.ts';
import { calmHeap } from '../calm-heap.ts';
import { EXIT_CODES } from '../error-table.ts';
import { O365WazuhError } from '../errors.ts';
import { errorAsJson } from '../exit.ts';
import { type ComparedBlob, runVerify, type Verified, type VerifyFlags } from '../verify-run.ts';
import { writeManifest, type WrittenManifest } from '../verify-manifest.ts';
import { missingOf, verifyText } from '../verify-text.ts';
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
    .addOption(homeOption())
    .addOption(configOption())
    .option('--queue <socket>', 'datagram socket of Wazuh, for --fix (default: HOME/queue/sockets/queue)')
    .option('--state <dir>', 'state folder (default: HOME/queue/o365-wazuh)')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Missing is what Microsoft offers and the ledger does not know, what is lost, and every span that Microsoft no longer offered. The
columns: blobs offered, done, waiting for another try, lost, missing; events in the done ones, delivered, met before (twice),
filtered, dead-lettered.

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
      let blobs: ComparedBlob[] = [];
      const refusedFiles = new Map<string, O365WazuhError>();
      const compare = async (): Promise<readonly Verified[]> => {
        blobs = [];
        return runVerify({ ...flags, days: Number(days) }, signal, {
          onPart: label => line.say(`Listing ${label}`),
          onRefusedFile: error => refusedFiles.set(error.message, error),
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
      const errors = [...verified.flatMap(({ error }) => error ?? []), ...refusedFiles.values()];
      for (const { message } of refusedFiles.values())
        process.stderr.write(`o365-wazuh: Tenants were left out: ${message.trimEnd()}\n`);
      const exit = worstExit(errors) ?? (missingOf(verified) > 0 ? 'found' : 'ok');
      process.exitCode = EXIT_CODES[exit];
      process.stdout.write(json ? asJson(verified, written, errors) : verifyText(verified, written));
    });
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

function absentOf(verified: readonly Verified[]) {
  return verified.flatMap(({ tenant, partition, absent }) =>
    absent.map(({ contentId, contentCreatedMs, offered, state, row }) => ({
      tenant,
      contentType: partition.contentType,
      contentId,
      created: new Date(contentCreatedMs).toISOString(),
      state,
      offered,
      ...(row?.reason === undefined ? {} : { reason: row.reason }),
    })),
  );
}

function asJson(
  verified: readonly Verified[],
  manifest: WrittenManifest | undefined,
  errors: readonly O365WazuhError[],
): string {
  return `${JSON.stringify({
    missing: missingOf(verified),
    days: rowsOf(verified),
    gaps: gapsOf(verified),
    blobs: absentOf(verified),
    errors: errors.map(errorAsJson),
    ...(manifest ? { manifest } : {}),
  })}\n`;
}
