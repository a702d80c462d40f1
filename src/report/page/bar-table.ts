import type { Counted } from '../count/top-counter.ts';
import { barCell, countCell } from './cells.ts';
import type { Html, HtmlPart } from './markup.ts';
import { type Column, table } from './table.ts';

interface BarTableOptions<T> {
  readonly caption: string;
  /** Heading of the first column. */
  readonly of: string;
  readonly rows: readonly Counted<T>[];
  readonly name: (row: Counted<T>) => HtmlPart;
  readonly countLabel?: string;
  /** Further columns. */
  readonly more?: readonly Column<Counted<T>>[];
  /** Class of the bars' colour. */
  readonly color?: string;
  readonly empty: string;
  readonly note?: HtmlPart;
}

/** A ranking: names, bars, counts. The chart is a table at once, for those who cannot see bars. */
export function barTable<T>(options: BarTableOptions<T>): Html {
  const { caption, of, rows, name, countLabel = 'Alerts', more = [], color, empty, note } = options;
  const longest = Math.max(...rows.map(row => row.count), 0);
  return table({
    caption,
    columns: [
      { label: of, cell: name, wide: 'some' },
      { label: '', cell: row => barCell(row.count, longest, color), left: true, value: row => row.count },
      { label: countLabel, cell: countCell, value: row => row.count },
      ...more,
    ],
    rows,
    empty,
    ...(note === undefined ? {} : { note }),
  });
}
