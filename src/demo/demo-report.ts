import { createSession, type Evaluation } from '../rules/preview/create-session.ts';
import { loadRuleset } from '../rules/preview/load-ruleset.ts';
import type { DemoResult } from './run-demo.ts';

const HEADER = /^1:(?<location>[^:]+):(?<event>\{[^]*)$/;
/** The blog's samples arrive first, one a content type. */
const BLOG_IDS = /"Id":"40000000-0000-4000-8000-00000000000\d"/;
const ROWS = 25;

interface Judged extends Evaluation {
  readonly text: string;
}

/**
 * What the demo prints at its end: the blog's three alerts, which rules the others meet, and the figures.
 *
 * The rules are judged by the offline preview on the very files that install had put into the home.
 */
export function demoReport(result: DemoResult): string {
  const judged = judge(result);
  const samples = judged.filter(one => BLOG_IDS.test(one.text));
  return [
    'The three alerts of the 2020 blog post:',
    ...samples.map(sample => `${alertText(sample)}\n`),
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

function judge(result: DemoResult): Judged[] {
  const files = (map: ReadonlyMap<string, string>) => [...map].map(([name, text]) => ({ name, text }));
  const session = createSession(
    loadRuleset({ files: files(result.rules), decoders: files(result.decoders) }),
  );
  // One second apart: a backlog arrives at once, and correlations over it would say nothing about the rules.
  return result.datagrams.map((datagram, n) => {
    const { location = '', event = '' } = HEADER.exec(datagram)?.groups ?? {};
    return { ...session.evaluate(event, { location, atMs: n * 1000 }), text: datagram };
  });
}

function alertText(alert: Judged): string {
  const { rule, level, description, groups, decoder } = alert;
  const event = (JSON.parse(alert.text.slice(alert.text.indexOf('{'))) as { office_365: unknown }).office_365;
  return JSON.stringify(
    {
      data: { office_365: event },
      rule: { level, description, groups, id: String(rule) },
      location: 'office_365',
      decoder: { name: decoder },
    },
    undefined,
    2,
  );
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
