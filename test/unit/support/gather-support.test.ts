import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unpackArchive } from '../../../installer/backup/archive.ts';
import { buildProgram } from '../../../src/program.ts';
import { gatherSupport, type SupportFiles } from '../../../src/support/gather-support.ts';
import { SYSTEM_CLOCK } from '../../../src/wiring.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const TENANT_ID = '11111111-aaaa-4111-8111-111111111111';
const CLIENT_ID = '22222222-bbbb-4222-8222-222222222222';
const CANARIES = {
  secretFile: 'canary~secret+file/1=',
  proxyPassword: 'canary~proxy:password@2',
  pfxPassword: 'canary~pfx&password 3',
  bearer: 'canary-opaque-bearer-4',
  jwt: 'eyJhbGciOiJub25lIn0.eyJjYW5hcnkiOjV9.c2lnbmF0dXJl',
  misplaced: 'canary~misplaced/6',
  inFileKey: 'canary~in~file~key~7',
  comment: 'canary-in-a-comment-8',
  argument: 'canary-argument-9',
  urlPassword: 'canary-url-password-10',
  unknownKey: 'canary-unknown-key-11',
  environment: 'canary~environment~12',
  conf: 'canary-ossec-conf-13',
} as const;

const CONFIG = `version: 1
# the old one was: ${CANARIES.comment}
proxy: http://me:${CANARIES.urlPassword}@proxy.example:3128
proxy_user: me
proxy_password_file: proxy.password
tenants:
  - name: contoso
    tenant_id: ${TENANT_ID}
    client_id: ${CLIENT_ID}
    client_secret: ${CANARIES.misplaced}
    client_secret_file: ${CANARIES.inFileKey}
    something: { deep: [${CANARIES.unknownKey}] }
    customer: Contoso Limited
    credential: { type: exec, command: [/bin/tool, --key, ${CANARIES.argument}] }
  - name: fabrikam-eu
    tenant_id: ${TENANT_ID}
    client_id: ${CLIENT_ID}
    client_secret_env: SUPPORT_TEST_SECRET
`;

const FILES = {
  'etc/ossec.conf': `<ossec_config>
  <global><email_to>${CANARIES.conf}</email_to></global>
  <wodle name="command"><tag>o365-wazuh</tag><command>/x --client-secret ${CANARIES.argument}</command></wodle>
</ossec_config>
`,
  'VERSION.json': '{"version":"4.14.1"}\n',
  'etc/o365-wazuh/config.yml': CONFIG,
  'etc/o365-wazuh/tenants.d/northwind.yml': `name: northwind\nclient_secret: ${CANARIES.misplaced}\n`,
  'etc/o365-wazuh/contoso.secret': `${CANARIES.secretFile}\n`,
  'etc/o365-wazuh/proxy.password': CANARIES.proxyPassword,
  'etc/o365-wazuh/app.pfx.password': CANARIES.pfxPassword,
  'etc/rules/0100-o365_rules.xml': '<group name="o365"></group>\n',
  'logs/ossec.log': `2026/11/24 03:51:22 wazuh-modulesd:command: INFO: o365-wazuh ${CANARIES.secretFile}\n2026/11/24 03:51:23 other: ${CANARIES.conf}\n`,
  'logs/o365-wazuh.log': `${[
    `Authorization: Bearer ${CANARIES.bearer}`,
    CANARIES.jwt,
    ...Object.values(CANARIES).slice(0, 3).flatMap(forms),
    `Proxy-Authorization: Basic ${Buffer.from(`me:${CANARIES.proxyPassword}`).toString('base64')}`,
    `x${Buffer.from(`ab${CANARIES.secretFile}cd`).toString('base64')}`,
    `client_secret=${CANARIES.unknownKey}&scope=x`,
    `${CANARIES.comment} ${CANARIES.argument} ${CANARIES.environment} ${CANARIES.inFileKey}`,
    `tenant contoso of Contoso Limited (${TENANT_ID}), ada@contoso.onmicrosoft.com from 203.0.113.7 and 2001:db8::7`,
    `northwind, fabrikam-eu (${TENANT_ID}): ada@contoso.onmicrosoft.com again from 203.0.113.7, version 4.14.1 at 03:51:22`,
  ].join('\n')}\n`,
};

function forms(secret: string): string[] {
  const inUrl = encodeURIComponent(secret);
  const base64 = Buffer.from(secret).toString('base64');
  return [secret, inUrl, inUrl.toLowerCase(), base64, Buffer.from(secret).toString('base64url')];
}

