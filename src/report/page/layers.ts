import type { Columns } from '../count/time-grid.ts';
import type { Layer } from './columns-chart.ts';

/** Colours that remain distinct for every common kind of colour blindness; a seventh, grey, is for the rest. */
const COLORS = 6;

/** The six largest series, largest first, and all others together. */
export function largestLayers(grid: Columns): readonly Layer[] {
  const all = grid.series.map((label, index) => {
    const values = grid.columns.map(column => column[index] ?? 0);
    return { label, values, total: values.reduce((sum, value) => sum + value, 0) };
  });
  const ranked = all.filter(one => one.total > 0 && one.label !== 'Other').sort((a, b) => b.total - a.total);
  const shown = ranked.slice(0, ranked.length > COLORS + 1 ? COLORS : COLORS + 1);
  const rest = [...ranked.slice(shown.length), ...all.filter(one => one.label === 'Other' && one.total > 0)];
  const layers = shown.map(({ label, values }, index): Layer => ({
    label,
    values,
    color: `series-${index}`,
  }));
  if (rest.length === 0) return layers;
  const values = grid.columns.map((_, at) => rest.reduce((sum, one) => sum + (one.values[at] ?? 0), 0));
  return [...layers, { label: `Other (${rest.length})`, values, color: 'series-rest' }];
}

/** Every series in its own order, with a colour that means something. */
export function namedLayers(grid: Columns, colors: Readonly<Record<string, string>>): readonly Layer[] {
  return grid.series.map((label, index) => ({
    label,
    color: colors[label] ?? 'series-rest',
    values: grid.columns.map(column => column[index] ?? 0),
  }));
}
