import { describe, expect, it } from 'vitest';
import { judgePermissions, judgeToken } from '../../../src/tenants/judge-token.ts';

const TENANT = '11111111-2222-3333-4444-555555555555';
const wanted = { tenantId: TENANT, apiUrl: 'https://manage.office.com' };

describe('what a token says about itself', () => {
  it.each([
    ['of this tenant and cloud', { tid: TENANT, aud: wanted.apiUrl, roles: [] }, 'ok'],
    [
      'for the API by its application id',
      { tid: TENANT, aud: 'c5393580-f805-4401-95e8-94b7a6ef2fc2', roles: [] },
      'ok',
    ],
    ['of another tenant', { tid: TENANT.replace('1', '9'), aud: wanted.apiUrl, roles: [] }, 'other-tenant'],
    ['of another cloud', { tid: TENANT, aud: 'https://manage.office365.us', roles: [] }, 'other-cloud'],
    ['that cannot be read', undefined, 'ok'],
  ])('is judged where it is one %s', (_, claims, status) => {
    expect(judgeToken(claims, wanted).status).toBe(status);
  });

  it('lacks what the content types need, unless the API answers all the same', () => {
    const none = { roles: [] };
    expect(judgePermissions(none, ['Audit.Exchange'], false)).toMatchObject({
      missing: ['ActivityFeed.Read'],
      apiIsContent: false,
    });
    expect(judgePermissions(none, ['DLP.All'], true)).toMatchObject({
      missing: ['ActivityFeed.Read', 'ActivityFeed.ReadDlp'],
      apiIsContent: true,
    });
    // The list of subscriptions says nothing about the right to read DLP events.
    expect(judgePermissions({ roles: ['ActivityFeed.Read'] }, ['DLP.All'], true)).toMatchObject({
      missing: ['ActivityFeed.ReadDlp'],
      apiIsContent: false,
    });
    expect(judgePermissions({ roles: ['ActivityFeed.Read'] }, ['Audit.General'], false)?.missing).toEqual([]);
    expect(judgePermissions(undefined, ['Audit.General'], true)).toBeUndefined();
  });
});
