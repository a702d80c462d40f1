import { scaleLinear } from 'd3-scale';
import { stack } from 'd3-shape';
import type { Columns } from '../count/time-grid.ts';
import { formatCount, formatShort } from './format.ts';
import { type Html, markup, rawHtml } from './markup.ts';
import { table } from './table.ts';
import { columnLabel, timeLabels } from './time-axis.ts';

/** One colour of the stack. */
export interface Layer {
  readonly label: string;
  /** Class that gives the colour. */
  readonly color: string;
  /** One number a column. */
  readonly values: readonly number[];
}

interface ColumnsChartOptions {
  readonly title: string;
  /** One sentence that says what there is to be seen, for those who do not see it. */
  readonly summary: string;
  readonly grid: Pick<Columns, 'startMs' | 'stepMs' | 'columns'>;
  readonly layers: readonly Layer[];
  /** Pixels of the drawing, without the time axis. */
  readonly height?: number;
}

/** Drawn in these units and stretched to the width of the page; texts stand outside, unstretched, so that one drawing suits every width. */
const WIDTH = 1000;
const AXIS_HEIGHT = 24;
/** Rows of the table under the chart at most: the chart has more columns than a person reads. */
const MAX_TABLE_ROWS = 130;

/** Stacked columns over time, with a table of the same numbers below. */
export function columnsChart({ title, summary, grid, layers, height = 200 }: ColumnsChartOptions): Html {
  const count = grid.columns.length;
  const totals = Array.from({ length: count }, (_, at) =>
    layers.reduce((sum, layer) => sum + (layer.values[at] ?? 0), 0),
  );
  const y = scaleLinear()
    .domain([0, Math.max(...totals, 1)])
    .nice(4)
    .range([height, 10]);
  const yTicks = y.ticks(4).filter(Number.isInteger);
  const label = (at: number): string => columnLabel(grid.startMs + at * grid.stepMs, grid.stepMs);
  return markup`<figure class="chart">
<figcaption>${title}${layers.length > 1 && legend(layers)}</figcaption>
<div class="plot">
<svg class="y-axis" width="44" height="${height + AXIS_HEIGHT}" aria-hidden="true">${yTicks.map(
    tick =>
      markup`<text x="38" y="${(y(tick) + 4).toFixed(1)}" text-anchor="end">${formatShort(tick)}</text>`,
  )}</svg>
<svg class="canvas" width="100%" height="${height + AXIS_HEIGHT}" role="img" aria-label="${title}. ${summary}">
${yTicks.map(tick => markup`<line class="grid" x2="100%" y1="${y(tick).toFixed(1)}" y2="${y(tick).toFixed(1)}"/>`)}
<svg viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none" width="100%" height="${height}">
${stackPaths(layers, count, y)}
${totals.map((total, at) => hoverArea(at, count, height, tooltip(label(at), total, layers, at)))}
</svg>
${timeLabels(grid, height + 18)}
</svg>
</div>
<details><summary>Numbers</summary>${numbersTable(title, layers, totals, label)}</details>
</figure>`;
}

/** Shows what a column stands for when it is pointed at. */
function hoverArea(at: number, count: number, height: number, text: string): Html {
  const [x, width] = [(at * WIDTH) / count, WIDTH / count].map(number => number.toFixed(2));
  return markup`<rect class="hover" x="${x}" width="${width}" height="${height}"><title>${text}</title></rect>`;
}

function stackPaths(layers: readonly Layer[], count: number, y: (value: number) => number): readonly Html[] {
  const rows = Array.from({ length: count }, (_, at) => layers.map(layer => layer.values[at] ?? 0));
  const keys = layers.map((_, index) => index);
  const stacked = stack<readonly number[], number>()
    .keys(keys)
    .value((row, key) => row[key] ?? 0)(rows);
  const columnWidth = WIDTH / count;
  const gap = Math.min(columnWidth * 0.15, 2);
  return stacked.map((series, index) => {
    let path = '';
    for (const [at, [bottom, top]] of series.entries()) {
      if (top === bottom) continue;
      const left = at * columnWidth + gap / 2;
      path += `M${left.toFixed(1)} ${y(bottom).toFixed(1)}V${y(top).toFixed(1)}h${(columnWidth - gap).toFixed(1)}V${y(bottom).toFixed(1)}z`;
    }
    return markup`<path class="${layers[index]?.color ?? ''}" d="${rawHtml(path)}"/>`;
  });
}

function tooltip(label: string, total: number, layers: readonly Layer[], at: number): string {
  const parts = layers
    .filter(layer => (layer.values[at] ?? 0) > 0)
    .map(layer => `${layer.label} ${formatCount(layer.values[at] ?? 0)}`);
  return layers.length === 1
    ? `${label}: ${formatCount(total)}`
    : `${label}: ${formatCount(total)}. ${parts.join(', ')}`;
}

function legend(layers: readonly Pick<Layer, 'label' | 'color'>[]): Html {
  return markup`<ul class="legend">${layers.map(
    ({ label, color }) =>
      markup`<li><svg width="10" height="10" aria-hidden="true"><rect class="${color}" width="10" height="10" rx="2"/></svg>${label}</li>`,
  )}</ul>`;
}

function numbersTable(
  caption: string,
  layers: readonly Layer[],
  totals: readonly number[],
  label: (at: number) => string,
): Html {
  const rows = totals.map((total, at) => ({ total, at })).filter(row => row.total > 0);
  return table({
    caption: `${caption}, numbers`,
    columns: [
      { label: 'Time (UTC)', cell: ({ at }) => label(at), value: ({ at }) => at, left: true },
      ...layers.map(layer => ({
        label: layer.label,
        cell: ({ at }: { at: number }) => formatCount(layer.values[at] ?? 0),
        value: ({ at }: { at: number }) => layer.values[at] ?? 0,
      })),
      ...(layers.length > 1
        ? [
            {
              label: 'Total',
              cell: (row: { total: number }) => formatCount(row.total),
              value: (row: { total: number }) => row.total,
            },
          ]
        : []),
    ],
    rows: rows.slice(0, MAX_TABLE_ROWS),
    empty: 'Nothing in this period.',
  });
}
