import type { SignInTally } from '../../tally/sign-in-tally.ts';
import type { Columns } from '../../count/time-grid.ts';
import { barTable } from '../bar-table.ts';
import { card, cards, figure, figures, section } from '../card.ts';
import { breakable, cappedCell, countCell, timeCell } from '../cells.ts';
import { columnsChart } from '../columns-chart.ts';
import { formatCount, formatShare } from '../format.ts';
import type { Html } from '../markup.ts';
import { rankingNote } from '../notes.ts';
import { table } from '../table.ts';
import { MAX_COLUMNS, type Period } from './overview.ts';

const SHOWN = 15;

/** Sign-ins: how many worked and failed, why they failed, who is under attack and from where. */
export function signInsSection(tally: SignInTally, period: Period): Html {
  const { succeeded, failed } = tally;
  // A chart for each outcome, on a scale of its own: failures would vanish under the successes.
  const grid = succeeded + failed > 0 ? tally.byOutcome.toColumns(MAX_COLUMNS, period) : undefined;
  return section(
    'sign-ins',
    'Sign-ins',
    'Outcomes, reasons of failure, and the traces of password spraying.',
    figures(
      figure('Succeeded', formatCount(succeeded)),
      figure('Failed', formatCount(failed), formatShare(failed, succeeded + failed)),
      figure(
        'Users with a failure',
        `${formatCount(tally.failedUsers.size)}${tally.failedUsers.isApproximate ? '+' : ''}`,
      ),
      figure(
        'Addresses with a failure',
        `${formatCount(tally.failedAddresses.size)}${tally.failedAddresses.isApproximate ? '+' : ''}`,
      ),
    ),
    cards(
      grid && card('half', undefined, outcomeChart('Succeeded', grid, 0, 'outcome-ok')),
      grid && card('half', undefined, outcomeChart('Failed', grid, 1, 'outcome-failed')),
      card('half', 'Users with failed sign-ins', usersTable(tally)),
      card('half', 'Addresses that fail for many users', addressesTable(tally)),
      card('full', 'Why sign-ins failed', reasonsTable(tally)),
    ),
  );
}

function outcomeChart(label: string, grid: Columns, series: number, color: string): Html {
  const values = grid.columns.map(column => column[series] ?? 0);
  const total = values.reduce((sum, value) => sum + value, 0);
  return columnsChart({
    title: `${label} sign-ins`,
    summary: `In total ${formatCount(total)}.`,
    grid,
    layers: [{ label, color, values }],
    height: 140,
  });
}

function usersTable({ failedUsers }: SignInTally): Html {
  return table({
    caption: 'Users with failed sign-ins',
    columns: [
      { label: 'User', cell: ({ data }) => breakable(data.shown), wide: 'some' },
      { label: 'Failed', cell: countCell, value: row => row.count },
      {
        label: 'Addresses',
        cell: ({ data }) => cappedCell(data.others),
        value: ({ data }) => data.others.count,
      },
      {
        label: 'Last (UTC)',
        cell: ({ data }) => timeCell(data.lastMs),
        value: ({ data }) => data.lastMs,
        left: true,
      },
    ],
    rows: failedUsers.top(SHOWN),
    empty: 'No failed sign-in.',
    note: rankingNote(failedUsers, SHOWN, 'users'),
  });
}

function addressesTable({ failedAddresses, succeededAddresses }: SignInTally): Html {
  const bySpread = [...failedAddresses.top()].sort(
    (a, b) => b.data.others.count - a.data.others.count || b.count - a.count,
  );
  const succeededFrom = (address: string): number => succeededAddresses.get(address)?.count ?? 0;
  return table({
    caption: 'Addresses that fail for many users',
    columns: [
      { label: 'Address', cell: ({ data }) => breakable(data.shown), wide: 'some' },
      { label: 'Users', cell: ({ data }) => cappedCell(data.others), value: ({ data }) => data.others.count },
      { label: 'Failed', cell: countCell, value: row => row.count },
      {
        label: 'Succeeded',
        cell: ({ key }) => formatCount(succeededFrom(key)),
        value: ({ key }) => succeededFrom(key),
      },
      {
        label: 'Last (UTC)',
        cell: ({ data }) => timeCell(data.lastMs),
        value: ({ data }) => data.lastMs,
        left: true,
      },
    ],
    rows: bySpread.slice(0, SHOWN),
    empty: 'No failed sign-in with an address.',
    note: rankingNote(failedAddresses, SHOWN, 'addresses'),
  });
}

function reasonsTable({ reasons }: SignInTally): Html {
  return barTable({
    caption: 'Why sign-ins failed',
    of: 'Reason as Microsoft names it',
    countLabel: 'Failed',
    rows: reasons.top(SHOWN),
    name: ({ key }) => key,
    more: [
      {
        label: 'Last (UTC)',
        cell: ({ data }) => timeCell(data.lastMs),
        value: ({ data }) => data.lastMs,
        left: true,
      },
    ],
    color: 'outcome-failed',
    empty: 'No failed sign-in.',
    note: rankingNote(reasons, SHOWN, 'reasons'),
  });
}
