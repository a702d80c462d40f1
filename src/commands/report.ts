import { Command } from 'commander';
import { abortOnSignals } from '../abort-on-signals.ts';
import { homeOption, jsonOption } from './common-options.ts';
import { formatBytes, formatCount } from '../report/page/format.ts';
import { keepHeapSmall } from '../report/keep-heap-small.ts';
import { parseMoment } from '../report/parse-moment.ts';
import { ProgressBar } from '../report/progress-bar.ts';
import { serveReport } from '../report/serve-report.ts';
import { DEFAULT_TITLE, writeReport } from '../report/write-report.ts';
import type { ReportScope } from '../report/tally/report-tally.ts';
import { O365WazuhError } from '../errors.ts';
import { detectHome } from '../wazuh/home.ts';

interface ReportFlags {
  readonly alerts?: readonly string[];
  readonly home?: string;
  readonly out: string;
  readonly since?: string;
  readonly until?: string;
  readonly tenant?: string;
  readonly title: string;
  readonly serve?: boolean;
  readonly port: string;
  readonly json?: boolean;
}

/** `report`: what alerts.json tells, as one HTML page. */
export function reportCommand(): Command {
  return new Command('report')
    .description('tell what alerts.json holds as one HTML page that needs no indexer and no network')
    .option(
      '--alerts <path...>',
      'alert files, plain or gzipped, or folders of such (default: the alerts.json of the Wazuh home)',
    )
    .addOption(homeOption())
    .option('-o, --out <file>', 'page to write; - for standard output', 'o365-report.html')
    .option(
      '--since <time>',
      'leave out alerts before it: 2026-11-24, 2026-11-24T06:00 (UTC), or 24h, 7d ago',
    )
    .option('--until <time>', 'leave out alerts from it on')
    .option('--tenant <name>', 'only this tenant, by its label or its id')
    .option('--title <text>', 'title of the page', DEFAULT_TITLE)
    .option('--serve', 'show the page on this machine and refresh it while the files grow, until Ctrl+C')
    .option('--port <n>', 'port for --serve; 0 for any free one', '0')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  o365-wazuh report --since 7d --alerts /var/ossec/logs/alerts
  o365-wazuh report --alerts ossec-alerts-23.json.gz alerts.json --out monday.html
  o365-wazuh report --serve`,
    )
    .action(async (flags: ReportFlags) => {
      keepHeapSmall();
      const alerts = flags.alerts ?? [await alertsOfHome(flags.home)];
      const nowMs = Date.now();
      const scope: ReportScope = {
        ...(flags.since === undefined ? {} : { sinceMs: parseMoment('--since', flags.since, nowMs) }),
        ...(flags.until === undefined ? {} : { untilMs: parseMoment('--until', flags.until, nowMs) }),
        ...(flags.tenant === undefined ? {} : { tenant: flags.tenant }),
      };
      if (flags.serve) await serve(flags, alerts, scope);
      else await write(flags, alerts, scope);
    });
}

async function alertsOfHome(home: string | undefined): Promise<string> {
  try {
    return (await detectHome(home === undefined ? {} : { home })).files.alertsJson;
  } catch (error) {
    if (!(error instanceof O365WazuhError) || home !== undefined) throw error;
    throw new O365WazuhError(error.code, error.message, {
      cause: error,
      hint: 'Name the files with --alerts; they may come from another machine.',
    });
  }
}

async function write(flags: ReportFlags, alerts: readonly string[], scope: ReportScope): Promise<void> {
  const toStdout = flags.out === '-';
  using stop = abortOnSignals('Interrupted; no page was written.');
  let bar: ProgressBar | undefined;
  try {
    const result = await writeReport({
      ...scope,
      alerts,
      title: flags.title,
      ...(toStdout ? {} : { out: flags.out }),
      onTotal: bytes => {
        bar = new ProgressBar(process.stderr, bytes);
      },
      onBytes: bytes => bar?.add(bytes),
      signal: stop.signal,
    });
    bar?.end();
    const { page, ...counts } = result;
    const lines = [
      `${formatCount(counts.reported)} alerts of Microsoft 365 in ${formatCount(counts.lines)} lines (${formatBytes(counts.bytes)}).`,
    ];
    if (counts.broken > 0)
      lines.push(`${formatCount(counts.broken)} lines were no whole alerts and were skipped.`);
    if (!toStdout) lines.push(`Written: ${flags.out} (${formatBytes(Buffer.byteLength(page))})`);
    if (toStdout) process.stdout.write(page);
    (toStdout ? process.stderr : process.stdout).write(
      flags.json
        ? `${JSON.stringify({ ...counts, out: toStdout ? null : flags.out })}\n`
        : `${lines.join('\n')}\n`,
    );
  } finally {
    bar?.end();
  }
}

async function serve(flags: ReportFlags, alerts: readonly string[], scope: ReportScope): Promise<void> {
  const port = Number(flags.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new O365WazuhError('USAGE', `--port is ${flags.port}; it must be a number from 0 to 65535.`);
  }
  using stop = abortOnSignals('Interrupted before there was a page to show.');
  let bar: ProgressBar | undefined;
  const server = await serveReport({
    ...scope,
    alerts,
    title: flags.title,
    port,
    onTotal: bytes => {
      bar = new ProgressBar(process.stderr, bytes);
    },
    onBytes: bytes => bar?.add(bytes),
    signal: stop.signal,
  });
  bar?.end();
  bar = undefined;
  process.stdout.write(`Open ${server.url}\nIt refreshes while the alerts grow. Ctrl+C ends it.\n`);
  await new Promise<void>(resolve => {
    stop.signal.addEventListener('abort', () => resolve(), { once: true });
    if (stop.signal.aborted) resolve();
  });
  await server.close();
}
