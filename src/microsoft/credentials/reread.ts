import type { Outcome } from '../../collect/ports.ts';
import type { ErrorCode } from '../../error-table.ts';
import { isO365WazuhError, O365WazuhError } from '../../errors.ts';
import type { FreshToken } from '../token.ts';

/** What proves the application's identity, read from somewhere. */
interface Proof<T> {
  /** Throws errors of ours only; they end the attempt as `fatal`. */
  read(): T | Promise<T>;
  isSame(one: T, other: T): boolean;
  ask(proof: T): Promise<Outcome<FreshToken>>;
  /** The codes that blame the proof itself. */
  readonly refusals: readonly ErrorCode[];
}

/**
 * Reads a proof and asks for a token with it. When Microsoft refuses the proof and it reads otherwise by now, asks once more: it was
 * exchanged between the two.
 *
 * @throws what `ask` throws.
 */
export async function withReread<T>(proof: Proof<T>): Promise<Outcome<FreshToken>> {
  try {
    const first = await proof.read();
    const outcome = await proof.ask(first);
    if (outcome.status !== 'fatal' || !proof.refusals.includes(outcome.error.code)) return outcome;
    const second = await proof.read();
    return proof.isSame(first, second) ? outcome : await proof.ask(second);
  } catch (error) {
    if (isO365WazuhError(error)) return { status: 'fatal', error };
    throw error;
  }
}

/** An error of ours as it is; anything else in our words alone, since its own may hold what was read. */
export function asOurs(error: unknown, code: ErrorCode, what: string): O365WazuhError {
  if (isO365WazuhError(error)) return error;
  const reason = (error as { code?: unknown } | null)?.code;
  return new O365WazuhError(code, `${what} (${typeof reason === 'string' ? reason : 'unknown reason'}).`);
}
