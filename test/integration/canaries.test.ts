import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from '../../src/demo/run-child.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { type Simulator, startSimulator } from '../../src/simulator/server.ts';
import { Analysisd } from '../stand-ins/analysisd.ts';
import { TempHome } from '../stand-ins/temp-home.ts';
import { makeCertificate } from './microsoft/certificate.ts';
import { ConnectProxy } from './microsoft/connect-proxy.ts';
import { hasOpenssl } from './microsoft/credential-under-test.ts';
import { TlsFront } from './microsoft/tls-front.ts';
import { execFileSync } from 'node:child_process';

/*
 * Canaries in every place that holds a secret, all tenants through one proxy with a password; then every command that reads the
 * configuration, once where all is well and once where all is wrong, and a look for the canaries in everything that is left behind.
 */
const CANARIES = {
  clientSecretFile: 'canary~client+secret/file=1',
  clientSecretEnv: 'canary~client+secret/env=2',
  pfxPassword: 'canary~pfx&password 3',
  keyPassword: 'canary~key&password 4',
  proxyPassword: 'canary~proxy:password@5',
  execOutput: 'canary~exec-output-6',
  execError: 'canary~exec-error-7',
  wrongSecret: 'canary~wrong+secret/8',
  misplaced: 'canary-misplaced-9',
} as const;

const LOGIN = 'https://login.contoso.example';
const API = 'https://manage.contoso.example';
const ids = (digit: number): { tenantId: string; clientId: string } => ({
  tenantId: `${String(digit).repeat(8)}-1111-4111-8111-111111111111`,
  clientId: `${String(digit).repeat(8)}-2222-4222-8222-222222222222`,
});
const federated = { issuer: 'https://issuer.example', subject: 'system:serviceaccount:wazuh:collector' };
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { iss: federated.issuer, sub: federated.subject, aud: 'api://AzureADTokenExchange' };
const FEDERATED_TOKEN = `${part({ alg: 'RS256' })}.${part({ ...claims, exp: Math.floor(Date.now() / 1000) + 3_600 })}.Y2FuYXJ5LWZlZGVyYXRlZA`;

const authority = makeCertificate({ name: 'Test authority' });
const hostCertificate = makeCertificate({
  name: 'microsoft',
  hosts: [LOGIN, API].map(url => new URL(url).host),
  issuer: authority,
});
const app = makeCertificate({ name: 'collector', rsaBits: 2048 });
const openssl = hasOpenssl();

