import type { Fact } from './fact.ts';

/** What one check found. A check that looks at several things has several. */
export type Finding =
  | { readonly status: 'ok'; readonly about?: string; readonly text: string }
  | {
      readonly status: 'warn' | 'fail';
      /** The tenant, content type or file that it is about, where there may be several. */
      readonly about?: string;
      readonly text: string;
      /** What the operator does next. */
      readonly cure: string;
    }
  | { readonly status: 'skipped'; readonly about?: string; readonly text: string };

export type FindingStatus = Finding['status'];

export function ok(text: string, about?: string): Finding {
  return { status: 'ok', ...(about === undefined ? {} : { about }), text };
}

export function warn(text: string, cure: string, about?: string): Finding {
  return { status: 'warn', ...(about === undefined ? {} : { about }), text, cure };
}

export function fail(text: string, cure: string, about?: string): Finding {
  return { status: 'fail', ...(about === undefined ? {} : { about }), text, cure };
}

/** @param why follows "not checked: ". */
export function skipped(why: string, about?: string): Finding {
  return { status: 'skipped', ...(about === undefined ? {} : { about }), text: why };
}

/** What a check says when what it needs is not known: the check that owns the look-up fails, all others skip. */
export function skipUnknown(fact: Fact<unknown>, about?: string): Finding {
  return skipped(fact.known ? 'nothing to look at' : fact.why, about);
}

/** The same for the check that owns the look-up. */
export function failUnknown(fact: Fact<unknown>, about?: string): Finding {
  if (fact.known || !fact.error) return skipUnknown(fact, about);
  return fail(fact.error.message, fact.error.hint, about);
}
