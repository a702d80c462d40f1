import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export interface Alert {
  /** The audit event's. */
  readonly eventId: string;
  readonly ruleId: number;
  readonly level: number;
}

const alert = z.object({
  rule: z.object({ id: z.coerce.number(), level: z.number() }),
  data: z.object({ office_365: z.object({ Id: z.string() }) }),
});

/** Alerts on audit events, in the order of alerts.json. A line that a stopping analysisd left broken is none: its event then counts as missing. */
export function alertsIn(home: string): Alert[] {
  return linesOf(home).flatMap(line => {
    const { data, success } = alert.safeParse(parsed(line));
    if (!success) return [];
    return { eventId: data.data.office_365.Id, ruleId: data.rule.id, level: data.rule.level };
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Whole lines only: the last one may still be written. */
function linesOf(home: string): string[] {
  return readFileSync(join(home, 'logs/alerts/alerts.json'), 'utf8').split('\n').slice(0, -1);
}

/** How often each one is there. */
export function countedBy(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
