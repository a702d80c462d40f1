import type { ContentType } from '../events/content-type.ts';
import type { Rng } from './rng.ts';
import { CONTENT_TYPE_SHARES } from './synthesize/recipes.ts';

/**
 * Shares `count` events out over the content types in their usual proportions. The parts add up to `count`; how they are rounded is
 * drawn, so that single events don't all fall to one type.
 */
export function sharesOf(
  count: number,
  contentTypes: readonly ContentType[],
  rng: Rng,
): [contentType: ContentType, events: number][] {
  const whole = contentTypes.reduce((sum, type) => sum + CONTENT_TYPE_SHARES[type], 0);
  const offset = rng.next();
  let weight = 0;
  let given = 0;
  return contentTypes.map(type => {
    weight += CONTENT_TYPE_SHARES[type];
    const upTo = Math.floor((weight / whole) * count + offset);
    const events = upTo - given;
    given = upTo;
    return [type, events];
  });
}
