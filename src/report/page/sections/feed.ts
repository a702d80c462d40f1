import type { Counted } from '../../count/top-counter.ts';
import type { Columns } from '../../count/time-grid.ts';
import { type FeedSeen, type FeedTally, feedKey } from '../../tally/feed-tally.ts';
import { barTable } from '../bar-table.ts';
import { card, cards, figure, figures, section } from '../card.ts';
import { breakable, countCell, levelCell, timeCell } from '../cells.ts';
import { coverageChart } from '../coverage-chart.ts';
import { formatCount, formatDuration } from '../format.ts';
import { type Html, markup } from '../markup.ts';
import { rankingNote } from '../notes.ts';
import { table } from '../table.ts';
import { columnLabel } from '../time-axis.ts';
import { MAX_COLUMNS, type Period } from './overview.ts';

const SHOWN_MESSAGES = 20;
/** Microsoft's bands of delay as the collector writes them, shortest first. */
const BANDS: ReadonlyMap<string, string> = new Map([
  ['<15m', 'under 15 min'],
  ['15m-1h', '15 min to 1 h'],
  ['1h-4h', '1 h to 4 h'],
  ['4h-24h', '4 h to 24 h'],
  ['>24h', 'over 24 h'],
]);

/** Whether everything came, and how late: feeds, silences, what the collector said about itself. */
export function feedSection(tally: FeedTally, period: Period): Html {
  const grid = tally.feeds.size > 0 ? tally.coverage.toColumns(MAX_COLUMNS, period) : undefined;
  const gaps = tally.messages
    .top()
    .filter(({ data }) => data.operation === 'FeedGap' || data.operation === 'BlobLost');
  const gapCount = gaps.reduce((sum, gap) => sum + gap.count, 0);
  return section(
    'feed',
    'Feed health',
    'How the events came here. A gap is a span that Microsoft no longer offers; a silence is only a time without alerts.',
    figures(
      figure('Half came within', percentile(tally, 0.5)),
      figure('95 of 100 within', percentile(tally, 0.95)),
      figure('Late', formatCount(tally.late)),
      figure('From a backfill', formatCount(tally.backfill)),
      figure('Gaps', formatCount(gapCount)),
    ),
    cards(
      grid &&
        card(
          'full',
          undefined,
          coverageChart('Alerts by subscription over time', grid, coverageRows(tally, grid)),
        ),
      card('full', 'Subscriptions', feedsTable(tally, grid)),
      card('full', 'Microsoft’s delay', bandsTable(tally)),
      card('full', 'What the collector said', messagesTable(tally)),
    ),
  );
}

function percentile(tally: FeedTally, share: number): string {
  const ms = tally.delay.percentile(share);
  return ms === undefined ? '–' : `≈ ${formatDuration(ms)}`;
}

function coverageRows(
  tally: FeedTally,
  grid: Columns,
): readonly { label: string; values: readonly number[] }[] {
  return tally.feeds
    .top()
    .map(({ key }) => ({ label: key, values: valuesOf(grid, key) }))
    .filter(row => row.values.length > 0);
}

function valuesOf(grid: Columns, key: string): readonly number[] {
  const series = grid.series.indexOf(key);
  return series === -1 ? [] : grid.columns.map(column => column[series] ?? 0);
}

interface Silence {
  readonly columns: number;
  readonly fromMs: number;
}

/** The longest run of empty columns between the first and the last alert of a feed. */
function longestSilence(grid: Columns | undefined, key: string): Silence | undefined {
  if (!grid) return undefined;
  let longest: Silence | undefined;
  let last: number | undefined;
  for (const [at, value] of valuesOf(grid, key).entries()) {
    if (value === 0) continue;
    if (last !== undefined && at - last - 1 > (longest?.columns ?? 0)) {
      longest = { columns: at - last - 1, fromMs: grid.startMs + (last + 1) * grid.stepMs };
    }
    last = at;
  }
  return longest;
}

function feedsTable(tally: FeedTally, grid: Columns | undefined): Html {
  const silenceOf = ({ data }: Counted<FeedSeen>): Silence | undefined =>
    longestSilence(grid, feedKey(data.tenant, data.subscription));
  return table({
    caption: 'Subscriptions',
    columns: [
      { label: 'Tenant', cell: ({ data }) => breakable(data.tenant), wide: 'some' },
      { label: 'Subscription', cell: ({ data }) => data.subscription },
      { label: 'Alerts', cell: countCell, value: row => row.count },
      { label: 'Half within', cell: row => durationText(delayOf(row, 0.5)), value: row => delayOf(row, 0.5) },
      {
        label: '95 % within',
        cell: row => durationText(delayOf(row, 0.95)),
        value: row => delayOf(row, 0.95),
      },
      { label: 'Late', cell: ({ data }) => formatCount(data.late), value: ({ data }) => data.late },
      {
        label: 'Backfill',
        cell: ({ data }) => formatCount(data.backfill),
        value: ({ data }) => data.backfill,
      },
      {
        label: 'Longest silence',
        cell: row => silenceText(silenceOf(row), grid),
        value: row => silenceOf(row)?.columns ?? 0,
      },
      {
        label: 'Last alert (UTC)',
        cell: ({ data }) => timeCell(data.lastMs),
        value: ({ data }) => data.lastMs,
        left: true,
      },
    ],
    rows: tally.feeds.top(),
    empty: 'No event came.',
    note:
      grid &&
      `Silences are seen in steps of ${formatDuration(grid.stepMs)}. Delays are from the event itself to its alert, within 5 %, without backfills.`,
  });
}

function delayOf({ data }: Counted<FeedSeen>, share: number): number {
  return data.delay.percentile(share) ?? 0;
}

function durationText(ms: number): string {
  return ms === 0 ? '–' : formatDuration(ms);
}

function silenceText(silence: Silence | undefined, grid: Columns | undefined): Html | string {
  if (!silence || !grid) return 'none';
  const duration = silence.columns * grid.stepMs;
  return markup`<span title="${columnLabel(silence.fromMs, duration)}">${formatDuration(duration)}</span>`;
}

function bandsTable({ bands }: FeedTally): Html {
  const order = [...BANDS.keys()];
  const rows = [...bands.top()].sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
  return barTable({
    caption: 'Microsoft’s delay',
    of: 'From the event to its being offered',
    rows,
    name: ({ key }) => BANDS.get(key) ?? key,
    empty: 'These alerts do not say how late Microsoft offered them.',
  });
}

function messagesTable({ messages }: FeedTally): Html {
  const ranked = [...messages.top()].sort((a, b) => b.data.lastMs - a.data.lastMs);
  return table({
    caption: 'What the collector said',
    columns: [
      {
        label: 'Level',
        cell: ({ data }) => levelCell(data.level),
        value: ({ data }) => data.level,
        left: true,
      },
      {
        label: 'What',
        cell: ({ data }) => markup`${data.operation}<small>${data.detail}</small>`,
        wide: 'most',
      },
      { label: 'Tenant', cell: ({ data }) => breakable(data.tenant), wide: 'some' },
      { label: 'Subscription', cell: ({ data }) => data.contentType },
      { label: 'Times', cell: countCell, value: row => row.count },
      {
        label: 'Last (UTC)',
        cell: ({ data }) => timeCell(data.lastMs),
        value: ({ data }) => data.lastMs,
        left: true,
      },
    ],
    rows: ranked.slice(0, SHOWN_MESSAGES),
    empty: 'Nothing: no gap, no refusal, no stop.',
    note: rankingNote(messages, SHOWN_MESSAGES, 'messages'),
  });
}