describe('secrets', () => {
  let home: TempHome;
  let analysisd: Analysisd;
  let simulator: Simulator;
  let front: TlsFront;
  let proxy: ConnectProxy;
  const outputs = new Map<string, string>();
  const exits = new Map<string, number | null>();

  beforeAll(async () => {
    home = new TempHome({
      'etc/ossec.conf': '<ossec_config></ossec_config>\n',
      'VERSION.json': '{"version":"4.14.1"}\n',
    });
    mkdirSync(join(home.path, 'logs'));
    analysisd = await Analysisd.start({ home: home.path });
    simulator = await startSimulator({
      tenants: [1, 2, 3, 4, 5, 6].map(digit => ({
        ...ids(digit),
        clientSecret: digit === 2 ? CANARIES.clientSecretEnv : CANARIES.clientSecretFile,
        certificatePem: app.cert,
        federated,
        domain: `tenant-${digit}.example`,
      })),
      roots: [LOGIN, API],
      events: 60,
      eventsPerBlob: 20,
      // Dead letters, and long events in them.
      faults: { 'not-an-object': 0.3, 'huge-string': 0.2 },
    });
    front = await new TlsFront(hostCertificate).listen();
    front.target = simulator.url;
    proxy = await new ConnectProxy(front.port, { login: `me:${CANARIES.proxyPassword}` }).listen();
    writeSecrets();
    writeConfig();
  });

  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await front[Symbol.asyncDispose]();
    await simulator.close();
    await analysisd[Symbol.asyncDispose]();
    home[Symbol.dispose]();
  });

  const secret = (name: string): string => join(home.path, 'etc/o365-wazuh/secrets', name);

  function writeSecrets(): void {
    const put = (name: string, text: string, mode = 0o600): string =>
      home.write(`etc/o365-wazuh/secrets/${name}`, text, mode);
    put('client', CANARIES.clientSecretFile);
    put('pfx.password', CANARIES.pfxPassword);
    put('key.password', CANARIES.keyPassword);
    put('proxy.password', CANARIES.proxyPassword);
    put('federated', FEDERATED_TOKEN);
    put('app.pem', app.cert + app.key);
    if (openssl) {
      const args = ['pkcs12', '-export', '-in', secret('app.pem'), '-inkey', secret('app.pem')];
      execFileSync(
        'openssl',
        [...args, '-out', secret('app.pfx'), '-passout', `file:${secret('pfx.password')}`],
        {
          stdio: 'ignore',
        },
      );
    }
    // A token of its own for the sixth tenant, got by the client secret as a vault's helper would.
    const form = `grant_type=client_credentials&client_id=${ids(6).clientId}&client_secret=${encodeURIComponent(CANARIES.clientSecretFile)}&scope=${API}/.default`;
    put('form', form);
    put(
      'token.mjs',
      `import { readFileSync } from 'node:fs';
const answer = await fetch('${simulator.url}/${ids(6).tenantId}/oauth2/v2.0/token', { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: readFileSync('${secret('form')}') });
process.stderr.write('${CANARIES.execError}');
process.stdout.write(await answer.text());
`,
    );
    put('token.sh', `#!/bin/sh\nexec '${process.execPath}' '${secret('token.mjs')}'\n`, 0o700);
    put(
      'broken.sh',
      `#!/bin/sh\necho '${CANARIES.execOutput}'\necho '${CANARIES.execError}' >&2\nexit 9\n`,
      0o700,
    );
  }

  function writeConfig(wrong = false): void {
    const tenant = (digit: number, lines: string): string =>
      `  - name: t${digit}\n    tenant_id: ${ids(digit).tenantId}\n    client_id: ${ids(digit).clientId}\n    login_url: ${LOGIN}\n    api_url: ${API}\n${lines}`;
    const pfx = wrong ? 'key.password' : 'pfx.password';
    const text = [
      `version: 1\nlog_level: debug\nmetrics_file: ${join(home.path, 'o365.prom')}\n`,
      `proxy: http://${proxy.host}\nproxy_user: me\nproxy_password_file: ${secret('proxy.password')}\n`,
      `ca_file: ${home.write('etc/ca.pem', authority.cert)}\n`,
      'tenants:\n',
      tenant(1, `    client_secret_file: ${secret('client')}\n`),
      tenant(2, '    client_secret_env: CANARY_SECRET\n'),
      tenant(3, `    credential: {type: certificate, file: ${secret('app.pem')}}\n`),
      openssl
        ? tenant(
            4,
            `    credential: {type: certificate, file: ${secret('app.pfx')}, password_file: ${secret(pfx)}}\n`,
          )
        : '',
      tenant(5, `    credential: {type: workload_identity, token_file: ${secret('federated')}}\n`),
      tenant(6, `    credential: {type: exec, command: [${secret(wrong ? 'broken.sh' : 'token.sh')}]}\n`),
    ];
    home.write('etc/o365-wazuh/config.yml', text.join(''), 0o600);
  }

  /** Runs the built command line with everything on that makes libraries talkative. */
  async function run(name: string, ...args: string[]): Promise<void> {
    const cli = join(PACKAGE_ROOT, 'dist/cli.cjs');
    const ended = await runChild(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
      cwd: home.path,
      env: { PATH: process.env['PATH'] ?? '', CANARY_SECRET: CANARIES.clientSecretEnv, DEBUG: '*' },
    });
    outputs.set(`${name}: standard output`, ended.stdout);
    outputs.set(`${name}: standard error`, ended.stderr);
    exits.set(name, ended.exitCode);
  }

  async function runAll(round: string): Promise<void> {
    const place = ['--home', home.path];
    await run(`${round} config check`, 'config', 'check', ...place, '--json');
    await run(`${round} collect`, 'collect', ...place, '--debug', '--json');
    await run(`${round} collect --dry-run`, 'collect', ...place, '--dry-run', '--debug');
    await run(`${round} tenant list`, 'tenant', 'list', ...place, '--json');
    await run(`${round} tenant test`, 'tenant', 'test', ...place, '--json');
    await run(`${round} doctor`, 'doctor', ...place, '--json');
    await run(`${round} status`, 'status', ...place, '--json');
    for (const more of [[], ['--json']]) {
      const name = `${round} tenant add --dry-run ${more.join('')}`.trim();
      const plan = ['--secret-env', 'CANARY_SECRET', '--no-test', '--dry-run', '--yes', ...more];
      const { tenantId, clientId } = ids(7);
      const who = ['t7', '--tenant-id', tenantId, '--client-id', clientId];
      await run(name, 'tenant', 'add', ...who, ...place, ...plan);
    }
  }

  /** Everything written below the home but the secrets themselves. */
  function leftBehind(): Map<string, string> {
    const files = readdirSync(home.path, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .filter(path => !path.startsWith(secret('')));
    return new Map(files.map(path => [relative(home.path, path), readFileSync(path, 'latin1')]));
  }

  /** Where a canary sings: as it is, in a URL, in a form, in JSON, in base64 at any of the three offsets. */
  function findings(texts: ReadonlyMap<string, string>): string[] {
    const key = app.key.split('\n')[3] ?? '';
    const needles: [string, string][] = [
      ['the private key', key],
      ...Object.entries(CANARIES).flatMap(([name, canary]) => {
        const forms = [
          canary,
          encodeURIComponent(canary),
          new URLSearchParams({ a: canary }).toString().slice(2),
          JSON.stringify(canary).slice(1, -1),
          ...[0, 1, 2].map(offset =>
            Buffer.from(' '.repeat(offset) + canary)
              .toString('base64')
              .slice(offset === 0 ? 0 : 4, -4),
          ),
        ];
        return [...new Set(forms)].map((form): [string, string] => [name, form]);
      }),
    ];
    return [...texts].flatMap(([place, text]) => [
      ...needles.filter(([, needle]) => text.includes(needle)).map(([name]) => `${name} in ${place}`),
      ...(/eyJ[\w-]{10,}\.[\w-]{10,}/.test(text) ? [`a token in ${place}`] : []),
    ]);
  }

  it('sing nowhere where all is well', async () => {
    await runAll('good');

    expect(exits.get('good config check'), outputs.get('good config check: standard output')).toBe(0);
    expect(exits.get('good collect'), outputs.get('good collect: standard error')).toBe(0);
    expect(outputs.get('good tenant add --dry-run: standard output')).toContain('t7');
    const files = leftBehind();
    expect(
      [...files.keys()].filter(path => /state\.db$|dead-letter|o365-wazuh\.log$/.test(path)).length,
    ).toBeGreaterThan(2);
    expect([...files.keys()]).toEqual(expect.arrayContaining(['o365.prom', 'var/run/o365-wazuh.state']));
    expect(analysisd.processed.length).toBeGreaterThan(100);
    expect(proxy.connects.length).toBeGreaterThan(4);
    expect(findings(new Map([...files, ...outputs, ['the queue', analysisd.processed.join('\n')]]))).toEqual(
      [],
    );
    const open = [...files.keys()].filter(
      path => /state\.db|dead-letter\//.test(path) && (statSync(join(home.path, path)).mode & 0o007) !== 0,
    );
    expect(open).toEqual([]);
  });

  it('sing nowhere where all is wrong', async () => {
    home.write('etc/o365-wazuh/secrets/client', CANARIES.wrongSecret, 0o600);
    home.write(
      'etc/o365-wazuh/secrets/app.pem',
      app.cert + makeCertificate({ name: 'x', rsaBits: 2048 }).key,
      0o600,
    );
    writeConfig(true);
    await runAll('wrong');
    expect(exits.get('wrong collect')).not.toBe(0);
    if (openssl) {
      const told = outputs.get('wrong config check: standard output');
      expect(told, 'all tenants with a problem at once').toMatch(/"tenant":"t3".*"tenant":"t4"/);
    }

    // Then the proxy turns everybody away.
    home.write('etc/o365-wazuh/secrets/proxy.password', `${CANARIES.proxyPassword}-no`, 0o600);
    await run('no proxy: collect', 'collect', '--home', home.path, '--debug');
    await run('no proxy: tenant test', 'tenant', 'test', '--home', home.path);
    expect(outputs.get('no proxy: tenant test: standard output')).toContain('PROXY_AUTH_REQUIRED');

    // And secrets stand where none belong.
    for (const [index, line] of [
      `    client_secret: ${CANARIES.misplaced}`,
      `    client_secret_file: ${CANARIES.misplaced}`,
      `    credential: {type: exec, command: "${CANARIES.misplaced}"}`,
      `    credential: {type: certificate, file: /x, password: ${CANARIES.misplaced}}`,
      `    proxy: ftp://me:${CANARIES.misplaced}@proxy.example`,
      `    proxy_password: ${CANARIES.misplaced}`,
    ].entries()) {
      const file = home.write(
        `misplaced-${index}.yml`,
        `version: 1\ntenants:\n  - name: t\n    tenant_id: ${ids(1).tenantId}\n    client_id: ${ids(1).clientId}\n${line}\n`,
      );
      await run(`misplaced ${index}`, 'config', 'check', file);
      expect(exits.get(`misplaced ${index}`)).toBe(3);
    }

    const files = new Map([...leftBehind()].filter(([path]) => !path.startsWith('misplaced-')));
    expect(findings(new Map([...files, ...outputs]))).toEqual([]);
  });
});
