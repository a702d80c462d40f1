import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import { parseConfig } from '../../../src/config/load.ts';
import { settingsOf, type TenantSettings } from '../../../src/config/tenant-settings.ts';
import { isO365WazuhError } from '../../../src/errors.ts';

const TENANT = `
tenants:
  - name: contoso
    tenant_id: 11111111-2222-3333-4444-555555555555
    client_id: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
    client_secret_file: /etc/contoso.secret`;

function read(file: string, tenant = ''): Config {
  return parseConfig(`version: 1\n${file}\n${TENANT}\n${tenant.replace(/^/gm, '    ')}`, 'config.yml');
}

function settings(file: string, tenant = ''): TenantSettings {
  const config = read(file, tenant);
  const [first] = config.tenants;
  if (!first) throw new Error('no tenant');
  return settingsOf(config, first);
}

function problem(file: string, tenant = ''): string {
  try {
    read(file, tenant);
  } catch (error) {
    if (isO365WazuhError(error)) return error.message;
    throw error;
  }
  return 'no problem';
}

describe('filters in config.yml', () => {
  it('of the file come first, the tenant’s own after them, one of the same name in its place', () => {
    const file = `
filters:
  - preset: page-views
  - preset: mailbox-bind
  - name: noise
    exclude: { operations: [FileAccessed], record_types: [6, SharePoint] }`;
    const tenant = `
filters:
  - { name: page-views, preset: page-views, enabled: false }
  - { name: noise, exclude: { users: ["svc-*"] } }
  - { name: files, include: { content_types: [Audit.SharePoint], when: 'UserType == 0' } }`;

    expect(settings(file).filters.map(one => one.name)).toEqual(['page-views', 'mailbox-bind', 'noise']);
    expect(settings(file).filters[2]?.conditions).toEqual({
      operations: ['FileAccessed'],
      recordTypes: [6, 'SharePoint'],
    });
    expect(settings(file, tenant).filters.slice(1)).toEqual([
      { name: 'noise', kind: 'exclude', conditions: { users: ['svc-*'] } },
      {
        name: 'files',
        kind: 'include',
        conditions: { contentTypes: ['Audit.SharePoint'], when: 'UserType == 0' },
      },
    ]);
    expect(settings(file, tenant).filters[0]?.name).toBe('mailbox-bind');
  });

  it.each([
    ['- { name: a, exclude: { when: "Operation = 1" } }', 'at character 11: to compare, write “==”'],
    ['- { name: a, exclude: {} }', 'must have at least one condition'],
    ['- { exclude: { operations: [x] } }', 'filters[0].name is missing; it must be a short name'],
    ['- { name: a }', 'must have exactly one of exclude, include and preset'],
    ['- { name: a, preset: page-views, exclude: { users: [x] } }', 'must have exactly one of exclude'],
    ['- { name: a, exclude: { record_types: [NoSuchType] } }', 'a name that Microsoft has published'],
    ['- { name: a, exclude: { operation: [x] } }', 'is not a key of this file'],
    ['- { preset: noise }', 'must be one of file-access-by-services, page-views'],
    ['- { preset: page-views }\n  - { preset: page-views }', 'must not use a filter’s name twice'],
    ['- { name: a, exclude: { users: [""] } }', 'must be a list of users'],
  ])('%s is refused', (filter, rule) => {
    expect(problem(`filters:\n  ${filter}`)).toContain(rule);
    expect(problem('', `filters:\n  ${filter}`)).toContain(rule);
  });

  it('are told with their line', () => {
    expect(problem('filters:\n  - name: a\n    exclude:\n      when: "x"')).toContain(
      'line 5: filters[0].exclude.when = "x" must be a filter expression; at character 2: expected ==',
    );
  });
});

describe('privacy in config.yml', () => {
  it('redacts what policies detected unless told to keep it', () => {
    expect(settings('').detectedValues).toBe('redact');
    expect(settings('privacy: { detected_values: keep }').detectedValues).toBe('keep');
    expect(
      settings('privacy: { detected_values: keep }', 'privacy: { detected_values: redact }').detectedValues,
    ).toBe('redact');
  });

  it('hashes with the tenant’s own fields and key, else the file’s; an empty list hashes nothing', () => {
    const file = 'privacy: { hash_fields: [UserId], key_file: /k }';

    expect(settings(file).hashing).toEqual({ fields: ['UserId'], keyFile: '/k' });
    expect(settings(file, 'privacy: { hash_fields: [ClientIP], key_file: /own }').hashing?.keyFile).toBe(
      '/own',
    );
    expect(settings(file, 'privacy: { detected_values: keep }').hashing?.keyFile).toBe('/k');
    expect(settings(file, 'privacy: { hash_fields: [] }').hashing).toBeUndefined();
  });

  it.each([
    ['{ hash_fields: [UserId] }', 'must name the file of the key'],
    ['{ hash_fields: ["Actor..ID"], key_file: /k }', 'at character 7: expected a field after the dot'],
    ['{ hash_fields: [UserId], key_file: key }', 'must be an absolute path'],
    ['{ detected_values: hide }', 'must be redact or keep'],
  ])('%s is refused', (privacy, rule) => {
    expect(problem(`privacy: ${privacy}`)).toContain(rule);
  });
});

describe('what a tenant sets for itself', () => {
  it('comes before the file’s', () => {
    const own = settings('first_lookback: 48h', 'first_lookback: 7d\noverlap: 4h');

    expect([own.firstLookbackMs, own.overlapMs]).toEqual([7 * 86_400_000, 4 * 3_600_000]);
    expect(settings('first_lookback: 48h').firstLookbackMs).toBe(48 * 3_600_000);
  });

  it.each([
    ['labels: { Region: eu }', 'a name (1 to 32 of a-z'],
    ['labels: { region: "" }', 'must be the text of a label'],
    ['customer: "a\\nb"', 'must be the name of a customer'],
    [String.raw`customer: "\ud800"`, 'must be the name of a customer'],
    ['customer: "[1]"', 'not beginning with ['],
    ['format: wazuh', 'must be one of office_365, native'],
  ])('%s is refused', (line, rule) => {
    expect(problem('', line)).toContain(rule);
  });
});
