import type { Clock, Outcome } from '../collect/ports.ts';
import { DEFAULT_RETRY_POLICY, type RetryMeans, type RetryPolicy, withRetries } from './retry.ts';
import { SharedTask } from './shared-task.ts';

/** A token as an endpoint gave it. */
export interface FreshToken {
  readonly value: string;
  readonly lifetimeMs: number;
}

/** A token in use. */
export interface AccessToken {
  readonly value: string;
  readonly expiresAtMs: number;
}

const RENEW_EARLY_MS = 5 * 60_000;

/** After a refusal that only a person can lift, Entra is not asked again for this long: repeated wrong secrets look like an attack. */
const REFUSED_HOLD_MS = 60_000;

/** After a failed early renewal the old token serves on, and the next try waits this long. */
const EARLY_HOLD_MS = 30_000;

/**
 * Keeps one valid token: renews it five minutes before its end (a token of less than ten minutes at half of its life), once for
 * all callers that wait, and goes on with the old one while that is valid and renewal fails.
 */
export class TokenKeeper {
  readonly #clock: Clock;
  readonly #renewal: SharedTask<Outcome<AccessToken>>;
  #current: (AccessToken & { readonly renewAtMs: number }) | undefined;
  #refusedValue: string | undefined;
  #failure: { readonly outcome: Outcome<AccessToken>; readonly holdToMs: number } | undefined;

  /** @param request gets one fresh token, trying once; throws only when its signal aborts. */
  constructor(
    request: (signal: AbortSignal) => Promise<Outcome<FreshToken>>,
    means: RetryMeans,
    policy: RetryPolicy = DEFAULT_RETRY_POLICY,
  ) {
    this.#clock = means.clock;
    this.#renewal = new SharedTask(async signal => {
      const startedMs = this.#clock.now();
      // With a valid token in hand nobody should wait through a minute of attempts.
      const outcome = this.#usable()
        ? await request(signal)
        : await withRetries(() => request(signal), policy, means, signal);
      return outcome.status === 'ok' ? this.#keep(outcome.value, startedMs) : this.#noteFailure(outcome);
    });
  }

  /** A token to send. @throws the signal's reason when it aborts. */
  async get(signal: AbortSignal): Promise<Outcome<AccessToken>> {
    const current = this.#usable();
    const isEarly = current && this.#clock.now() < (this.#current?.renewAtMs ?? 0);
    if (isEarly) return { status: 'ok', value: current };
    return this.#renew(signal);
  }

  /**
   * A token other than the one that the API refused: the current one if it is another already, else a new one.
   *
   * @throws the signal's reason when it aborts.
   */
  async replace(refused: string, signal: AbortSignal): Promise<Outcome<AccessToken>> {
    if (this.#current?.value === refused) this.#refusedValue = refused;
    return this.get(signal);
  }

  async #renew(signal: AbortSignal): Promise<Outcome<AccessToken>> {
    const held = this.#failure && this.#clock.now() < this.#failure.holdToMs ? this.#failure : undefined;
    const outcome = held ? held.outcome : await this.#renewal.join(signal);
    const old = this.#usable();
    return outcome.status !== 'ok' && old ? { status: 'ok', value: old } : outcome;
  }

  #usable(): AccessToken | undefined {
    const current = this.#current;
    if (!current || current.value === this.#refusedValue) return undefined;
    return this.#clock.now() < current.expiresAtMs ? current : undefined;
  }

  #keep(fresh: FreshToken, startedMs: number): Outcome<AccessToken> {
    const earlyMs = fresh.lifetimeMs < 2 * RENEW_EARLY_MS ? fresh.lifetimeMs / 2 : RENEW_EARLY_MS;
    const expiresAtMs = startedMs + fresh.lifetimeMs;
    this.#current = { value: fresh.value, expiresAtMs, renewAtMs: expiresAtMs - earlyMs };
    this.#refusedValue = undefined;
    this.#failure = undefined;
    return { status: 'ok', value: this.#current };
  }

  #noteFailure(outcome: Outcome<never>): Outcome<never> {
    const holdMs = outcome.status === 'fatal' ? REFUSED_HOLD_MS : this.#usable() ? EARLY_HOLD_MS : 0;
    this.#failure = { outcome, holdToMs: this.#clock.now() + holdMs };
    return outcome;
  }
}
