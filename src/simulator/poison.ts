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
] as const satisfies readonly FaultName[];

const EXTRAS: Record<(typeof POISONS)[number] | 'twin', () => string> = {
  'lone-surrogate': () => '"Odd":"half a pair: \\ud83d and on"',
  nul: () => '"Odd":"before\\u0000after"',
  'huge-string': () => `"Odd":"${'long '.repeat(20_000)}"`,
  'many-fields': () => Array.from({ length: 300 }, (_, n) => `"Odd${n}":"${n}"`).join(','),
  'deep-nesting': () => `"Odd":${'{"Deeper":'.repeat(60)}"bottom"${'}'.repeat(60)}`,
  'duplicate-keys': () => '"Odd":"first","odd":"second","ODD":"third"',
  'big-numbers': () => '"Odd":1700000000000,"OddId":9007199254740993123,"OddShare":0.1',
  twin: () => '"TwinOf":"another event of the same Id"',
};

/**
 * An event's JSON text with one oddity added behind its own fields.
 *
 * @param twist one of `POISONS`, or `twin`.
 */
export function poison(text: string, twist: string): string {
  const extra = EXTRAS[twist as keyof typeof EXTRAS];
  return extra === undefined ? text : `${text.slice(0, -1)},${extra()}}`;
}
