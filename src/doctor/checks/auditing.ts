import { ERROR_TABLE } from '../../error-table.ts';
import type { Check } from '../check.ts';
import type { DoctorFacts, TenantFact } from '../facts.ts';
import { fail, type Finding, ok, skipped, skipUnknown, warn } from '../finding.ts';

export const auditingCheck: Check = {
  id: 'auditing',
  group: 'Microsoft',
  title: 'Audit log',
  about:
    'The tenant records an audit log: something was offered in the last 23 hours, and Microsoft does not say that auditing is off.',
  run(facts) {
    const { tenants } = facts;
    if (!tenants.known) return [skipUnknown(tenants)];
    return tenants.value.map(tenant => findingOf(tenant, facts));
  },
};

function findingOf(tenant: TenantFact, facts: DoctorFacts): Finding {
  const { name, subscriptions, listings } = tenant;
  const { cure, meaning } = ERROR_TABLE.AUDITING_OFF;
  const answers = [subscriptions, ...listings.values()];
  const isOff = answers.some(fact => !fact.known && fact.error?.code === 'AUDITING_OFF');
  // Only starting a subscription makes Microsoft say so, which the last run has tried.
  const [run] = facts.state.known ? facts.state.value.runs : [];
  if (isOff) return fail(meaning, cure, name);
  const listed = [...listings.values()].flatMap(fact => (fact.known ? [fact.value] : []));
  if (listed.some(blobs => blobs > 0)) return ok('records: content of the last 23 hours is offered', name);
  if (run?.outcome === 'AUDITING_OFF') return fail(`the last run was told: ${meaning}`, cure, name);
  if (listed.length === 0) return skipped('nothing could be listed', name);
  return warn(
    'nothing is offered of the last 23 hours',
    `If that cannot be: the audit log may be off, or was switched on only now. ${cure}`,
    name,
  );
}
