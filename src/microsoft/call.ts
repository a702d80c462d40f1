import type { FeedCounters, Outcome } from '../collect/ports.ts';
import { O365WazuhError } from '../errors.ts';
import type { ContentType } from '../events/content-type.ts';
import type { HttpAnswer, HttpLimits, HttpSender } from './http.ts';
import { judgeAnswer, type JudgeContext, type Operation } from './judge.ts';
import { type Backoff, fullJitterMs, type RetryMeans, type RetryPolicy, withRetries } from './retry.ts';
import { parseServiceError } from './service-error.ts';
import type { Throttle } from './throttle.ts';
import type { TokenKeeper } from './token.ts';

/** How long a tenant rests when Microsoft throttles it without naming a time, which is the rule. */
const THROTTLE_BACKOFF: Backoff = { baseMs: 10_000, capMs: 120_000 };

/** One call of the Activity API. */
export interface ApiCall<T> {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly contentType?: ContentType;
  readonly limits: HttpLimits;
  /** False for what must not be sent twice. */
  readonly repeatable: boolean;
  /** Called each time just before the request leaves. */
  onSend?(): void;
  /** Makes a value of a good answer; a body that is none of what was asked for is a fault like any other. */
  read(answer: HttpAnswer, context: JudgeContext): Outcome<T>;
  /** A last word on a refusal. */
  refine?(refusal: Refusal): Refusal;
}

/** Any outcome but `ok`. */
export type Refusal = Exclude<Outcome<never>, { readonly status: 'ok' }>;

export interface ApiCallerParts {
  readonly apiUrl: string;
  /** Keeps to the throttle. */
  readonly sender: HttpSender;
  readonly throttle: Throttle;
  readonly tokens: TokenKeeper;
  readonly counters: FeedCounters;
  readonly retry: RetryPolicy;
  readonly means: RetryMeans;
  clockSkewMs(): number | undefined;
}

/** Sends calls with a token, renews it once on a 401, judges the answers, and repeats what may pass. */
export class ApiCaller {
  readonly #parts: ApiCallerParts;

  constructor(parts: ApiCallerParts) {
    this.#parts = parts;
  }

  /** Never throws: an abort is `retry` with INTERRUPTED. */
  async call<T>(call: ApiCall<T>, signal: AbortSignal): Promise<Outcome<T>> {
    const { retry, means } = this.#parts;
    const policy = call.repeatable ? retry : { ...retry, maxAttempts: 1 };
    try {
      return await withRetries(number => this.#attempt(call, number, signal), policy, means, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      return {
        status: 'retry',
        error: new O365WazuhError('INTERRUPTED', `The call to ${call.operation} was aborted.`),
      };
    }
  }

  async #attempt<T>(call: ApiCall<T>, number: number, signal: AbortSignal): Promise<Outcome<T>> {
    const { tokens, means } = this.#parts;
    const token = await tokens.get(signal);
    if (token.status !== 'ok') return token;
    let { value } = token.value;
    let sent = await this.#send(call, value, signal);
    if (sent.status === 'ok' && isDeniedToken(sent.value)) {
      const renewed = await tokens.replace(value, signal);
      if (renewed.status !== 'ok') return renewed;
      value = renewed.value.value;
      sent = await this.#send(call, value, signal);
    }
    if (sent.status !== 'ok') return sent;

    const context: JudgeContext = {
      operation: call.operation,
      ...(call.contentType === undefined ? {} : { contentType: call.contentType }),
      apiUrl: this.#parts.apiUrl,
      token: value,
      nowMs: means.clock.now(),
      clockSkewMs: this.#parts.clockSkewMs(),
    };
    const judged = judgeAnswer(sent.value, context);
    const outcome =
      judged.status === 'ok' ? call.read(judged.value, context) : (call.refine?.(judged) ?? judged);
    return outcome.status === 'retry' && outcome.error.code === 'THROTTLED'
      ? this.#rest(outcome, number)
      : outcome;
  }

  #send<T>(call: ApiCall<T>, token: string, signal: AbortSignal): Promise<Outcome<HttpAnswer>> {
    return this.#parts.sender.send(
      {
        method: call.method,
        url: call.url,
        headers: { Authorization: `Bearer ${token}` },
        limits: call.limits,
        ...(call.onSend ? { onSend: () => call.onSend?.() } : {}),
      },
      signal,
    );
  }

  /** Throttling is the tenant's, not the call's: all of its callers rest. */
  #rest(outcome: Refusal & { status: 'retry' }, number: number): Refusal {
    const { counters, throttle, means } = this.#parts;
    const afterMs = outcome.afterMs ?? fullJitterMs(number, THROTTLE_BACKOFF, means.random);
    counters.throttled += 1;
    throttle.pause(afterMs);
    return { ...outcome, afterMs };
  }
}

/** A 401 that a new token may cure; a missing permission (AF10001) is a 401 too, and no new token cures it. */
function isDeniedToken(answer: HttpAnswer): boolean {
  return answer.status === 401 && parseServiceError(answer.body).code !== 'AF10001';
}
