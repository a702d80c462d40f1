import { isO365WazuhError, toO365WazuhError } from '../errors.ts';
import type { ContentType } from '../events/content-type.ts';
import type { ActivityFeed, Subscribed, SubscriptionOptions } from './ports.ts';

export type EnsureSubscriptions = (
  contentTypes: readonly ContentType[],
  options: SubscriptionOptions,
) => Promise<ReadonlyMap<ContentType, Subscribed>>;

interface Wanted {
  readonly contentTypes: readonly ContentType[];
  readonly stopOthers: boolean;
}

export interface Starts {
  /** A wanted type's outcome, as soon as it is known. Rejects as `all` does. */
  of(contentType: ContentType): Promise<Subscribed | undefined> | undefined;
  /** Ends with the last of them. Rejects with STATE_… only. */
  readonly all: Promise<void>;
}

/**
 * Sees to the subscriptions of a tenant, one start after the other, while what is started already is collected.
 *
 * @param whenAll called when all are in order.
 */
export function startAll(
  { contentTypes, stopOthers }: Wanted,
  ensure: EnsureSubscriptions,
  whenAll: () => void,
): Starts {
  const known = new Map(contentTypes.map(type => [type, Promise.withResolvers<Subscribed | undefined>()]));
  // A type whose own work failed before it asks is no reason to end the process.
  for (const { promise } of known.values()) promise.catch(() => undefined);
  const all = async (): Promise<void> => {
    try {
      const onKnown = (type: ContentType, outcome: Subscribed): void => known.get(type)?.resolve(outcome);
      const outcomes = await ensure(contentTypes, { stopOthers, onKnown });
      for (const [type, { resolve }] of known) resolve(outcomes.get(type));
      if ([...outcomes.values()].every(one => one.status === 'ok')) whenAll();
    } catch (error) {
      for (const { reject } of known.values()) reject(error);
      throw error;
    }
  };
  return { of: (type: ContentType) => known.get(type)?.promise, all: all() };
}

/** As the feed does; a defect of ours that is not everybody's trouble is each wanted type's outcome. @throws STATE_… only. */
export async function ensureSubscriptions(
  feed: ActivityFeed,
  contentTypes: readonly ContentType[],
  options: SubscriptionOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<ContentType, Subscribed>> {
  try {
    return await feed.ensureSubscriptions(contentTypes, options, signal);
  } catch (error) {
    if (isShared(error)) throw error;
    const failed = { status: 'fatal', error: toO365WazuhError(error) } as const;
    return new Map(contentTypes.map(type => [type, failed]));
  }
}

/** The memory is everybody's: when it fails, nobody may go on. All else is the trouble of the one who meets it. */
export function isShared(error: unknown): boolean {
  return isO365WazuhError(error) && error.code.startsWith('STATE_');
}
