import type { Check } from '../check.ts';
import type { TenantFact } from '../facts.ts';
import { judgePermissions } from '../../tenants/judge-token.ts';
import { fail, type Finding, ok, skipped, skipUnknown, warn } from '../finding.ts';

export const rolesCheck: Check = {
  id: 'roles',
  group: 'Microsoft',
  title: 'Permissions',
  about:
    'The token holds the application permissions that the wanted content types need: ActivityFeed.Read, and ActivityFeed.ReadDlp for DLP.All.',
  run({ tenants }) {
    if (!tenants.known) return [skipUnknown(tenants)];
    return tenants.value.map(findingOf);
  },
};

function findingOf({ name, token, contentTypes, subscriptions }: TenantFact): Finding {
  if (!token.known) return skipped('there is no token', name);
  const verdict = judgePermissions(token.value.claims, contentTypes, subscriptions.known);
  if (verdict === undefined) return skipped('the token does not tell', name);
  const { wanted, missing, apiIsContent } = verdict;
  if (missing.length === 0) return ok(wanted.join(', '), name);
  const text = `missing: ${missing.join(', ')}`;
  const cure = `In Entra, API permissions: add the application permission ${missing.join(' and ')} of “Office 365 Management APIs”, then press “Grant admin consent”.`;
  return apiIsContent ? warn(`${text}, although the API answers`, cure, name) : fail(text, cure, name);
}
