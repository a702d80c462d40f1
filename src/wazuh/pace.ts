import type { O365WazuhError } from '../errors.ts';

/** Says how much may be sent where nothing acknowledges. */
export interface Pace {
  /**
   * Resolves when at least one message may be sent, with how many may be (at most `wanted`), or with why none may for longer than
   * the pace's patience. Rejects with the signal's reason.
   */
  permit(wanted: number, signal: AbortSignal): Promise<number | O365WazuhError>;
}
