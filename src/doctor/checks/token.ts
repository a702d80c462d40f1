import type { Check } from '../check.ts';
import type { TenantFact } from '../facts.ts';
import { fail, failUnknown, type Finding, ok, skipUnknown } from '../finding.ts';
import { judgeToken } from '../../tenants/judge-token.ts';
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
  const verdict = judgeToken(claims, { tenantId, apiUrl });
  if (verdict.status === 'other-tenant') {
    return fail(
      `the token is for tenant ${verdict.tenantId}, not ${tenantId}`,
      'Set tenant_id to “Directory (tenant) ID” of Entra.',
      name,
    );
  }
  if (verdict.status === 'other-cloud') {
    return fail(`the token is for ${verdict.origin}, not ${apiUrl}`, 'Set cloud to the tenant’s own.', name);
  }
  return ok(`signed in, token for ${span(lifetimeMs)}`, name);
}
