import { describe, expect, it } from 'vitest';
import { configFromFlags } from '../../../src/config/legacy-flags.ts';

const FLAGS = {
  tenantId: '11111111-2222-3333-4444-555555555555',
  clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
  clientSecretFile: '/s',
};

describe('configFromFlags', () => {
  it('takes the call of the blog as it stands', () => {
    const config = configFromFlags({
      ...FLAGS,
      contentTypes: ['DLP.All', 'Audit.General', 'Audit.AzureActiveDirectory'],
      hours: '24',
    });

    expect(config.tenants[0]?.contentTypes).toEqual([
      'DLP.All',
      'Audit.General',
      'Audit.AzureActiveDirectory',
    ]);
    expect(config.overlapMs).toBe(24 * 3_600_000);
  });

  it.each(['0', '169', '1.5', 'a day', ''])('refuses --hours %j and names the bounds', hours => {
    expect(() => configFromFlags({ ...FLAGS, hours })).toThrow(/whole number from 1 to 168/);
  });

  it('lists the five content types when one is unknown', () => {
    expect(() => configFromFlags({ ...FLAGS, contentTypes: ['Audit.Sharepoint'] })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('Audit.SharePoint') }),
    );
  });

  it('names the flag that is missing', () => {
    expect(() => configFromFlags({ ...FLAGS, tenantId: undefined as unknown as string })).toThrow(
      /--tenantId is missing/,
    );
    expect(() => configFromFlags({ tenantId: FLAGS.tenantId, clientId: FLAGS.clientId })).toThrow(
      /No client secret/,
    );
  });
});
