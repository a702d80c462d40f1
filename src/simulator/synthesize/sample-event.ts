import type { AuditEvent } from '../../events/audit-event.ts';
import type { Rng } from '../rng.ts';
import { createTenant } from '../tenant.ts';
import { type TenantFacts, createDraw } from './draw.ts';
import { recipesFor } from './event-source.ts';
import { peopleOf } from './person.ts';
import { buildEvent } from './recipe.ts';
import { compileTemplate, fillTemplate } from './template.ts';

let facts: TenantFacts | undefined;

/**
 * One synthetic event of an operation, as an object: for tests of rules, dashboards and parsers that want "an event like this"
 * without a server.
 *
 * @param operation one of `SYNTHETIC_OPERATIONS`.
 * @param rng decides everything about it; the same state gives the same event.
 * @param workload picks among the workloads where several have the operation.
 * @throws RangeError for an operation (or workload of it) that the simulator does not make.
 */
export function sampleEvent(operation: string, rng: Rng, workload?: string): AuditEvent {
  const recipe = rng.pick(
    recipesFor(operation).filter(r => workload === undefined || r.workload === workload),
  );
  facts ??= sampleFacts();
  const template = compileTemplate(buildEvent(recipe, createDraw(rng, facts)));
  const time = new Date(Date.UTC(2031, 0, 15, rng.int(0, 23), rng.int(0, 59), rng.int(0, 59)))
    .toISOString()
    .slice(0, 19);
  const filling = { rng, id: rng.guid(), time, user: rng.pick(facts.people), other: rng.pick(facts.people) };
  return JSON.parse(fillTemplate(template, filling).toString()) as AuditEvent;
}

function sampleFacts(): TenantFacts {
  const tenant = createTenant(0, {});
  return { ...tenant, people: peopleOf(0, tenant.domain) };
}
