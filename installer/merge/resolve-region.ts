/**
 * Joins a stretch of a file in which both sides added, removed or moved whole segments. Segments are named by their keys.
 *
 * What the user removed stays removed, what either side added is there, the user's additions behind the segment they stood behind.
 * Does not look into the segments.
 *
 * @returns undefined when a side reordered what both kept: there is no order that honours both.
 */
export function resolveRegion(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): string[] | undefined {
  if (hasTwice(base) || hasTwice(mine) || hasTwice(theirs)) return resolveInsertions(base, mine, theirs);
  const [inBase, inMine] = [new Set(base), new Set(mine)];
  if (!sameOrder(base, mine) || !sameOrder(base, theirs) || !sameOrder(mine, theirs)) return undefined;

  const result = theirs.filter(key => inMine.has(key) || !inBase.has(key));
  let behind = -1;
  for (const key of mine) {
    const at = result.indexOf(key);
    if (at !== -1) behind = at;
    else if (!inBase.has(key)) result.splice(++behind, 0, key);
    // Else the new version removed it: gone, as long as the user had not changed it, which the caller checks.
  }
  return result;
}

/** Equal lines more than once have no place of their own; only when both sides did nothing but add is the answer plain. */
function resolveInsertions(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
): string[] | undefined {
  return base.length === 0 ? [...mine, ...theirs] : undefined;
}

function hasTwice(keys: readonly string[]): boolean {
  return new Set(keys).size !== keys.length;
}

/** Whether the keys that both hold come in the same order in both. */
function sameOrder(one: readonly string[], other: readonly string[]): boolean {
  const [inOne, inOther] = [new Set(one), new Set(other)];
  const left = one.filter(key => inOther.has(key));
  const right = other.filter(key => inOne.has(key));
  return left.every((key, index) => key === right[index]);
}
