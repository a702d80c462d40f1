import type { ChangeTally } from '../../tally/change-tally.ts';
import { card, cards, figure, figures, section } from '../card.ts';
import { breakable, countCell, levelCell, timeCell } from '../cells.ts';
import { formatCount } from '../format.ts';
import { type Html, markup } from '../markup.ts';
import { table } from '../table.ts';

const SHOWN = 20;

interface ChangesOptions {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly tally: ChangeTally;
  readonly empty: string;
}

/** Changes one by one, the most severe first, with how many there are of each kind. */
export function changesSection({ id, title, lead, tally, empty }: ChangesOptions): Html {
  return section(
    id,
    title,
    lead,
    figures(...[...tally.byGroup].map(([label, count]) => figure(label, formatCount(count)))),
    cards(card('full', undefined, changesTable(tally, title, empty))),
  );
}

function changesTable({ rows }: ChangeTally, caption: string, empty: string): Html {
  const ranked = [...rows.top()].sort((a, b) => b.data.level - a.data.level || b.data.lastMs - a.data.lastMs);
  return table({
    caption,
    columns: [
      {
        label: 'Level',
        cell: ({ data }) => levelCell(data.level),
        value: ({ data }) => data.level,
        left: true,
      },
      {
        label: 'Last (UTC)',
        cell: ({ data }) => timeCell(data.lastMs),
        value: ({ data }) => data.lastMs,
        left: true,
      },
      { label: 'What', cell: ({ data }) => markup`${data.operation}<small>${data.group}</small>` },
      { label: 'By', cell: ({ data }) => breakable(data.user), wide: 'some' },
      {
        label: 'Of',
        cell: ({ data }) =>
          markup`${breakable(data.object)}${data.detail !== '' && markup`<small>${data.detail}</small>`}`,
        wide: 'most',
      },
      { label: 'Times', cell: countCell, value: row => row.count },
    ],
    rows: ranked.slice(0, SHOWN),
    empty,
    note: rows.isApproximate
      ? `The ${SHOWN} most severe of those that could be held; there were more than ${formatCount(rows.size)} different ones, and rare ones may be missing.`
      : ranked.length > SHOWN
        ? `The ${SHOWN} most severe of ${formatCount(ranked.length)}.`
        : undefined,
  });
}