describe('what is gathered for a helper', () => {
  let home: TempHome;
  beforeEach(() => {
    home = new TempHome(FILES);
    process.env['SUPPORT_TEST_SECRET'] = CANARIES.environment;
  });
  afterEach(() => {
    home[Symbol.dispose]();
    delete process.env['SUPPORT_TEST_SECRET'];
  });

  const gather = (anonymize = false): Promise<SupportFiles> =>
    gatherSupport({
      home: home.path,
      anonymize,
      offline: true,
      clock: SYSTEM_CLOCK,
      signal: new AbortController().signal,
    });
  const everything = ({ files, missing }: SupportFiles): string =>
    `${files.map(({ path, text }) => `${path}\n${text}`).join('\n')}${JSON.stringify(missing)}`;
  const textOf = ({ files }: SupportFiles, path: string): string =>
    files.find(file => file.path === path)?.text ?? '';

  it.each([false, true])('has no secret in any form (anonymized: %s)', async anonymize => {
    const all = everything(await gather(anonymize));

    for (const [place, canary] of Object.entries(CANARIES)) {
      for (const form of forms(canary)) expect(all.includes(form), `${place} as ${form}`).toBe(false);
    }
    expect(all).not.toContain(Buffer.from(`ab${CANARIES.secretFile}cd`).toString('base64').slice(4, 24));
  });

  it('has what tells of the installation, and JSON that is JSON', async () => {
    const found = await gather();

    expect(found.files.map(file => file.path)).toEqual(
      expect.arrayContaining([
        'index.json',
        'doctor.json',
        'status.json',
        'versions.json',
        'config/config.yml',
        'config/tenants.d/northwind.yml',
        'ossec-conf-block.xml',
        'logs/o365-wazuh.log',
        'logs/ossec.log',
        'ruleset.json',
      ]),
    );
    for (const { path, text } of found.files) {
      if (path.endsWith('.json')) expect(() => JSON.parse(text) as unknown, path).not.toThrow();
    }
    expect(textOf(found, 'config/config.yml')).toContain('client_secret_env: SUPPORT_TEST_SECRET');
    expect(textOf(found, 'config/config.yml')).toContain('proxy_password_file: proxy.password');
    expect(textOf(found, 'ossec-conf-block.xml')).toContain('<tag>o365-wazuh</tag>');
    expect(textOf(found, 'logs/o365-wazuh.log')).toContain('tenant contoso of Contoso Limited');
    expect(textOf(found, 'ruleset.json')).toMatch(/"sha256": "[0-9a-f]{64}"/);
  });

  it('names what could not be had', async () => {
    const found = await gather();

    expect(found.missing.map(part => part.path)).toEqual(['state.json']);
    expect(textOf(found, 'index.json')).toContain('"path": "state.json"');
  });

  it('anonymized tells neither who nor where, but tells them apart', async () => {
    const found = await gather(true);
    const all = everything(found);

    for (const word of [
      'contoso',
      'fabrikam',
      'northwind',
      TENANT_ID,
      CLIENT_ID,
      'ada@',
      '203.0.113.7',
      '2001:db8::7',
    ]) {
      expect(all.toLowerCase().includes(word), word).toBe(false);
    }
    const [first = '', second = ''] = textOf(found, 'logs/o365-wazuh.log').trim().split('\n').slice(-2);
    const user = /user-\d+@domain\.example/.exec(first)?.[0];
    expect(user).toBeDefined();
    expect(second).toContain(user);
    expect(second).toContain('version 4.14.1 at 03:51:22');
  });

  it('takes no log that is a link', async () => {
    const secret = home.write('elsewhere', 'words of another file\n');
    symlinkSync(secret, join(home.path, 'logs/linked'));
    const { tailOf } = await import('../../../src/support/tail-of.ts');

    expect(() => tailOf(join(home.path, 'logs/linked'), 1_000)).toThrow(/ELOOP/);
    expect(tailOf(secret, 1_000)).toEqual(['words of another file']);
  });

  it('makes do with a folder that is no home, and with broken files', async () => {
    home.write('etc/ossec.conf', '<ossec_config><wodle');
    home.write(
      'etc/o365-wazuh/config.yml',
      `version: 1\ntenants:\n  - name: [contoso\n    client_secret: ${CANARIES.misplaced}\n`,
    );
    const broken = await gather();
    using nothing = new TempHome();
    const none = await gatherSupport({
      home: nothing.path,
      anonymize: false,
      offline: true,
      clock: SYSTEM_CLOCK,
      signal: new AbortController().signal,
    });

    expect(broken.missing.map(part => part.path)).toContain('ossec-conf-block.xml');
    expect(everything(broken)).not.toContain(CANARIES.misplaced);
    expect(none.files.map(file => file.path)).toEqual(expect.arrayContaining(['index.json', 'doctor.json']));
    expect(none.missing.map(part => part.path)).toContain('config/config.yml');
  });

  it('becomes an archive that only its owner can read, and with --dry-run none', async () => {
    const output = join(home.path, 'out', 'support.tar.gz');
    home.write('out/.keep', '');
    const shown: string[] = [];
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation(text => shown.push(String(text)) > 0);
    const run = (...more: string[]): Promise<unknown> =>
      buildProgram().parseAsync(
        ['support-bundle', '--offline', '--json', '--home', home.path, '-o', output, ...more],
        { from: 'user' },
      );
    try {
      await run('--dry-run');
      expect(readdirSync(join(home.path, 'out'))).toEqual(['.keep']);
      await run();
    } finally {
      spy.mockRestore();
    }
    const entries = await unpackArchive(readFileSync(output));

    expect(statSync(output).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(home.path, 'out'))).toEqual(['.keep', 'support.tar.gz']);
    const said = JSON.parse(shown.at(-1) ?? '') as { files: { path: string }[] };
    expect(entries.map(entry => entry.path)).toEqual(
      said.files.map(file => `o365-wazuh-support/${file.path}`),
    );
  });
});
