import type { TopCounter } from '../count/top-counter.ts';
import { formatCount } from './format.ts';

/** Says what a ranking leaves out, and when its counts are upper bounds. Undefined when it is whole and exact. */
export function rankingNote(counter: TopCounter<unknown>, shown: number, what: string): string | undefined {
  if (counter.isApproximate) {
    return `The ${shown} most frequent of more than ${formatCount(counter.size)} ${what}. There were too many to hold: a count marked ≤ may be too high, and rare ones are not listed.`;
  }
  return counter.size > shown ? `${shown} of ${formatCount(counter.size)} ${what}.` : undefined;
}
