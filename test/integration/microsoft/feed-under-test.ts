import type { Clock, Outcome, Span } from '../../../src/collect/ports.ts';
import type { O365WazuhError } from '../../../src/errors.ts';
import { type ActivityFeedOptions, createActivityFeed } from '../../../src/microsoft/activity-api.ts';
import { clientSecret } from '../../../src/microsoft/credentials/client-secret.ts';
import type { ScriptedServer } from './scripted-server.ts';

export const TENANT = '11111111-2222-3333-4444-555555555555';
export const CLIENT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
export const ROOT = `/api/v1.0/${TENANT}/activity/feed`;
export const HOUR: Span = { fromMs: Date.UTC(2026, 0, 2, 3, 0, 0), toMs: Date.UTC(2026, 0, 2, 4, 0, 0) };

export const never = new AbortController().signal;

/** Sleeps in no time: the time slept is added to the clock, and written down. */
export class LeapingClock implements Clock {
  readonly slept: number[] = [];
  #leaptMs = 0;

  now(): number {
    return Date.now() + this.#leaptMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    // A turn of the event loop, so that an abort can come in between.
    await new Promise(resolve => setImmediate(resolve));
    signal?.throwIfAborted();
    this.slept.push(ms);
    this.leap(ms);
  }

  leap(ms: number): void {
    this.#leaptMs += ms;
  }
}

/** A feed of the scripted server, with a clock that leaps and jitter without chance. */
export function feedOf(server: ScriptedServer, options: Partial<ActivityFeedOptions> = {}) {
  const clock = new LeapingClock();
  const feed = createActivityFeed({
    cloud: { cloud: 'worldwide', loginUrl: server.url, apiUrl: server.url },
    tenantId: TENANT,
    clientId: CLIENT,
    credential: clientSecret(() => 'made-up-secret'),
    clock,
    random: () => 0.5,
    network: { environment: {} },
    ...options,
    limits: { controlMs: 2_000, idleMs: 2_000, transferMs: 5_000, ...options.limits },
  });
  return { feed, clock };
}

/** The error of an outcome that is expected not to be `ok`. */
export function errorOf(outcome: Outcome<unknown> | undefined): O365WazuhError {
  if (!outcome || outcome.status === 'ok') throw new Error(`Expected a refusal, got ${outcome?.status}`);
  return outcome.error;
}

/** `status code` of an outcome: what most tests look at. */
export function verdict(outcome: Outcome<unknown> | undefined): string {
  if (!outcome) return 'nothing';
  return outcome.status === 'ok' ? 'ok' : `${outcome.status} ${outcome.error.code}`;
}

/** Any value as `fetch blob` would deliver it. */
export function parsed(outcome: Outcome<{ readonly body: Buffer }>): unknown {
  if (outcome.status !== 'ok')
    throw new Error(`Expected a blob, got ${verdict(outcome)}: ${outcome.error.message}`);
  return JSON.parse(outcome.value.body.toString('utf8'));
}

export async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const values: T[] = [];
  for await (const value of source) values.push(value);
  return values;
}
