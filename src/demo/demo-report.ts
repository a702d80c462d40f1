import { blogAlert, type Judged } from './judge-arrivals.ts';
import type { DemoResult } from './run-demo.ts';

/** The blog's samples arrive first, one a content type. */
const BLOG_IDS = /"Id":"40000000-0000-4000-8000-00000000000\d"/;
const ROWS = 25;

/** What the demo prints at its end: the blog's three alerts, which rules the others meet, and the figures. */
export function demoReport(result: DemoResult, judged: readonly Judged[]): string {
  const samples = judged.filter(one => BLOG_IDS.test(one.text));
  return [
    'The three alerts of the 2020 blog post:',
    ...samples.map(sample => `${JSON.stringify(blogAlert(sample), undefined, 2)}\n`),
    'Every event and the rule that it meets:',
    ...rulesTable(judged),
    '',
    `Offered ${result.offered} events, repeated ones included; ${judged.length} arrived, ${distinct(result)} of them different.`,
    `First run:  ${figures(result.summary)}`,
    `Second run: ${figures(result.second)}`,
    'ossec.conf is back byte for byte; the throw-away home is gone.',
    '',
  ].join('\n');
}

function rulesTable(judged: readonly Judged[]): string[] {
  const byRule = Map.groupBy(judged, one => `${one.level ?? '-'}\t${one.rule ?? 'none'}`);
  const rows = [...byRule.values()].sort(
    (a, b) => (b[0]?.level ?? 0) - (a[0]?.level ?? 0) || b.length - a.length,
  );
  const lines = rows
    .slice(0, ROWS)
    .map(list => [
      String(list.length),
      String(list[0]?.rule ?? 'none'),
      String(list[0]?.level ?? '-'),
      list[0]?.description ?? '',
    ]);
  const shown = [['events', 'rule', 'level', 'description (of the first)'], ...lines].map(
    ([count = '', rule = '', level = '', description = '']) =>
      `  ${count.padStart(6)}  ${rule.padEnd(6)}  ${level.padStart(5)}  ${description.slice(0, 90)}`,
  );
  return rows.length > ROWS ? [...shown, `  … and ${rows.length - ROWS} rules more`] : shown;
}

function distinct(result: DemoResult): number {
  return new Set(result.datagrams).size;
}

function figures(summary: DemoResult['summary']): string {
  return (
    `${summary.delivered} events, ${summary.blobs} blobs, ${summary.duplicates} duplicates, ${summary.seconds} s, ` +
    `${summary.eventsPerSecond} events/s, ${summary.requests} requests`
  );
}
