import { readFile } from 'node:fs/promises';
import type { Clock } from '../../src/collect/ports.ts';
import type { FileMark } from '../health.ts';
import { GrowingFile } from './growing-file.ts';

/** An alert made of an audit event. */
export interface FirstAlert {
  readonly rule: string;
  readonly level: number;
  readonly description: string;
  readonly afterMs: number;
}

const LOOK_EVERY_MS = 500;

/**
 * Waits for the first alert that an audit event raises; alerts of our own proof and of the feed's health do not count.
 *
 * @param since a place in alerts.json from before the daemons were restarted: the first run begins with them.
 * @param waitMs the longest wait.
 * @returns undefined when none came in time.
 * @throws the signal's reason when it aborts.
 */
export async function waitForFirstAlert(
  since: FileMark,
  waitMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<FirstAlert | undefined> {
  const startedMs = clock.now();
  const alerts = new GrowingFile(since);
  for (;;) {
    signal.throwIfAborted();
    for await (const line of alerts.lines()) {
      const alert = readAuditAlert(line);
      if (alert) return { ...alert, afterMs: clock.now() - startedMs };
    }
    if (clock.now() - startedMs >= waitMs) return undefined;
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}

/** Reads a line of alerts.json. @returns undefined for alerts of others, and for ours that no audit event raised. */
export function readAuditAlert(line: string): Omit<FirstAlert, 'afterMs'> | undefined {
  // Most lines of a busy manager are others': they are not worth parsing.
  if (!line.includes('office_365') && !line.includes('office365')) return undefined;
  let alert: Alert | null;
  try {
    alert = JSON.parse(line) as Alert | null;
  } catch {
    return undefined;
  }
  const event = alert?.data?.office_365 ?? alert?.data?.office365;
  const isOurs = /(?:^|->)office_?365$/.test(alert?.location ?? '');
  if (!isOurs || !event || event.Workload === 'o365-wazuh') return undefined;
  const { id = '?', level = 0, description = '' } = alert?.rule ?? {};
  return { rule: id, level, description };
}

interface Alert {
  readonly location?: string;
  readonly rule?: { readonly id?: string; readonly level?: number; readonly description?: string };
  readonly data?: {
    readonly office_365?: { readonly Workload?: string };
    readonly office365?: { readonly Workload?: string };
  };
}

/** The last thing that the collector wrote into its log; undefined before it has run. */
export async function lastWordOf(log: string): Promise<string | undefined> {
  try {
    return (await readFile(log, 'utf8')).trimEnd().split('\n').at(-1) || undefined;
  } catch {
    return undefined;
  }
}
