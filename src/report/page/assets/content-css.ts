const SERIES = [0, 1, 2, 3, 4, 5, 6].map(n => `.series-${n} { fill: var(--series-${n}); }`).join('\n');
const SHADES = [
  [1, 0.3],
  [2, 0.5],
  [3, 0.75],
  [4, 1],
]
  .map(([n, opacity]) => `.shade-${n} { fill: var(--shade); fill-opacity: ${opacity}; }`)
  .join('\n');

/** Tables, charts, and the paper. */
export const CONTENT_CSS = `
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th { text-align: left; color: var(--muted); font-weight: 500; font-size: .8rem; white-space: nowrap; vertical-align: bottom; border-bottom: 1px solid var(--strong-line); }
th, td { padding: .38rem .7rem .38rem 0; }
th:last-child, td:last-child { padding-right: 0; }
td { border-bottom: 1px solid var(--line); vertical-align: top; unicode-bidi: isolate; white-space: nowrap; }
tr:last-child td { border-bottom: 0; }
td.wide { white-space: normal; overflow-wrap: anywhere; }
td.little { min-width: 6rem; }
td.some { min-width: 12.5rem; }
td.most { min-width: 20rem; }
td small { white-space: normal; overflow-wrap: anywhere; max-width: 34rem; }
.num { text-align: right; font-variant-numeric: tabular-nums; }
time { font-variant-numeric: tabular-nums; }
small { display: block; color: var(--muted); font-size: .92em; }
small.inline { display: inline; }
th { position: relative; }
.sort { position: absolute; inset: 0; width: 100%; }
th[aria-sort="ascending"]::after { content: " ↑"; }
th[aria-sort="descending"]::after { content: " ↓"; }
th[aria-sort], th:has(.sort:hover) { color: var(--ink); }
svg.bar { display: block; min-width: 60px; margin-top: .32rem; }
.level { display: inline-block; min-width: 1.9em; padding: 0 .45em; border-radius: 5px; text-align: center; font-weight: 600; font-variant-numeric: tabular-nums; }
.level-low { background: var(--low-ground); color: var(--low-ink); }
.level-medium { background: var(--medium-ground); color: var(--medium-ink); }
.level-high { background: var(--high-ground); color: var(--high-ink); }
.level-critical { background: var(--critical-ground); color: var(--critical-ink); }
.tag { font-size: .92em; white-space: nowrap; }
.chart { margin: 0; }
.chart + .chart { margin-top: 1.2rem; }
figcaption { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .2rem 1.2rem; font-weight: 600; font-size: .98rem; margin-bottom: .7rem; }
.legend { display: flex; flex-wrap: wrap; gap: .15rem .9rem; margin: 0; padding: 0; list-style: none; font-weight: 400; font-size: .82rem; color: var(--muted); }
.legend svg { margin-right: .35rem; }
.plot { display: grid; grid-template-columns: 44px minmax(0, 1fr); }
.plot svg, .strip svg { display: block; overflow: hidden; }
.y-axis text, .tick { fill: var(--muted); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--line); stroke-width: 1; }
.hover { fill: var(--ink); fill-opacity: 0; }
.hover:hover { fill-opacity: .07; }
${SERIES}
.series-rest { fill: var(--series-rest); }
.outcome-ok { fill: var(--ok); }
.outcome-failed { fill: var(--failed); }
.band-low { fill: var(--low); }
.band-medium { fill: var(--medium); }
.band-high { fill: var(--high); }
.band-critical { fill: var(--critical); }
${SHADES}
.strip { display: grid; grid-template-columns: minmax(8rem, 18rem) minmax(0, 1fr); gap: .8rem; align-items: center; margin-bottom: .35rem; }
.strip-label { font-size: .82rem; color: var(--muted); overflow-wrap: anywhere; line-height: 1.25; }
.strip-ground { fill: var(--empty-strip); }
details { margin-top: .6rem; font-size: .875rem; }
summary { color: var(--muted); cursor: pointer; font-size: .82rem; width: fit-content; }
details .scroll { max-height: 22rem; overflow: auto; margin-top: .5rem; }
@media (max-width: 820px) {
  .minor { display: none; }
  .strip { grid-template-columns: minmax(0, 1fr); gap: .1rem; margin-bottom: .6rem; }
  td.wide.wide { min-width: 0; }
}
@media screen and (max-width: 640px) {
  .stack thead { display: none; }
  .stack tr { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; padding: .55rem 0; border-bottom: 1px solid var(--line); }
  .stack td { border: 0; padding: 0; white-space: normal; overflow-wrap: anywhere; text-align: left; }
  .stack td::before { content: attr(data-l); margin-right: .45em; color: var(--muted); font-size: .8rem; }
  .stack td[data-l=""], .stack td:empty { display: none; }
  .stack td.some:first-child, .stack td.most { flex: 1 0 100%; }
  .stack td.some:first-child::before, .stack td.most::before { content: none; }
}
@media print {
  @page { size: A4; margin: 14mm 12mm; }
  body { background: none; font-size: 9.5pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .page { max-width: none; padding: 0 1mm; }
  nav, .theme, .skip, .sort, details { display: none; }
  header .page { padding-top: 0; }
  .figures { grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 2mm; }
  .figure { padding: 1.5mm 2.5mm; }
  .figure dd { font-size: 13pt; }
  .figure small { display: block; margin: 0; }
  .card { break-inside: auto; padding: 3mm; }
  .cards { display: block; }
  .card { margin-bottom: 4mm; }
  section { padding-top: 7mm; }
  h2, h3, figcaption { break-after: avoid; }
  tr, .chart, .figure { break-inside: avoid; }
  .scroll { overflow: visible; }
  table { font-size: 8pt; }
  thead { break-inside: avoid; }
  tbody tr:first-child { break-before: avoid; }
  td { white-space: normal; }
  td.num, td time { white-space: nowrap; }
  th { font-size: 7.5pt; }
  th, td { padding-right: 2mm; }
  td.some, td.most { min-width: 36mm; }
  svg.bar { min-width: 0; margin-top: 1mm; }
  a { color: inherit; text-decoration: none; }
}
`;
