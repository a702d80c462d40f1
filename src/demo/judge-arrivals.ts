import { createSession, type Evaluation } from '../rules/preview/create-session.ts';
import { loadRuleset } from '../rules/preview/load-ruleset.ts';
import type { DemoResult } from './run-demo.ts';

const HEADER = /^1:(?<location>[^:]+):(?<event>\{[^]*)$/;

/** A datagram that arrived, and what the rules make of it. */
export interface Judged extends Evaluation {
  /** The whole datagram. */
  readonly text: string;
  /** The audit event in it. */
  readonly event: Readonly<Record<string, unknown>>;
}

/** Judges what arrived by the offline preview, on the very files that install had put into the home. */
export function judgeArrivals(result: Pick<DemoResult, 'datagrams' | 'rules' | 'decoders'>): Judged[] {
  const files = (map: ReadonlyMap<string, string>) => [...map].map(([name, text]) => ({ name, text }));
  const session = createSession(
    loadRuleset({ files: files(result.rules), decoders: files(result.decoders) }),
  );
  // One second apart: a backlog arrives at once, and correlations over it would say nothing about the rules.
  return result.datagrams.map((datagram, n) => {
    const { location = '', event = '{}' } = HEADER.exec(datagram)?.groups ?? {};
    const { office_365 = {} } = JSON.parse(event) as { office_365?: Record<string, unknown> };
    return {
      ...session.evaluate(event, { location, atMs: n * 1000 }),
      text: datagram,
      event: office_365,
    };
  });
}

/** When the event happened, epoch milliseconds; undefined when it does not say. */
export function eventMs({ event }: Judged): number | undefined {
  // Microsoft's times are UTC without saying so.
  const atMs = Date.parse(`${String(event['CreationTime']).replace(/Z$/, '')}Z`);
  return Number.isNaN(atMs) ? undefined : atMs;
}

/** The members of an alert that the 2020 blog post shows, under its names. */
export function blogAlert({ rule, level, description, groups, decoder, event }: Judged): object {
  return {
    data: { office_365: event },
    rule: { level, description, groups, id: String(rule) },
    location: 'office_365',
    decoder: { name: decoder },
  };
}

/**
 * The alerts as lines of an alerts.json, each dated by its event: a feed that has been running would have raised it about then, while
 * here all arrive in one moment.
 */
export function alertsJson(judged: readonly Judged[]): string {
  const lines: { readonly atMs: number; readonly line: string }[] = [];
  for (const [n, one] of judged.entries()) {
    if (!one.alert) continue;
    const atMs = eventMs(one);
    if (atMs === undefined) continue;
    const { mitre, srcip, dstuser, level, description, groups, decoder, firedtimes, data } = one;
    const alert = {
      timestamp: new Date(atMs).toISOString().replace('Z', '+0000'),
      rule: {
        level,
        description,
        id: String(one.rule),
        ...(mitre && mitre.length > 0 ? { mitre: { id: mitre } } : {}),
        firedtimes,
        groups,
      },
      agent: { id: '000', name: 'demo' },
      manager: { name: 'demo' },
      id: `${Math.floor(atMs / 1000)}.${n}`,
      decoder: { name: decoder },
      data: {
        ...(srcip === undefined ? {} : { srcip }),
        ...(dstuser === undefined ? {} : { dstuser }),
        ...data,
      },
      location: 'office_365',
    };
    lines.push({ atMs, line: JSON.stringify(alert) });
  }
  return lines
    .sort((a, b) => a.atMs - b.atMs)
    .map(({ line }) => `${line}\n`)
    .join('');
}
