import type { O365WazuhError } from '../errors.ts';
import type { Delivery, Outcome, Outlet } from './ports.ts';

export interface DeliveredEach {
  /** Positions of the messages that were refused for their size, with the refusal. */
  readonly refused: ReadonlyMap<number, O365WazuhError>;
  /** How many came to an answer, in order; fewer than all only beside `failure`. */
  readonly tried: number;
  /** Messages that the outlet sent again to have them confirmed. */
  readonly resent: number;
  /** What ended it early: the messages behind were not tried. */
  readonly failure?: Exclude<Outcome<never>, { readonly status: 'ok' }>;
}

/** True for a delivery that was refused for the size of one of its messages: its neighbours may pass. */
export function isTooLarge(outcome: Outcome<Delivery>): boolean {
  return outcome.status === 'skip' && outcome.error.code === 'MESSAGE_TOO_LARGE';
}

/** Delivers messages each alone and in order, after they were refused together, so that one of them stops no other. */
export async function deliverEach(
  outlet: Pick<Outlet, 'deliver'>,
  messages: readonly Buffer[],
  signal: AbortSignal,
): Promise<DeliveredEach> {
  const refused = new Map<number, O365WazuhError>();
  let resent = 0;
  for (const [at, message] of messages.entries()) {
    const outcome = await outlet.deliver([message], signal);
    if (outcome.status === 'ok') resent += outcome.value.resent;
    else if (isTooLarge(outcome)) refused.set(at, outcome.error);
    else return { refused, tried: at, resent, failure: outcome };
  }
  return { refused, tried: messages.length, resent };
}
