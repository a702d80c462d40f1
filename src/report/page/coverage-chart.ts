import { scaleThreshold } from 'd3-scale';
import type { Columns } from '../count/time-grid.ts';
import { formatCount } from './format.ts';
import { type Html, markup } from './markup.ts';
import { columnLabel, timeLabels } from './time-axis.ts';

const WIDTH = 1000;
const ROW_HEIGHT = 18;

interface CoverageRow {
  readonly label: string;
  /** One number a column. */
  readonly values: readonly number[];
}

/** One strip a feed: the darker, the more came; where nothing came, nothing is drawn and the ground shows. */
export function coverageChart(title: string, grid: Columns, rows: readonly CoverageRow[]): Html {
  return markup`<figure class="chart coverage">
<figcaption>${title}</figcaption>
${rows.map(row => strip(row, grid))}
<div class="strip" aria-hidden="true"><span class="strip-label"></span><svg width="100%" height="20">${timeLabels(grid, 14)}</svg></div>
</figure>`;
}

function strip({ label, values }: CoverageRow, grid: Columns): Html {
  const shade = shadesOf(values);
  const width = WIDTH / grid.columns.length;
  const filled = values.filter(value => value > 0).length;
  return markup`<div class="strip"><span class="strip-label">${label}</span>
<svg width="100%" height="${ROW_HEIGHT}" role="img" aria-label="${label}: alerts in ${filled} of ${values.length} time slots">
<rect class="strip-ground" width="100%" height="${ROW_HEIGHT}" rx="3"/>
<svg viewBox="0 0 ${WIDTH} ${ROW_HEIGHT}" preserveAspectRatio="none" width="100%" height="${ROW_HEIGHT}">
${values.map((value, at) => {
  if (value === 0) return undefined;
  const title = `${columnLabel(grid.startMs + at * grid.stepMs, grid.stepMs)}: ${formatCount(value)}`;
  return markup`<rect class="shade-${shade(value)}" x="${(at * width).toFixed(2)}" width="${width.toFixed(2)}" height="${ROW_HEIGHT}"><title>${title}</title></rect>`;
})}
</svg></svg></div>`;
}

/** Four shades by quarters of the busiest slot, each on a scale of its feed alone: a quiet feed is no bad one. */
function shadesOf(values: readonly number[]): (value: number) => number {
  const highest = Math.max(...values, 1);
  return scaleThreshold()
    .domain([highest / 8, highest / 4, highest / 2])
    .range([1, 2, 3, 4]);
}
