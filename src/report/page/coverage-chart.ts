import { scaleThreshold } from 'd3-scale';
import type { Columns } from '../count/time-grid.ts';
import { formatCount } from './format.ts';
import { type Html, html } from './html.ts';
import { columnLabel, timeTicks } from './time-axis.ts';

const WIDTH = 1000;
const ROW_HEIGHT = 18;

interface CoverageRow {
  readonly label: string;
  /** One number a column. */
  readonly values: readonly number[];
}

/** One strip a feed: the darker, the more came; where nothing came, nothing is drawn and the ground shows. */
export function coverageChart(title: string, grid: Columns, rows: readonly CoverageRow[]): Html {
  const columnWidth = WIDTH / grid.columns.length;
  return html`<figure class="chart coverage">
    <figcaption>${title}</figcaption>
    ${rows.map(row => {
      const shade = shadesOf(row.values);
      const silent = row.values.filter(value => value === 0).length;
      return html`<div class="strip">
        <span class="strip-label">${row.label}</span>
        <svg
          width="100%"
          height="${ROW_HEIGHT}"
          role="img"
          aria-label="${row.label}: alerts in ${row.values.length - silent} of ${row.values.length} time slots"
        >
          <rect class="strip-ground" width="100%" height="${ROW_HEIGHT}" rx="3" />
          <svg
            viewBox="0 0 ${WIDTH} ${ROW_HEIGHT}"
            preserveAspectRatio="none"
            width="100%"
            height="${ROW_HEIGHT}"
          >
            ${row.values.map(
              (value, at) =>
                value > 0 &&
                html`<rect
                  class="shade-${shade(value)}"
                  x="${(at * columnWidth).toFixed(2)}"
                  width="${columnWidth.toFixed(2)}"
                  height="${ROW_HEIGHT}"
                  ><title>
                    ${columnLabel(grid.startMs + at * grid.stepMs, grid.stepMs)}: ${formatCount(value)}
                  </title></rect
                >`,
            )}
          </svg>
        </svg>
      </div>`;
    })}
    <div class="strip" aria-hidden="true">
      <span class="strip-label"></span
      ><svg width="100%" height="20">
        ${timeTicks(grid).map(
          ({ x, label, isMinor }) =>
            html`<text class="tick${isMinor && ' minor'}" x="${x.toFixed(2)}%" y="14" text-anchor="middle"
              >${label}</text
            >`,
        )}
      </svg>
    </div>
  </figure>`;
}

/** Four shades by quarters of the busiest slot, each on a scale of its feed alone: a quiet feed is no bad one. */
function shadesOf(values: readonly number[]): (value: number) => number {
  const highest = Math.max(...values, 1);
  return scaleThreshold()
    .domain([highest / 8, highest / 4, highest / 2])
    .range([1, 2, 3, 4]);
}
