import { type Segment, segmentsOf } from '../merge/segments.ts';

/**
 * Puts one rule (all decoders of one name) of a file back to what was installed. A deleted one comes back behind the nearest rule before it
 * that is still there. Everything else stays.
 *
 * @param installed the pristine copy; `current` the file as it is. One character per byte.
 * @returns undefined when one of them cannot be read as XML by Wazuh, or holds no rule to stand beside.
 */
export function putBack(installed: string, current: string, id: string): string | undefined {
  const [was, is] = [segmentsOf(installed), segmentsOf(current)];
  if (!was || !is) return undefined;
  const result: Segment[] = [...is];
  for (const [index, segment] of was.entries()) {
    if (segment.id !== id) continue;
    const at = result.findIndex(candidate => candidate.key === segment.key);
    if (at !== -1) result.splice(at, 1, segment);
    else {
      const place = placeFor(was, index, result);
      if (place === undefined) return undefined;
      result.splice(place, 0, segment);
    }
  }
  return result.map(segment => segment.text).join('');
}

function placeFor(was: readonly Segment[], index: number, result: readonly Segment[]): number | undefined {
  const positionOf = (segment: Segment): number =>
    result.findIndex(candidate => candidate.key === segment.key);
  const rules = (part: readonly Segment[]): Segment[] => part.filter(segment => segment.id !== undefined);
  const before = rules(was.slice(0, index)).findLast(segment => positionOf(segment) !== -1);
  if (before) return positionOf(before) + 1;
  const behind = rules(was.slice(index + 1)).find(segment => positionOf(segment) !== -1);
  return behind && positionOf(behind);
}
