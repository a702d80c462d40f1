import { fullness } from '../state/dead-letter-bound.ts';
import { bytes, count, moment, span } from '../terminal/words.ts';
import { wrap } from '../terminal/wrap.ts';
import type { ContentStatus, StatusReport, TenantStatus } from './status-report.ts';

const COLUMNS = 80;
const LABEL_COLUMNS = 11;
const NAME_COLUMNS = 29;

interface Column {
  readonly title: string;
  readonly width: number;
  cell(content: ContentStatus, nowMs: number): string;
}

const COLUMNS_SHOWN: readonly Column[] = [
  { title: 'lag', width: 8, cell: ({ lagMs }) => (lagMs === undefined ? '–' : span(lagMs)) },
  {
    title: 'delivered',
    width: 11,
    cell: ({ lastDeliveredMs }, nowMs) =>
      lastDeliveredMs === undefined ? '–' : `${span(nowMs - lastDeliveredMs)} ago`,
  },
  { title: 'today', width: 9, cell: one => String(one.delivered) },
  { title: 'twice', width: 7, cell: one => String(one.duplicates) },
  { title: 'gaps', width: 5, cell: one => String(one.gaps) },
  { title: 'dead', width: 5, cell: one => String(one.deadLettered + one.trimmed) },
];
const FILTERED: Column = { title: 'filt.', width: 6, cell: one => String(one.filtered) };

/** The status for a person, in 80 columns. */
export function renderStatus(report: StatusReport): string {
  const lines = [
    ...line('Home', `${report.home.path} (${kindOf(report)})`),
    ...line('Version', versionOf(report)),
    ...line('Last run', lastRunOf(report)),
    ...line('Next run', nextRunOf(report)),
    ...line('Confirmed', confirmedOf(report)),
    ...report.notes.flatMap(note => line('Note', note)),
    '',
    ...table(report),
    ...remarks(report),
  ];
  return `${lines.join('\n')}\n`;
}

function line(label: string, text: string): string[] {
  const [first = '', ...rest] = wrap(text, COLUMNS - LABEL_COLUMNS);
  return [label.padEnd(LABEL_COLUMNS) + first, ...rest.map(one => ' '.repeat(LABEL_COLUMNS) + one)];
}

function kindOf({ home }: StatusReport): string {
  return `Wazuh ${home.version ?? 'of unknown version'}, ${home.type === 'agent' ? 'agent' : 'manager'}`;
}

function versionOf({ version, installedVersion }: StatusReport): string {
  if (installedVersion === undefined) return `nothing is installed; this program is ${version}`;
  return installedVersion === version ? version : `${installedVersion} installed; this program is ${version}`;
}

function lastRunOf({ lastRun, runningSinceMs, nowMs }: StatusReport): string {
  const now = runningSinceMs === undefined ? '' : `; one is under way since ${span(nowMs - runningSinceMs)}`;
  if (!lastRun) return `none has ended yet${now}`;
  const outcome = lastRun.outcome === 'ok' ? 'ok' : `ended with ${lastRun.outcome}`;
  return `${span(nowMs - lastRun.endedMs)} ago, ${outcome}, ${count(lastRun.delivered, 'event')} delivered${now}`;
}

function nextRunOf({ wodle, nextRunMs, nowMs }: StatusReport): string {
  if (!wodle) return 'there is no wodle in ossec.conf';
  if (wodle.disabled) return 'none: the wodle is disabled';
  if (wodle.intervalMs === undefined) return 'at the times that the wodle names';
  const every = `every ${span(wodle.intervalMs)}`;
  if (nextRunMs === undefined) return `when modulesd starts, then ${every}`;
  return nextRunMs >= nowMs
    ? `in ${span(nextRunMs - nowMs)} (${every})`
    : `due since ${span(nowMs - nextRunMs)} (${every})`;
}

function confirmedOf({ acknowledgement }: StatusReport): string {
  switch (acknowledgement) {
    case 'figures':
      return 'by analysisd’s figures: events are known to be taken';
    case 'socket':
      return 'by the socket: events are known to be sent';
    case undefined:
      return 'not known: analysisd does not answer';
  }
}

