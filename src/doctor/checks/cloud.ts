import type { Check } from '../check.ts';
import type { TenantFact } from '../facts.ts';
import { fail, type Finding, ok, skipped, skipUnknown, warn } from '../finding.ts';

export const cloudCheck: Check = {
  id: 'cloud',
  group: 'Microsoft',
  title: 'Cloud',
  about: 'Each tenant lives in the Microsoft cloud that its configuration names.',
  run({ tenants }) {
    if (!tenants.known) return [skipUnknown(tenants)];
    return tenants.value.map(findingOf);
  },
};

function findingOf({ name, cloud, livesIn, subscriptions }: TenantFact): Finding {
  if (livesIn === undefined) return skipped('Microsoft does not say', name);
  if (livesIn === cloud) return ok(livesIn, name);
  const text = `the tenant lives in ${livesIn}, but cloud is ${cloud}`;
  const cure = `Set cloud to ${livesIn}.`;
  // Where the API answers, hosts set by hand may well be right.
  return subscriptions.known
    ? warn(text, cure, name)
    : fail(text, `${cure} Other errors usually follow from it.`, name);
}
