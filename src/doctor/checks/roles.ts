import type { Check } from '../check.ts';
import type { TenantFact } from '../facts.ts';
import { fail, type Finding, ok, skipped, skipUnknown, warn } from '../finding.ts';

const READ = 'ActivityFeed.Read';
const READ_DLP = 'ActivityFeed.ReadDlp';

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
  const roles = token.value.claims?.roles;
  if (roles === undefined) return skipped('the token does not tell', name);
  const wanted = contentTypes.includes('DLP.All') ? [READ, READ_DLP] : [READ];
  const missing = wanted.filter(role => !roles.includes(role));
  if (missing.length === 0) return ok(wanted.join(', '), name);
  const text = `missing: ${missing.join(', ')}`;
  const cure = `In Entra, API permissions: add the application permission ${missing.join(' and ')} of “Office 365 Management APIs”, then press “Grant admin consent”.`;
  // Officially a token is nobody's business but the API's: when that is content, there is nothing that fails.
  const apiIsContent = subscriptions.known && missing.includes(READ);
  return apiIsContent ? warn(`${text}, although the API answers`, cure, name) : fail(text, cure, name);
}
