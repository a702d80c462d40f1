import type { VerifiedBlob, VerifiedDay } from './collect/verify-partition.ts';
import { count, moment } from './terminal/words.ts';
import { wrap } from './terminal/wrap.ts';
import type { WrittenManifest } from './verify-manifest.ts';
import type { Verified } from './verify-run.ts';

const COLUMNS = 80;
/** Of blobs that are missing or lost, so many are shown; the JSON and the manifest have all. */
const SHOWN_BLOBS = 10;

interface Column {
  readonly title: string;
  readonly width: number;
  cell(day: VerifiedDay): string;
}

const BLOBS: readonly Column[] = [
  { title: 'offered', width: 8, cell: day => String(day.blobsOffered) },
  { title: 'done', width: 7, cell: day => String(day.blobsDone) },
  { title: 'wait', width: 5, cell: day => String(day.blobsUnfinished) },
  { title: 'lost', width: 5, cell: day => String(day.blobsLost) },
  { title: 'missing', width: 8, cell: day => String(day.blobsMissing) },
];
const EVENTS: readonly Column[] = [
  { title: 'in them', width: 9, cell: day => String(day.events) },
  { title: 'delivered', width: 10, cell: day => String(day.delivered) },
  { title: 'twice', width: 7, cell: day => String(day.duplicates) },
];
const FILTERED: Column = { title: 'filt.', width: 6, cell: day => String(day.filtered) };
const DEAD: Column = { title: 'dead', width: 5, cell: day => String(day.deadLettered) };

/** How many blobs are missing or lost, and spans were not offered any more. */
export function missingOf(verified: readonly Verified[]): number {
  return verified.reduce((sum, { gaps, days }) => sum + gaps.length + absentIn(days), 0);
}

/** The comparison for a person, in 80 columns. */
export function verifyText(verified: readonly Verified[], manifest: WrittenManifest | undefined): string {
  const days = verified.flatMap(one => one.days);
  const hasFiltered = days.some(day => day.filtered > 0);
  const events = hasFiltered ? [...EVENTS, FILTERED, DEAD] : [...EVENTS, DEAD];
  return `${[
    ...verified.flatMap((one, index) => [...(index === 0 ? [] : ['']), ...tableOf(one, events)]),
    ...absentOf(verified),
    ...gapsOf(verified),
    '',
    ...remarks(verified, days).flatMap(text => wrap(text, COLUMNS)),
    ...manifestLines(manifest),
  ].join('\n')}\n`;
}

function tableOf(one: Verified, events: readonly Column[]): string[] {
  const name = `${one.tenant} ${one.partition.contentType}`;
  const error = one.error && `${one.error.message} [${one.error.code}] ${one.error.hint}`.trim();
  const trouble = error === undefined ? [] : wrap(`Not listed to its end: ${error}`, COLUMNS);
  if (one.days.length === 0)
    return error === undefined ? [`${name}: nothing is offered`] : [name, ...trouble];
  const columns = [...BLOBS, ...events];
  const width = (part: readonly Column[]): number => part.reduce((sum, column) => sum + column.width, 0);
  const heads = 'blobs'.padStart(width(BLOBS)) + 'events'.padStart(width(events));
  return [
    name,
    `${' '.repeat(10)}${heads}`,
    row('day (UTC)', columns, column => column.title),
    ...one.days.map(day => row(day.day, columns, column => column.cell(day))),
    ...trouble,
  ];
}

function row(name: string, columns: readonly Column[], cell: (column: Column) => string): string {
  return name.padEnd(10) + columns.map(column => cell(column).padStart(column.width)).join('');
}

function absentOf(verified: readonly Verified[]): string[] {
  const all = verified.flatMap(one => one.absent.map(blob => ({ ...blob, of: one })));
  if (all.length === 0) return [];
  const shown = all.slice(0, SHOWN_BLOBS).flatMap(({ of, ...blob }) => {
    const text = `${moment(blob.contentCreatedMs)}  ${of.tenant} ${of.partition.contentType}: ${fateOf(blob)}`;
    return wrap(`  ${text}`, COLUMNS - 2, '    ').map((line, at) => (at === 0 ? `  ${line}` : line));
  });
  const rest = all.length - SHOWN_BLOBS;
  return [
    '',
    'Missing or lost, by the time at which Microsoft made them available:',
    ...shown,
    ...(rest > 0
      ? [`  and ${count(rest, 'more', 'more')}; --json and --manifest have all, with their ids.`]
      : []),
  ];
}

function fateOf({ state, offered, row }: VerifiedBlob): string {
  if (state === 'missing') return 'missing: unknown to the ledger';
  const reason = row?.reason === undefined ? '' : ` (${row.reason})`;
  return offered ? `lost, but offered${reason}` : `lost, and no longer offered${reason}`;
}

function gapsOf(verified: readonly Verified[]): string[] {
  const lines = verified.flatMap(({ tenant, partition, gaps }) =>
    gaps.map(
      ({ fromMs, toMs }) => `  ${tenant} ${partition.contentType}: ${moment(fromMs)} to ${moment(toMs)}`,
    ),
  );
  return lines.length === 0
    ? []
    : ['', 'Spans that were not offered any more when they were to be listed:', ...lines];
}

function remarks(verified: readonly Verified[], days: readonly VerifiedDay[]): string[] {
  const sum = (pick: (day: VerifiedDay) => number): number => days.reduce((all, day) => all + pick(day), 0);
  const [waiting, dead, trimmed] = [
    sum(day => day.blobsUnfinished),
    sum(day => day.deadLettered),
    sum(day => day.trimmed),
  ];
  const absent = absentIn(days);
  const gaps = verified.reduce((all, one) => all + one.gaps.length, 0);
  const fixable = verified.reduce((all, one) => all + one.toFetch.length, 0);
  const isWhole = verified.every(one => one.error === undefined);
  return [
    ...(waiting > 0 ? [`${count(waiting, 'blob')} waiting: the next runs try again.`] : []),
    ...(trimmed > 0 ? [`${count(trimmed, 'event')} delivered in a shortened form.`] : []),
    ...(dead > 0 ? [`${count(dead, 'event')} not delivered: see dead-letter list.`] : []),
    ...(absent > 0 ? [`${count(absent, 'blob')} missing or lost.`] : []),
    ...(fixable > 0
      ? [`${count(fixable, 'of them is', 'of them are')} offered still: verify --fix tries them.`]
      : []),
    ...(gaps > 0 ? [`${count(gaps, 'span')} no longer offered.`] : []),
    ...(isWhole ? [] : ['Not everything could be listed: more may be missing.']),
    ...(absent + gaps === 0 && isWhole ? ['Nothing is missing.'] : []),
  ];
}

function absentIn(days: readonly VerifiedDay[]): number {
  return days.reduce((sum, day) => sum + day.blobsMissing + day.blobsLost, 0);
}

/** The hash in the form that `sha256sum -c` reads. */
function manifestLines(manifest: WrittenManifest | undefined): string[] {
  if (!manifest) return [];
  const { blobs, sha256, path } = manifest;
  return [
    `${count(blobs, 'blob')} in the manifest. Its hash, to be kept elsewhere (sha256sum -c):`,
    `${sha256}  ${path}`,
  ];
}
