import { type Html, type HtmlPart, markup } from './markup.ts';

/** A column of a table: how its heading reads and how a row's cell is shown. */
export interface Column<Row> {
  readonly label: string;
  readonly cell: (row: Row) => HtmlPart;
  /** What the column is sorted by; its text by default. A column with it is set to the right, as numbers are. */
  readonly value?: (row: Row) => number;
  /** A text that may break over lines, and how much of the width it wants. */
  readonly wide?: 'little' | 'some' | 'most';
  /** Set to the left although it sorts by a number. */
  readonly left?: true;
}

interface TableOptions<Row> {
  /** Read out by screen readers in place of a heading. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Shown when there is no row. */
  readonly empty: string;
  /** Under the table, for example how many rows are left out. */
  readonly note?: HtmlPart;
}

/** With fewer a row fits on a telephone as it is. */
const MIN_COLUMNS_TO_STACK = 4;

/** A table whose columns the page's script makes sortable. Reads well without it. */
export function table<Row>({ caption, columns, rows, empty, note }: TableOptions<Row>): Html {
  if (rows.length === 0) return markup`<p class="empty">${empty}</p>`;
  const stacks = columns.length >= MIN_COLUMNS_TO_STACK;
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table data-sortable${stacks && markup` class="stack"`}>
<caption class="unseen">${caption}</caption>
<thead><tr>${columns.map(heading)}</tr></thead>
<tbody>
${rows.map(row => markup`<tr>${columns.map(column => cell(column, row, stacks))}</tr>\n`)}</tbody>
</table></div>${note !== undefined && markup`<p class="note">${note}</p>`}`;
}

function heading<Row>(column: Column<Row>): Html {
  return markup`<th scope="col"${classOf(column)}>${column.label}</th>`;
}

function cell<Row>(column: Column<Row>, row: Row, stacks: boolean): Html {
  const value = column.value?.(row);
  const number = value !== undefined && markup` data-v="${value}"`;
  const label = stacks && markup` data-l="${column.label}"`;
  return markup`<td${classOf(column)}${number}${label}>${column.cell(row)}</td>`;
}

function classOf<Row>({ value, wide, left }: Column<Row>): Html | undefined {
  const names = [value && !left ? 'num' : '', wide ? `wide ${wide}` : ''].filter(Boolean).join(' ');
  return names === '' ? undefined : markup` class="${names}"`;
}
