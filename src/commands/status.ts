import { Command } from 'commander';
import { homeOption } from './common-options.ts';
import { abortOnSignals } from '../abort-on-signals.ts';
import { O365WazuhError } from '../errors.ts';

interface Flags {
  readonly home?: string;
  readonly watch?: string | true;
  readonly json?: boolean;
}

const DEFAULT_WATCH_SECONDS = 5;

/** `status`: where every content type of every tenant stands. Changes nothing. */
export function statusCommand(): Command {
  return new Command('status')
    .description('show where every content type of every tenant stands: lag, counts of today, gaps, next run')
    .addOption(homeOption())
    .option('--watch [seconds]', `again every so many seconds, 1 to 3600 (default: ${DEFAULT_WATCH_SECONDS})`)
    .option('--json', 'print the result as JSON, with --watch one line each time')
    .addHelpText(
      'after',
      `
lag is how far behind now everything is settled; delivered is when the last events were. Counts are those of today (UTC): twice were known
already, dead were shortened or could not be delivered. Gaps are those of the last 7 days.

Examples:
  o365-wazuh status
  o365-wazuh status --watch 10`,
    )
    .action(async ({ home, watch, json = false }: Flags) => {
      const everyMs = watch === undefined ? undefined : readSeconds(watch) * 1000;
      const { detectHome } = await import('../wazuh/home.ts');
      const { readStatus } = await import('../status/read-status.ts');
      const { statusReport } = await import('../status/status-report.ts');
      const { renderStatus, snapshotTitle, statusAsJson } = await import('../status/render-status.ts');
      const { SYSTEM_CLOCK } = await import('../wiring.ts');
      using stop = abortOnSignals('The status was interrupted.');
      const found = await detectHome(home === undefined ? {} : { home });
      const snapshot = async (): Promise<string> => {
        const report = statusReport(await readStatus(found, SYSTEM_CLOCK, stop.signal));
        if (json) return `${JSON.stringify(statusAsJson(report))}\n`;
        return everyMs === undefined
          ? renderStatus(report)
          : `${snapshotTitle(report)}\n${renderStatus(report)}\n`;
      };
      if (everyMs === undefined) {
        process.stdout.write(await snapshot());
        return;
      }
      const { watchStatus } = await import('../status/watch-status.ts');
      const gone = new AbortController();
      // Whoever reads has seen enough, as `head` has.
      process.stdout.on('error', () => gone.abort());
      const signal = AbortSignal.any([stop.signal, gone.signal]);
      await watchStatus(snapshot, everyMs, process.stdout, SYSTEM_CLOCK, signal);
    });
}

function readSeconds(text: string | true): number {
  if (text === true) return DEFAULT_WATCH_SECONDS;
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 3_600) return seconds;
  throw new O365WazuhError(
    'USAGE',
    `--watch is ${JSON.stringify(text)}; it must be a number from 1 to 3600.`,
  );
}
