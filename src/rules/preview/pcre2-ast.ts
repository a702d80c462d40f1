import type { ByteSet } from './byte-set.ts';

/** A PCRE2 pattern as analysisd compiles it: over bytes, without options. */
export type Pcre2Node =
  /** One byte of a set. */
  | { readonly kind: 'byte'; readonly set: ByteSet }
  | { readonly kind: 'sequence'; readonly items: readonly Pcre2Node[] }
  | { readonly kind: 'choice'; readonly branches: readonly Pcre2Node[] }
  | { readonly kind: 'group'; readonly capture: number; readonly body: Pcre2Node }
  | { readonly kind: 'look'; readonly behind: boolean; readonly negative: boolean; readonly body: Pcre2Node }
  /** Once matched, never entered again: `(?>…)`, and a possessive quantifier. */
  | { readonly kind: 'atomic'; readonly body: Pcre2Node }
  | {
      readonly kind: 'repeat';
      readonly min: number;
      /** Infinity for no bound. */
      readonly max: number;
      readonly lazy: boolean;
      readonly body: Pcre2Node;
    }
  | { readonly kind: 'assertion'; readonly assertion: Pcre2Assertion };

export type Pcre2Assertion =
  | 'start'
  /** The end, or before a newline that ends the subject: `$` and `\Z`. */
  | 'end'
  | 'very-end'
  | 'line-start'
  | 'line-end'
  | 'word-edge'
  | 'no-word-edge';

/** Thrown inside the PCRE2 reader; caught by `compilePcre2`. */
export class Pcre2Refusal extends Error {
  /** True when PCRE2 refuses the pattern as well; false when only the preview cannot run it. */
  readonly invalid: boolean;

  constructor(reason: string, invalid: boolean) {
    super(reason);
    this.invalid = invalid;
  }
}
