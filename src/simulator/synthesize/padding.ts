import { Rng } from '../rng.ts';
import { type TenantFacts, createDraw } from './draw.ts';
import { buildEvent } from './recipe.ts';
import { compileTemplate, fillTemplate } from './template.ts';
import type { AuditEvent } from '../../events/audit-event.ts';
import { CONTENT_TYPE_SHARES, RECIPES } from './recipes.ts';

/**
 * The size that shorter events must be padded to so that the mean over the usual mix comes out as asked.
 *
 * Within about a tenth: it is computed from one event of each recipe. Events that are naturally longer stay as they are, so a
 * mean below the natural one (about 1,400 bytes) cannot be had and needs no padding.
 *
 * @param meanBytes wanted mean of the JSON text's length.
 */
export function paddingFor(meanBytes: number, facts: TenantFacts): number {
  const rng = new Rng('padding');
  const sizes = RECIPES.map(recipe => {
    const peers = RECIPES.filter(peer => peer.contentType === recipe.contentType);
    const weight =
      (CONTENT_TYPE_SHARES[recipe.contentType] * recipe.weight) /
      peers.reduce((sum, peer) => sum + peer.weight, 0);
    return { weight, bytes: filledLength(buildEvent(recipe, createDraw(rng, facts)), facts) };
  });
  const total = sizes.reduce((sum, size) => sum + size.weight, 0);
  let [low, high] = [0, meanBytes];
  while (high - low > 1) {
    const middle = (low + high) / 2;
    const mean = sizes.reduce((sum, size) => sum + size.weight * Math.max(size.bytes, middle), 0) / total;
    if (mean < meanBytes) low = middle;
    else high = middle;
  }
  return Math.round(low);
}

/** The event with a field `SimulatorPadding` that brings it to `minimumBytes`, or unchanged where it is as long already. */
export function padded(event: AuditEvent, minimumBytes: number, facts: TenantFacts): AuditEvent {
  if (minimumBytes === 0) return event;
  const missing = minimumBytes - filledLength(event, facts) - ',"SimulatorPadding":""'.length;
  return missing > 0 ? { ...event, SimulatorPadding: 'x'.repeat(missing) } : event;
}

/** Length of the text once its slots are filled; slots vary by a few characters from event to event. */
function filledLength(event: AuditEvent, facts: TenantFacts): number {
  const rng = new Rng('length');
  const [user, other] = [rng.pick(facts.people), rng.pick(facts.people)];
  return fillTemplate(compileTemplate(event), {
    rng,
    id: rng.guid(),
    time: '2031-01-15T00:00:00',
    user,
    other,
  }).length;
}
