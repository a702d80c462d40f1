import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../../src/config/load.ts';
import { isO365WazuhError } from '../../../src/errors.ts';

const GOOD = `
version: 1
tenants:
  - name: contoso
    tenant_id: 11111111-2222-3333-4444-555555555555
    client_id: AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee
    client_secret_file: /etc/contoso.secret
`;

function messageOf(text: string): string {
  try {
    parseConfig(text, 'config.yml');
  } catch (error) {
    if (isO365WazuhError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no error';
}

describe('parseConfig', () => {
  it('fills in the documented defaults', () => {
    const config = parseConfig(GOOD, 'config.yml');

    expect(config).toMatchObject({
      intervalMs: 300_000,
      firstLookbackMs: 86_400_000,
      overlapMs: 7_200_000,
      concurrency: 8,
      logLevel: 'info',
      maxEventsPerSecond: 2000,
    });
    expect(config.tenants[0]).toMatchObject({
      clientId: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      cloud: 'worldwide',
      stopOthers: false,
    });
    expect(config.tenants[0]?.contentTypes).toHaveLength(5);
  });

  it('names every problem at once with line, path, value and rule', () => {
    const message = messageOf(
      `version: 1\ninterval: 5x\ntenants:\n  - name: Contoso Ltd\n    tenant_id: contoso\n    client_id: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee\n    client_secret_file: /s\n    content_types: [Audit.Sharepoint]\n    colour: red\n`,
    );

    expect(message).toContain('CONFIG_INVALID');
    expect(message).toContain('line 2: interval = "5x" must be a duration from 1m to 24h');
    expect(message).toContain('line 4: tenants[0].name = "Contoso Ltd" must be 1 to 63');
    expect(message).toContain('line 5: tenants[0].tenant_id = "contoso" must be the directory (tenant) id');
    expect(message).toContain(
      'Audit.AzureActiveDirectory, Audit.Exchange, Audit.SharePoint, Audit.General, DLP.All',
    );
    expect(message).toContain('tenants[0].colour = "red" is not a key of this file');
  });

  it('wants exactly one source of the secret', () => {
    expect(messageOf(GOOD.replace(/ +client_secret_file.*\n/, ''))).toContain(
      'exactly one of client_secret_file',
    );
  });

  it('refuses the same tenant and app twice, since each event would come twice', () => {
    const twice = `${GOOD}  - name: again\n    tenant_id: 11111111-2222-3333-4444-555555555555\n    client_id: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee\n    client_secret_file: /s\n`;

    expect(messageOf(twice)).toContain('collected twice');
  });

  it('says where text that is no YAML breaks', () => {
    expect(messageOf('version: 1\ntenants: [\n')).toMatch(/CONFIG_INVALID[^]*line \d+/);
  });

  it.each([
    ['lists', '- '.repeat(20_000)],
    ['brackets', '['.repeat(20_000)],
    ['braces', '{a: '.repeat(20_000)],
  ])('refuses %s that nest without end', (_, text) => {
    expect(messageOf(text)).toMatch(/^CONFIG_INVALID .*\n.*must be YAML/);
  });

  it('shows only the beginning of a long value, which may be a secret under a wrong key', () => {
    const message = messageOf(`${GOOD}    client_secret: ${'s3cr3t'.repeat(12)}\n`);

    expect(message).toContain('client_secret');
    expect(message).not.toContain('s3cr3ts3cr3ts3cr3t');
  });

  it('says that an empty file lacks version and tenants', () => {
    expect(messageOf('')).toMatch(/version is missing[^]*tenants is missing/);
  });
});

describe('loadConfig', () => {
  it('tells an absent file from an invalid one', () => {
    expect(() => loadConfig('/nonexistent/config.yml')).toThrow(/Cannot read the configuration/);
  });
});
