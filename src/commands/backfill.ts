import { Command } from 'commander';
import { configOption, homeOption, jsonOption } from './common-options.ts';
import { abortOnSignals } from '../abort-on-signals.ts';
import { type BackfillFlags, type BackfillResult, runBackfill } from '../backfill-run.ts';
import { calmHeap } from '../calm-heap.ts';
import { EXIT_CODES, type ExitName } from '../error-table.ts';
import { errorAsJson } from '../exit.ts';
import { formatCount } from '../report/page/format.ts';
import { ProgressBar } from '../report/progress-bar.ts';
import { worstExit } from '../worst-exit.ts';

interface Flags extends BackfillFlags {
  readonly json?: boolean;
}

/** `backfill`: a span once more, beside the live feed. */
export function backfillCommand(): Command {
  return new Command('backfill')
    .description(
      'fetch what is missing of a span of the last 7 days, marked as backfill, beside the live feed',
    )
    .requiredOption('--from <time>', 'beginning: 2026-11-24, 2026-11-24T06:00 (UTC) or how long ago: 36h, 7d')
    .option('--to <time>', 'end, in the same ways (default: now)')
    .option('--tenant <name>', 'only this tenant')
    .option('--type <type>', 'only this content type, for example Audit.Exchange')
    .addOption(homeOption())
    .addOption(configOption())
    .option('--queue <socket>', 'datagram socket of Wazuh (default: HOME/queue/sockets/queue)')
    .option('--state <dir>', 'state folder (default: HOME/queue/o365-wazuh)')
    .option('--dry-run', 'list what would be fetched, by day and content type; change nothing')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Times are those at which Microsoft made content available. What was delivered already is not fetched again. Interrupted, it is
finished by the same command, or by the normal runs.

Examples:
  o365-wazuh backfill --from 7d --dry-run
  o365-wazuh backfill --from 2026-11-22T06:00 --to 2026-11-22T18:00 --tenant contoso --type Audit.Exchange`,
    )
    .action(async ({ json, ...flags }: Flags) => {
      calmHeap();
      using interrupt = abortOnSignals('Interrupted; nothing was changed.');
      let bar: ProgressBar | undefined;
      let [blobsShown, eventsSeen] = [0, 0];
      try {
        const result = await runBackfill(flags, interrupt.signal, {
          onNote: note => {
            bar?.end();
            process.stderr.write(`o365-wazuh: ${note}\n`);
          },
          onProgress: ({ blobs, left, events }) => {
            bar ??= new ProgressBar(process.stderr, blobs + left, Date.now, {
              label: 'Fetching',
              figures: (done, elapsedMs) =>
                `${formatCount(done)} blobs, ${formatCount((eventsSeen * 1000) / elapsedMs)} events/s`,
            });
            eventsSeen = events;
            bar.add(blobs - blobsShown);
            blobsShown = blobs;
          },
        });
        bar?.end();
        process.exitCode = EXIT_CODES[exitOf(result)];
        process.stdout.write(json ? asJson(result) : asText(result, flags.dryRun === true));
      } finally {
        bar?.end();
      }
    });
}

function errorsOf({ errors, parts }: BackfillResult) {
  // An interruption is told once, not for each content type that it ended.
  return [...errors, ...parts.flatMap(one => one.error ?? [])].filter(({ code }) => code !== 'INTERRUPTED');
}

function exitOf(result: BackfillResult): ExitName {
  const isWhole = result.parts.every(one => one.blobsPostponed + one.blobsLost === 0);
  return worstExit(errorsOf(result)) ?? (result.interrupted ? 'interrupted' : isWhole ? 'ok' : 'found');
}

function totalsOf({ days, parts, left }: BackfillResult) {
  const inDays = (key: 'offered' | 'known' | 'toFetch') => days.reduce((sum, day) => sum + day[key], 0);
  const inParts = (
    key:
      'blobsDone' | 'blobsLost' | 'blobsPostponed' | 'events' | 'delivered' | 'duplicates' | 'deadLettered',
  ) => parts.reduce((sum, part) => sum + part[key], 0);
  return {
    blobsOffered: inDays('offered'),
    blobsKnown: inDays('known'),
    blobsToFetch: inDays('toFetch'),
    blobsDone: inParts('blobsDone'),
    blobsLost: inParts('blobsLost'),
    blobsPostponed: inParts('blobsPostponed'),
    blobsLeft: left,
    events: inParts('events'),
    delivered: inParts('delivered'),
    duplicates: inParts('duplicates'),
    deadLettered: inParts('deadLettered'),
  };
}

function asJson(result: BackfillResult): string {
  const { fromMs, toMs, days, interrupted } = result;
  return `${JSON.stringify({
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    interrupted,
    ...totalsOf(result),
    days,
    errors: errorsOf(result).map(errorAsJson),
  })}\n`;
}

function asText(result: BackfillResult, isDryRun: boolean): string {
  const totals = totalsOf(result);
  const lines = result.days.map(
    one =>
      `${one.tenant} ${one.contentType} ${one.day}: ${one.offered} blobs offered, ${one.known} known, ${one.toFetch} to fetch`,
  );
  lines.push(
    `${totals.blobsOffered} blobs offered, ${totals.blobsKnown} known, ${totals.blobsToFetch} to fetch.${isDryRun ? ' Nothing was changed.' : ''}`,
  );
  if (!isDryRun) {
    lines.push(
      `${totals.blobsDone} blobs with ${totals.events} events done: ${totals.delivered} delivered, ${totals.duplicates} known already, ${totals.deadLettered} dead-lettered.`,
    );
    if (totals.blobsLost > 0) lines.push(`${totals.blobsLost} blobs are lost; the log names them.`);
    if (totals.blobsPostponed > 0)
      lines.push(`${totals.blobsPostponed} blobs failed; later runs try them again.`);
  }
  for (const { message, code, hint } of errorsOf(result)) lines.push(`${message} [${code}] ${hint}`);
  if (result.interrupted) {
    lines.push(
      'Interrupted. All that was delivered is recorded; the same command goes on, and so do the normal runs.',
    );
  }
  return `${lines.join('\n')}\n`;
}
