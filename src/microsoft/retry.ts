import type { Clock, Outcome } from '../collect/ports.ts';
import type { ErrorCode } from '../error-table.ts';

/** For what stays refused until something changes: an hour, so that it is neither forgotten nor hammered. */
export const MUCH_LATER_MS = 3_600_000;

/** Faults that often pass within seconds. Everything else is handed back at once. */
const PASSING_FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'MICROSOFT_UNAVAILABLE',
  'THROTTLED',
  'IDENTITY_UNAVAILABLE',
  'MICROSOFT_TIMEOUT',
  'CONNECTION_LOST',
  'CONNECTION_REFUSED',
  'DNS_FAILED',
  'PROXY_FAILED',
  'RESPONSE_TRUNCATED',
  'RESPONSE_NOT_JSON',
  'RESPONSE_NOT_ARRAY',
]);

/** Bounds of full jitter: a wait is anywhere between 0 and `min(capMs, baseMs × 2^attempt)`. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/** How one call repeats itself. */
export interface RetryPolicy extends Backoff {
  /** No attempt begins later than this after the first began. */
  readonly budgetMs: number;
  readonly maxAttempts: number;
}

/** About a minute in all: 1, 2, 4 … 20 s at most between attempts. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  baseMs: 1_000,
  capMs: 20_000,
  budgetMs: 60_000,
  maxAttempts: 12,
};

/** Time and chance, passed in so that tests own them. */
export interface RetryMeans {
  readonly clock: Clock;
  /** 0 ≤ value < 1 */
  readonly random: () => number;
  /** Called before each attempt but the first. */
  readonly onRetry: () => void;
}

/** @param attempt 0 for the first failure. */
export function fullJitterMs(attempt: number, backoff: Backoff, random: () => number): number {
  return Math.floor(random() * Math.min(backoff.capMs, backoff.baseMs * 2 ** attempt));
}

/**
 * Repeats an attempt while it meets passing faults and the budget lasts, then gives its last outcome. A wait that the server
 * named is kept to the full or, where the budget does not hold it, left to the caller.
 *
 * @throws the signal's reason when it aborts, and what `attempt` throws.
 */
export async function withRetries<T>(
  attempt: (number: number) => Promise<Outcome<T>>,
  policy: RetryPolicy,
  means: RetryMeans,
  signal: AbortSignal,
): Promise<Outcome<T>> {
  const startedMs = means.clock.now();
  for (let number = 0; ; number += 1) {
    const outcome = await attempt(number);
    if (outcome.status !== 'retry' || !PASSING_FAULTS.has(outcome.error.code)) return outcome;
    const waitMs = outcome.afterMs ?? fullJitterMs(number, policy, means.random);
    const elapsedMs = means.clock.now() - startedMs;
    if (number + 1 >= policy.maxAttempts || elapsedMs + waitMs > policy.budgetMs) return outcome;
    await means.clock.sleep(waitMs, signal);
    means.onRetry();
  }
}
