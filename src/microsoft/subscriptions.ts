import type { Clock, Outcome, Subscribed, SubscriptionOptions } from '../collect/ports.ts';
import { O365WazuhError } from '../errors.ts';
import { CONTENT_TYPES, type ContentType } from '../events/content-type.ts';
import type { ApiCaller, Refusal } from './call.ts';
import type { FeedUrls } from './feed-urls.ts';
import type { HttpAnswer, HttpLimits } from './http.ts';
import type { JudgeContext } from './judge.ts';
import { readArray } from './listing-page.ts';
import type { StartMemory } from './start-memory.ts';

/** A subscription of our application; those of other applications are not visible. */
export interface Subscription {
  /** As Microsoft writes it; may be a type that this product does not know. */
  readonly contentType: string;
  readonly enabled: boolean;
  /** True when another product under the same application is called back on it. */
  readonly hasWebhook: boolean;
}

export interface SubscriptionParts {
  readonly caller: ApiCaller;
  readonly urls: FeedUrls;
  readonly limits: HttpLimits;
  readonly memory: StartMemory;
  readonly clock: Clock;
}

/** "After a start request 15 minutes must pass before another one": Activity API reference. */
const START_INTERVAL_MS = 15 * 60_000;

const ENABLED = { status: 'ok', value: 'enabled' } as const;

/** All subscriptions of our application in the tenant. */
export function listSubscriptions(
  parts: SubscriptionParts,
  signal: AbortSignal,
): Promise<Outcome<readonly Subscription[]>> {
  return parts.caller.call(
    {
      operation: 'list subscriptions',
      method: 'GET',
      url: parts.urls.subscriptions(),
      limits: parts.limits,
      repeatable: true,
      read: readSubscriptions,
    },
    signal,
  );
}

/**
 * Starts what is wanted and not enabled; see the port. With `stopOthers` it also stops the enabled ones of the five types that
 * are not wanted; a stop that fails is in the result under its own type.
 */
export async function ensureSubscriptions(
  parts: SubscriptionParts,
  wanted: readonly ContentType[],
  options: SubscriptionOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<ContentType, Subscribed>> {
  const outcomes = new Map<ContentType, Subscribed>();
  const listed = await listSubscriptions(parts, signal);
  if (listed.status !== 'ok') {
    for (const contentType of wanted) outcomes.set(contentType, listed);
    return outcomes;
  }
  const enabled = new Set(listed.value.filter(one => one.enabled).map(one => one.contentType.toLowerCase()));
  const isEnabled = (contentType: ContentType): boolean => enabled.has(contentType.toLowerCase());
  // Before the first start: nobody waits for the starts of others.
  for (const contentType of wanted.filter(isEnabled)) options.onKnown?.(contentType, ENABLED);
  for (const contentType of wanted) {
    const outcome = isEnabled(contentType) ? ENABLED : await start(parts, contentType, signal);
    outcomes.set(contentType, outcome);
    if (outcome !== ENABLED) options.onKnown?.(contentType, outcome);
  }
  if (!options.stopOthers) return outcomes;
  for (const contentType of CONTENT_TYPES) {
    if (wanted.includes(contentType) || !enabled.has(contentType.toLowerCase())) continue;
    const refusal = await stop(parts, contentType, signal);
    if (refusal) outcomes.set(contentType, refusal);
  }
  return outcomes;
}

async function start(
  parts: SubscriptionParts,
  contentType: ContentType,
  signal: AbortSignal,
): Promise<Outcome<'enabled' | 'started'>> {
  const { memory, clock } = parts;
  const lastMs = memory.lastStartMs(contentType);
  const sinceMs = lastMs === undefined ? Infinity : clock.now() - lastMs;
  // A start that lies in the future is a clock that was set back, not a start.
  if (sinceMs >= 0 && sinceMs < START_INTERVAL_MS) {
    const message = `${contentType} was started ${Math.floor(sinceMs / 1000)} s ago; Microsoft takes one start in 15 minutes.`;
    return {
      status: 'retry',
      afterMs: START_INTERVAL_MS - sinceMs,
      error: new O365WazuhError('START_TOO_SOON', message, { details: { contentType } }),
    };
  }
  const outcome = await parts.caller.call<'enabled' | 'started'>(
    {
      operation: 'start',
      method: 'POST',
      url: parts.urls.change('start', contentType),
      contentType,
      limits: parts.limits,
      // Whether a start that got no answer counts is not known, so it is never sent again at once.
      repeatable: false,
      onSend: () => memory.remember(contentType, clock.now()),
      // The one refusal that means success, AF20024, says that it was enabled already.
      read: answer => ({ status: 'ok', value: answer.status < 300 ? 'started' : 'enabled' }),
    },
    signal,
  );
  if (outcome.status !== 'retry' || outcome.error.code === 'INTERRUPTED') return outcome;
  return { ...outcome, afterMs: outcome.afterMs ?? START_INTERVAL_MS };
}

/** @returns why it is not stopped; undefined when it is, or was before. */
async function stop(
  parts: SubscriptionParts,
  contentType: ContentType,
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  const outcome = await parts.caller.call<void>(
    {
      operation: 'stop',
      method: 'POST',
      url: parts.urls.change('stop', contentType),
      contentType,
      limits: parts.limits,
      repeatable: true,
      read: () => ({ status: 'ok', value: undefined }),
    },
    signal,
  );
  return outcome.status === 'ok' || outcome.error.code === 'SUBSCRIPTION_MISSING' ? undefined : outcome;
}

function readSubscriptions(answer: HttpAnswer, context: JudgeContext): Outcome<readonly Subscription[]> {
  const listed = readArray(answer, context, value => 'contentType' in value);
  if (listed.status !== 'ok') return listed;
  const subscriptions: Subscription[] = [];
  for (const entry of listed.value) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { contentType, status, webhook } = entry as Record<string, unknown>;
    if (typeof contentType !== 'string') continue;
    subscriptions.push({
      contentType,
      // A sample of Microsoft's documentation has no status: such an entry is one that exists and works.
      enabled: typeof status !== 'string' || status.toLowerCase() === 'enabled',
      hasWebhook: typeof webhook === 'object' && webhook !== null,
    });
  }
  return { status: 'ok', value: subscriptions };
}
