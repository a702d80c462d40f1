import type { Columns } from '../../count/time-grid.ts';
import { LEVEL_BANDS } from '../../../dashboards/level-bands.ts';
import { type OverviewTally, SEVERE_PER_RULE } from '../../tally/overview-tally.ts';
import { barTable } from '../bar-table.ts';
import { card, cards, figure, figures, section } from '../card.ts';
import {
  breakable,
  cappedCell,
  countCell,
  levelCell,
  techniqueLink,
  techniquesCell,
  timeCell,
} from '../cells.ts';
import { columnsChart } from '../columns-chart.ts';
import { formatCount, formatShare } from '../format.ts';
import { type Html, markup } from '../markup.ts';
import { largestLayers, namedLayers } from '../layers.ts';
import { rankingNote } from '../notes.ts';
import { table } from '../table.ts';

export interface Period {
  readonly fromMs?: number | undefined;
  readonly toMs?: number | undefined;
}

/** Columns of a chart over time at most. */
export const MAX_COLUMNS = 120;
const RANKED = 15;
const LEVEL_COLORS: Readonly<Record<string, string>> = Object.fromEntries(
  LEVEL_BANDS.map(({ label }) => [label, `band-${label.toLowerCase()}`]),
);

/** Key figures, the alerts over time, and the most severe of them. */
export function overviewSection(tally: OverviewTally, period: Period): Html {
  const byWorkload = tally.byWorkload.toColumns(MAX_COLUMNS, period);
  const byLevel = tally.byLevel.toColumns(MAX_COLUMNS, period);
  return section(
    'overview',
    'Overview',
    'What happened in Microsoft 365, and what Wazuh’s rules made of it.',
    figures(
      figure('Alerts', formatCount(tally.alerts)),
      figure('Level 12 and above', formatCount(tally.severe), formatShare(tally.severe, tally.alerts)),
      figure('Highest level', tally.alerts === 0 ? '–' : levelCell(tally.highestLevel)),
      figure('Users', distinct(tally.users)),
      figure('Addresses', distinct(tally.addresses)),
    ),
    cards(
      byWorkload &&
        card('full', undefined, timeline('Alerts by workload', byWorkload, largestLayers(byWorkload))),
      byLevel &&
        card(
          'full',
          undefined,
          timeline('Alerts by rule level', byLevel, namedLayers(byLevel, LEVEL_COLORS)),
        ),
      card('full', 'Most severe alerts', severestTable(tally)),
    ),
  );
}

function distinct(counter: { readonly count: number; readonly isApproximate: boolean }): string {
  return `${counter.isApproximate ? '≈ ' : ''}${formatCount(counter.count)}`;
}

function timeline(title: string, grid: Columns, layers: ReturnType<typeof largestLayers>): Html {
  const totals = layers.map(
    ({ label, values }) => `${label} ${formatCount(values.reduce((a, b) => a + b, 0))}`,
  );
  return columnsChart({ title, summary: `In total: ${totals.join(', ')}.`, grid, layers });
}

function severestTable(tally: OverviewTally): Html {
  return table({
    caption: 'Most severe alerts',
    columns: [
      { label: 'Level', cell: row => levelCell(row.level), value: row => row.level, left: true },
      { label: 'Time (UTC)', cell: row => timeCell(row.timeMs), value: row => row.timeMs, left: true },
      {
        label: 'What',
        cell: row => markup`${breakable(row.description)}<small>${row.workload} · ${row.operation}</small>`,
        wide: 'most',
      },
      { label: 'User', cell: row => breakable(row.user), wide: 'some' },
      { label: 'Address', cell: row => row.address },
      { label: 'Rule', cell: row => row.ruleId },
      { label: 'MITRE', cell: row => techniquesCell(row.mitre), wide: 'little' },
    ],
    rows: tally.severest,
    empty: 'No alert of level 7 or above.',
    note: `Of each rule the latest ${SEVERE_PER_RULE}.`,
  });
}

/** Which rules fired, which techniques they point at, and who and what was most frequent. */
export function rulesSection(tally: OverviewTally): Html {
  return section(
    'rules',
    'Rules, users, addresses, operations',
    'The most frequent of each.',
    cards(
      card('full', 'Rules', rulesTable(tally)),
      card('half', 'Users', actorsTable(tally.topUsers, 'User', 'users', 'Addresses')),
      card('half', 'Addresses', actorsTable(tally.topAddresses, 'Address', 'addresses', 'Users')),
      card('half', 'Operations', operationsTable(tally)),
      card('half', 'MITRE ATT&CK techniques', techniquesTable(tally)),
    ),
  );
}

function rulesTable({ rules }: OverviewTally): Html {
  const shown = 20;
  return barTable({
    caption: 'Rules',
    of: 'Rule',
    rows: rules.top(shown),
    name: ({ data }) =>
      markup`${breakable(data.description)}${data.isWordingVaried && markup` <small class="inline">and the like</small>`}`,
    more: [
      {
        label: 'Level',
        cell: ({ data }) => levelCell(data.level),
        value: ({ data }) => data.level,
        left: true,
      },
      { label: 'Id', cell: ({ key }) => key },
      { label: 'MITRE', cell: ({ data }) => techniquesCell(data.mitre), wide: 'little' },
      {
        label: 'Last seen (UTC)',
        cell: ({ data }) => timeCell(data.lastMs),
        value: ({ data }) => data.lastMs,
        left: true,
      },
    ],
    empty: 'No rule fired.',
    note: rankingNote(rules, shown, 'rules'),
  });
}

function actorsTable(counter: OverviewTally['topUsers'], of: string, what: string, others: string): Html {
  return barTable({
    caption: `Top ${what}`,
    of,
    rows: counter.top(RANKED),
    name: ({ data }) => breakable(data.shown),
    more: [
      { label: others, cell: ({ data }) => cappedCell(data.others), value: ({ data }) => data.others.count },
      {
        label: 'Highest',
        cell: ({ data }) => levelCell(data.level),
        value: ({ data }) => data.level,
        left: true,
      },
    ],
    empty: `No ${what} in these alerts.`,
    note: rankingNote(counter, RANKED, what),
  });
}

function operationsTable({ topOperations }: OverviewTally): Html {
  return barTable({
    caption: 'Top operations',
    of: 'Operation',
    rows: topOperations.top(RANKED),
    name: ({ key, data }) => markup`${key}<small>${data.workload}</small>`,
    more: [
      {
        label: 'Highest',
        cell: ({ data }) => levelCell(data.level),
        value: ({ data }) => data.level,
        left: true,
      },
    ],
    empty: 'No operations in these alerts.',
    note: rankingNote(topOperations, RANKED, 'operations'),
  });
}

function techniquesTable({ techniques }: OverviewTally): Html {
  return table({
    caption: 'MITRE ATT&CK techniques',
    columns: [
      {
        label: 'Technique',
        cell: ({ key, data }) =>
          markup`${techniqueLink(key, data.name)} ${data.name === key ? '' : data.name}`,
        wide: 'some',
      },
      { label: 'Alerts', cell: countCell, value: row => row.count },
      {
        label: 'Highest',
        cell: ({ data }) => levelCell(data.level),
        value: ({ data }) => data.level,
        left: true,
      },
    ],
    rows: techniques.top(RANKED),
    empty: 'No rule that fired names a technique.',
    note: rankingNote(techniques, RANKED, 'techniques'),
  });
}
