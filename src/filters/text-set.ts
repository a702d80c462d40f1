import type { Json } from '../events/audit-event.ts';
import { Glob, isGlob } from './glob.ts';

/** Tells whether a value is one of some texts, or matches one of some patterns. Values compare as texts without regard to case; null and objects pass no test. */
export type ValueTest = (value: Json) => boolean;

/** For values that must be one of these texts; numbers and booleans count as they are written: `15` is `"15"`, `true` is `"True"`. */
export function equalsOneOf(texts: readonly string[]): ValueTest {
  const lower = new Set(texts.map(text => text.toLowerCase()));
  const [only] = lower;
  if (lower.size === 1) return value => lowerText(value) === only;
  return value => {
    const text = lowerText(value);
    return text !== undefined && lower.has(text);
  };
}

/** For values that must match one of these patterns; see `Glob`. */
export function matchesOneOf(patterns: readonly string[]): ValueTest {
  const exact = equalsOneOf(patterns.filter(pattern => !isGlob(pattern)));
  const globs = patterns.filter(isGlob).map(pattern => new Glob(pattern));
  return value => {
    if (exact(value)) return true;
    const text = lowerText(value);
    return text !== undefined && globs.some(glob => glob.matchesLower(text));
  };
}

function lowerText(value: Json): string | undefined {
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'object' ? undefined : String(value).toLowerCase();
}
