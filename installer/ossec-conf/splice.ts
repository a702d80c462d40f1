/** One replacement of the bytes `start <= offset < end`. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies replacements that do not overlap, given in any order. All other characters stay as they are. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = text;
  for (const splice of splices.toSorted((a, b) => b.start - a.start)) {
    result = result.slice(0, splice.start) + splice.text + result.slice(splice.end);
  }
  return result;
}
