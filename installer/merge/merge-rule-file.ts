import { diff3Merge, diff3MergeRegions } from 'node-diff3';
import { resolveRegion } from './resolve-region.ts';
import { type Segment, segmentsOf } from './segments.ts';

export type MergedFile =
  | { readonly ok: true; readonly text: string }
  /** Ids of the rules (names of the decoders) that both sides changed. Empty when it is the text between them. */
  | { readonly ok: false; readonly ids: readonly string[] };

/**
 * Merges the user's version of a rule or decoder file with a new one, both made from `base`. Whole rules are the unit: a rule that only
 * one side changed is taken from that side, wherever in the file it stands; a rule that the user deleted stays deleted; within a rule
 * that both changed, lines are merged.
 *
 * The result holds every line that the user added or changed, can be read by Wazuh, and has no id twice; else it is a conflict.
 *
 * @param base the file as it was installed; `mine` as the user left it; `theirs` as it is shipped now. One character per byte.
 */
export function mergeRuleFile(base: string, mine: string, theirs: string): MergedFile {
  const sides = { base: segmentsOf(base), mine: segmentsOf(mine), theirs: segmentsOf(theirs) };
  if (!sides.base || !sides.mine || !sides.theirs) return { ok: false, ids: [] };
  const [o, a, b] = [sides.base, sides.mine, sides.theirs];

  const conflicts = new Set<string>();
  const keys: string[] = [];
  for (const region of diff3MergeRegions(a.map(keyOf), o.map(keyOf), b.map(keyOf))) {
    if (region.stable) {
      keys.push(...region.bufferContent);
      continue;
    }
    const resolved = resolveRegion(region.oContent, region.aContent, region.bContent);
    if (resolved) keys.push(...resolved);
    else for (const key of [...region.aContent, ...region.bContent]) addId(conflicts, key, a, b);
  }

  const [inBase, inMine, inTheirs] = [byKey(o), byKey(a), byKey(b)];
  for (const [key, segment] of inMine) {
    const was = inBase.get(key);
    if (segment.id !== undefined && was && was.text !== segment.text && !inTheirs.has(key))
      conflicts.add(segment.id);
  }
  let text = '';
  for (const key of keys) {
    // Moved by the new version, deleted by the user.
    if (inBase.get(key)?.id !== undefined && !inMine.has(key)) continue;
    const merged = mergeSegment(inBase.get(key), inMine.get(key), inTheirs.get(key));
    if (merged === undefined) addId(conflicts, key, a, b);
    else text += merged;
  }
  if (conflicts.size > 0) return { ok: false, ids: [...conflicts].filter(id => id !== '') };
  return isSound(text, base, mine) ? { ok: true, text } : { ok: false, ids: [] };
}

/** One segment of three sides; undefined when both changed it in ways that cannot be joined. */
function mergeSegment(
  base: Segment | undefined,
  mine: Segment | undefined,
  theirs: Segment | undefined,
): string | undefined {
  if (!mine || !theirs) return (mine ?? theirs ?? base)?.text;
  if (mine.text === theirs.text) return mine.text;
  if (base === undefined) return undefined;
  if (mine.text === base.text) return theirs.text;
  if (theirs.text === base.text) return mine.text;
  const merged = diff3Merge(mine.text.split('\n'), base.text.split('\n'), theirs.text.split('\n'), {
    excludeFalseConflicts: true,
  });
  return merged.some(part => part.conflict) ? undefined : merged.flatMap(part => part.ok ?? []).join('\n');
}

/** The promises of the merge, checked on its result: readable, no id twice, no line of the user's missing. */
function isSound(text: string, base: string, mine: string): boolean {
  const segments = segmentsOf(text);
  if (!segments) return false;
  if (
    segments.some(
      segment => segment.id !== undefined && !segment.key.endsWith('#1') && !decoderKey(segment.key),
    )
  )
    return false;
  const left = countLines(text);
  const known = countLines(base);
  for (const [line, count] of countLines(mine)) {
    const added = count - (known.get(line) ?? 0);
    if (added > 0 && (left.get(line) ?? 0) < added) return false;
  }
  return true;
}

/** Decoders of one name are siblings and may be many. */
function decoderKey(key: string): boolean {
  return key.startsWith('decoder ');
}

function countLines(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed !== '') counts.set(trimmed, (counts.get(trimmed) ?? 0) + 1);
  }
  return counts;
}

function keyOf(segment: Segment): string {
  return segment.key;
}

function byKey(segments: readonly Segment[]): Map<string, Segment> {
  return new Map(segments.map(segment => [segment.key, segment]));
}

function addId(ids: Set<string>, key: string, ...sides: readonly (readonly Segment[])[]): void {
  const segment = sides.flat().find(candidate => candidate.key === key);
  ids.add(segment?.id ?? '');
}