function table(report: StatusReport): string[] {
  if (report.tenants.length === 0) return ['No tenant is configured, and none was collected.'];
  const hasFiltered = report.tenants.some(tenant => tenant.content.some(one => one.filtered > 0));
  const columns = hasFiltered ? COLUMNS_SHOWN.toSpliced(4, 0, FILTERED) : COLUMNS_SHOWN;
  return report.tenants.flatMap((tenant, index) => [
    ...(index === 0 ? [] : ['']),
    row(nameOf(tenant), columns, column => column.title),
    ...tenant.content.map(one =>
      row(`  ${one.contentType}`, columns, column => column.cell(one, report.nowMs)),
    ),
  ]);
}

function nameOf({ name, isConfigured }: TenantStatus): string {
  return isConfigured ? name : `${name} (not in config.yml)`;
}

function row(name: string, columns: readonly Column[], cell: (column: Column) => string): string {
  const cells = columns.map(column => cell(column).padStart(column.width)).join('');
  // A name that is too long has a line of its own, so that the figures stay below each other.
  return name.length < NAME_COLUMNS
    ? `${name.padEnd(NAME_COLUMNS)}${cells}`
    : `${name}\n${' '.repeat(NAME_COLUMNS)}${cells}`;
}

function remarks(report: StatusReport): string[] {
  const content = report.tenants.flatMap(tenant => tenant.content);
  const waiting = content.reduce((sum, one) => sum + one.unfinishedBlobs, 0);
  const lost = content.reduce((sum, one) => sum + one.lostBlobs, 0);
  const texts = [
    ...(waiting > 0 ? [`${count(waiting, 'blob')} waiting to be fetched.`] : []),
    ...(lost > 0 ? [`${count(lost, 'blob')} could not be had any more.`] : []),
    ...(report.deadLetterDays > 0
      ? [
          `Dead letters of ${count(report.deadLetterDays, 'day')} are kept (${bytes(report.deadLetterBytes)}).`,
        ]
      : []),
    ...[fullness(report.deadLetterBytes) ?? []].flat(),
    ...(report.filters.length > 0
      ? [`Filtered today: ${report.filters.map(({ filter, events }) => `${filter} ${events}`).join(', ')}.`]
      : []),
  ];
  return texts.length === 0 ? [] : ['', ...texts.flatMap(text => wrap(text, COLUMNS))];
}

/** The status for programs: times as ISO 8601, spans in seconds. */
export function statusAsJson(report: StatusReport): Record<string, unknown> {
  const { nowMs, lastRun, nextRunMs, runningSinceMs, wodle, tenants, ...rest } = report;
  const time = (ms: number | undefined): string | null =>
    ms === undefined ? null : new Date(ms).toISOString();
  return {
    at: time(nowMs),
    ...rest,
    installedVersion: report.installedVersion ?? null,
    acknowledgement: report.acknowledgement ?? null,
    wodle: wodle
      ? {
          disabled: wodle.disabled,
          intervalSeconds: wodle.intervalMs === undefined ? null : wodle.intervalMs / 1000,
        }
      : null,
    lastRun: lastRun
      ? {
          ...lastRun,
          startedMs: undefined,
          endedMs: undefined,
          started: time(lastRun.startedMs),
          ended: time(lastRun.endedMs),
        }
      : null,
    runningSince: time(runningSinceMs),
    nextRun: time(nextRunMs),
    tenants: tenants.map(tenant => ({
      ...tenant,
      content: tenant.content.map(({ lagMs, lastDeliveredMs, ...counts }) => ({
        ...counts,
        lagSeconds: lagMs === undefined ? null : Math.round(lagMs / 1000),
        lastDelivered: time(lastDeliveredMs),
      })),
    })),
  };
}

/** Stands above each of several snapshots. */
export function snapshotTitle(report: StatusReport): string {
  return `o365-wazuh, ${moment(report.nowMs)}`;
}
