import { isO365WazuhError, O365WazuhError, toO365WazuhError } from '../errors.ts';

/** Something that was looked up, or why it is not known. One that is not known never keeps the others from being looked up. */
export type Fact<T> =
  | { readonly known: true; readonly value: T }
  | {
      readonly known: false;
      /** Why, in a few words that can follow "not checked: ". */
      readonly why: string;
      /** What the look-up itself met; absent when there was nothing to look at, as something before it is not known. */
      readonly error?: O365WazuhError;
    };

export function known<T>(value: T): Fact<T> {
  return { known: true, value };
}

export function unknown(why: string, error?: O365WazuhError): Fact<never> {
  return { known: false, why, ...(error ? { error } : {}) };
}

/** Looks something up; what is thrown becomes the reason. @throws only the reason of an aborted signal. */
export async function lookUp<T>(look: () => T | Promise<T>, signal?: AbortSignal): Promise<Fact<T>> {
  try {
    return known(await look());
  } catch (error) {
    signal?.throwIfAborted();
    const failure = asError(error);
    return unknown(failure.message, failure);
  }
}

/** Looks something up that depends on another fact: unknown for the same reason when that is unknown. */
export async function lookUpWith<A, T>(
  fact: Fact<A>,
  look: (value: A) => T | Promise<T>,
  signal?: AbortSignal,
): Promise<Fact<T>> {
  return fact.known ? lookUp(() => look(fact.value), signal) : unknown(fact.why);
}

/** Two facts as one, for what needs both. */
export function both<A, B>(one: Fact<A>, other: Fact<B>): Fact<readonly [A, B]> {
  if (!one.known) return unknown(one.why);
  return other.known ? known([one.value, other.value] as const) : unknown(other.why);
}

/** What is known, or the fallback. */
export function valueOr<T, F>(fact: Fact<T>, fallback: F): T | F {
  return fact.known ? fact.value : fallback;
}

/** The same fact for whoever depends on it: with the reason in other words, and no error of its own. */
export function asReason<T>(fact: Fact<T>, why: string): Fact<T> {
  return fact.known ? fact : unknown(fact.error ? why : fact.why);
}

/** What the system refuses is said in its words; anything else that is not ours is a defect, and says so. */
function asError(error: unknown): O365WazuhError {
  const errno = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (isO365WazuhError(error) || !(error instanceof Error) || errno === undefined)
    return toO365WazuhError(error);
  const denied = errno === 'EACCES' || errno === 'EPERM';
  return new O365WazuhError('HOME_UNREADABLE', error.message, {
    hint: denied ? 'Run as root.' : 'Look at the file that is named.',
    cause: error,
  });
}
