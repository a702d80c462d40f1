/**
 * Gives rules other ids, wherever a rule file names them: on the rule itself, and in `if_sid` and `if_matched_sid` of others. All other text
 * stays, byte for byte.
 *
 * @param text one character per byte.
 * @param ids old id → new id; ids that are not in it stay.
 */
export function renumberRules(text: string, ids: ReadonlyMap<number, number>): string {
  const renumbered = (numbers: string): string =>
    numbers.replace(/\d+/g, digits => String(ids.get(Number(digits)) ?? digits));
  return text
    .replace(
      /(?<before><rule\b[^>]*?\bid\s*=\s*["'])(?<id>[^"']*)/g,
      (_, before: string, id: string) => before + renumbered(id),
    )
    .replace(
      /(?<open><if_(?:matched_)?sid\s*>)(?<sids>[^<]*)/g,
      (_, open: string, sids: string) => open + renumbered(sids),
    );
}
