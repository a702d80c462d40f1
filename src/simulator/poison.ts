import type { FaultName } from './faults.ts';

/** Faults that change one event of a blob. */
export const POISONS = [
  'lone-surrogate',
  'nul',
  'huge-string',
  'many-fields',
  'deep-nesting',
  'duplicate-keys',
  'big-numbers',
  'not-an-object',
] as const satisfies readonly FaultName[];

/** One oddity of an event's text. */
export type Twist = (typeof POISONS)[number];

const EXTRAS: Record<Exclude<Twist, 'not-an-object'>, () => string> = {
  'lone-surrogate': () => '"Odd":"half a pair: \\ud83d and on"',
  nul: () => '"Odd":"before\\u0000after"',
  'huge-string': () => `"Odd":"${'long '.repeat(20_000)}"`,
  'many-fields': () => Array.from({ length: 300 }, (_, n) => `"Odd${n}":"${n}"`).join(','),
  'deep-nesting': () => `"Odd":${'{"Deeper":'.repeat(60)}"bottom"${'}'.repeat(60)}`,
  'duplicate-keys': () => '"Odd":"first","Odd":"second","odd":"third","ODD":"fourth"',
  'big-numbers': () => '"Odd":1700000000000,"OddId":9007199254740993123,"OddShare":0.1,"OddHuge":1e400',
};

/** An event's JSON text with one oddity added behind its own fields, or, for `not-an-object`, a JSON text that holds the event. */
export function poison(text: string, twist: Twist): string {
  return twist === 'not-an-object' ? JSON.stringify(text) : `${text.slice(0, -1)},${EXTRAS[twist]()}}`;
}
