import type { Check } from '../check.ts';
import type { TenantFact } from '../facts.ts';
import { fail, failUnknown, type Finding, ok, skipUnknown } from '../finding.ts';
import { span } from '../../terminal/words.ts';

export const tokenCheck: Check = {
  id: 'token',
  group: 'Microsoft',
  title: 'Sign-in',
  about: 'Microsoft signs each tenant’s application in, with a token for this tenant and this cloud.',
  run({ tenants }) {
    if (!tenants.known) return [skipUnknown(tenants)];
    return tenants.value.map(findingOf);
  },
};

function findingOf({ name, tenantId, token }: TenantFact): Finding {
  if (!token.known) return failUnknown(token, name);
  const { claims, apiUrl, lifetimeMs } = token.value;
  if (claims?.tid !== undefined && claims.tid !== tenantId) {
    return fail(
      `the token is for tenant ${claims.tid}, not ${tenantId}`,
      'Set tenant_id to “Directory (tenant) ID” of Entra.',
      name,
    );
  }
  // The audience may also be the API's application id, the same in every cloud.
  const audience = URL.parse(claims?.aud ?? '');
  if (audience && audience.origin !== apiUrl) {
    return fail(`the token is for ${audience.origin}, not ${apiUrl}`, 'Set cloud to the tenant’s own.', name);
  }
  return ok(`signed in, token for ${span(lifetimeMs)}`, name);
}
