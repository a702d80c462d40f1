import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CredentialConfig } from '../../../src/config/credential-config.ts';
import { managedIdentity } from '../../../src/microsoft/credentials/managed-identity.ts';
import { IDENTITY_HEADER } from '../../../src/simulator/identity-service.ts';
import { readTokenClaims } from '../../../src/microsoft/token-claims.ts';
import { credentialOf, feedWith, Folder, simulator } from './credential-under-test.ts';
import { errorOf, feedOf, LeapingClock, never, verdict } from './feed-under-test.ts';
import { json, type Reply, ScriptedServer, text } from './scripted-server.ts';

type Managed = Extract<CredentialConfig, { type: 'managed_identity' }>;
type Exec = Extract<CredentialConfig, { type: 'exec' }>;

async function scripted(): Promise<ScriptedServer> {
  const server = await new ScriptedServer().listen();
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

describe('the managed identity of a virtual machine', () => {
  const imds = (url: string, more: Partial<Managed> = {}): Managed => ({
    type: 'managed_identity',
    source: 'imds',
    endpoint: `${url}/metadata/identity/oauth2/token`,
    ...more,
  });

  it('gets a token without any secret, and never through the proxy', async () => {
    const host = await simulator();
    const { credential, clock, secrets } = credentialOf(imds(host.url));
    const feed = feedWith(host, credential, clock, '');

    expect(verdict(await feed.listSubscriptions(never))).toBe('ok');

    expect(host.state().requests).toMatchObject({ identity: 1, list: 1 });
    expect(host.state().requests.token).toBeUndefined();
    // The token itself is known as a secret from then on.
    expect(secrets).toHaveLength(1);
  });

  it.each(['client_id', 'object_id', 'resource_id'] as const)(
    'can be a user-assigned one, named by %s',
    async by => {
      const host = await simulator({ tenants: [{}, {}] });
      const second = host.world.tenants[1];
      const id =
        by === 'resource_id' ? `/subscriptions/x/userAssignedIdentities/${second?.name}` : second?.clientId;
      const { credential, clock } = credentialOf(imds(host.url, { userAssigned: { by, id: id ?? '' } }));
      const token = await feedWith(host, credential, clock).getToken(never);
      expect(token.status === 'ok' && readTokenClaims(token.value.value)?.appid).toBe(second?.clientId);
    },
  );

  it('that is not there is named so, with the page where it is switched on', async () => {
    const host = await simulator({ faults: { 'identity-missing': 1 } });
    const { credential, clock } = credentialOf(imds(host.url));
    const outcome = await feedWith(host, credential, clock).getToken(never);
    expect(verdict(outcome)).toBe('fatal IDENTITY_MISSING');
    expect(errorOf(outcome).message).toContain('Identity not found');
    expect(errorOf(outcome).hint).toContain('Identity');
  });

  it('whose service is being updated is waited for, for more than 70 s', async () => {
    const host = await simulator({ faults: { 'identity-updating': { count: 7 } } });
    const { credential, clock } = credentialOf(imds(host.url));
    expect(verdict(await feedWith(host, credential, clock).getToken(never))).toBe('ok');
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(70_000);
  });

  it.each(['identity-not-ready', 'error-500', 'error-503', 'throttled-retry-after'] as const)(
    'is asked again after %s',
    async fault => {
      const host = await simulator({ faults: { [fault]: { count: 2, on: 'identity' } } });
      const { credential, clock } = credentialOf(imds(host.url));
      expect(verdict(await feedWith(host, credential, clock).getToken(never))).toBe('ok');
      expect(host.state().requests.identity).toBe(3);
    },
  );

  it('on a machine that has none is told from trouble at Microsoft', async () => {
    const host = await simulator();
    const { credential, clock } = credentialOf(imds('http://127.0.0.1:1'));
    const outcome = await feedWith(host, credential, clock).getToken(never);
    expect(verdict(outcome)).toBe('retry IDENTITY_UNAVAILABLE');
    expect(errorOf(outcome).message).toContain('127.0.0.1:1');
  });

  it.each([
    'http://metadata.example/token',
    'http://10.0.0.1/metadata',
    'http://169.254.169.254.example/token',
  ])('is not asked at %s: what it answers is a token', async endpoint => {
    const host = await simulator();
    const { credential, clock } = credentialOf(imds(host.url, { endpoint }));
    expect(verdict(await feedWith(host, credential, clock).getToken(never))).toBe('fatal CLOUD_URL_INSECURE');
    expect(host.state().requests).toEqual({});
  });
});

describe('the managed identity of App Service', () => {
  const config: Managed = { type: 'managed_identity', source: 'auto' };

  it('is found by its variables and gets a token', async () => {
    const host = await simulator();
    const environment = { IDENTITY_ENDPOINT: `${host.url}/msi/token`, IDENTITY_HEADER };
    const { credential, clock, secrets } = credentialOf(config, { environment });
    expect(verdict(await feedWith(host, credential, clock).listSubscriptions(never))).toBe('ok');
    expect(secrets).toContain(IDENTITY_HEADER);
    expect((await credential.inspect()).description).toContain('source app_service');
  });

  it('with a wrong header is refused, and without its variables named as missing', async () => {
    const host = await simulator();
    const environment = { IDENTITY_ENDPOINT: `${host.url}/msi/token`, IDENTITY_HEADER: 'wrong-header' };
    const wrong = credentialOf(config, { environment });
    const absent = credentialOf({ ...config, source: 'app_service' });
    const outcomes = [
      await feedWith(host, wrong.credential, wrong.clock).getToken(never),
      await feedWith(host, absent.credential, absent.clock).getToken(never),
    ];
    expect(outcomes.map(verdict)).toEqual(['fatal LOGIN_REFUSED', 'fatal IDENTITY_UNAVAILABLE']);
  });
});

describe('the managed identity of an Arc-enabled server', () => {
  const secret = 'arc-challenge-secret';

  async function ask(realm: (folder: Folder) => string) {
    const server = await scripted();
    const folder = new Folder();
    const arcFolder = folder.path;
    folder.write('proof.key', secret);
    const answers: Reply = (response, request) =>
      (request.headers.authorization === `Basic ${secret}`
        ? json({ access_token: 'arc-token', expires_on: String(Math.floor(Date.now() / 1000) + 3600) })
        : text('', 401, { 'WWW-Authenticate': `Basic realm=${realm(folder)}` }))(response, request);
    const clock = new LeapingClock();
    const endpoint = `${server.url}/metadata/identity/oauth2/token`;
    server.onPath('/metadata/identity/oauth2/token', answers);
    const credential = managedIdentity(
      { type: 'managed_identity', source: 'arc', endpoint },
      { clock, environment: {}, onSecret: () => undefined, arcFolder },
    );
    const outcome = await feedOf(server, { credential, clock }).feed.getToken(never);
    return { outcome, server };
  }

  it('proves that it may read the agent’s file, and gets a token', async () => {
    const { outcome, server } = await ask(folder => `${folder.path}/proof.key`);
    expect(outcome).toMatchObject({ status: 'ok', value: { value: 'arc-token' } });
    expect(server.requests[0]?.query.get('api-version')).toBe('2020-06-01');
    expect(server.requests[0]?.headers['metadata']).toBe('true');
  });

  it.each([
    ['another folder', () => '/etc/shadow.key'],
    ['a way out of the folder', (folder: Folder) => `${folder.path}/../proof.key`],
    ['no key file', () => '/etc/shadow'],
  ])('is asked for %s in vain', async (_, realm) => {
    const { outcome, server } = await ask(realm);
    expect(verdict(outcome)).toBe('fatal IDENTITY_UNAVAILABLE');
    expect(server.requests).toHaveLength(1);
  });
});

describe('workload identity federation', () => {
  const federated = { issuer: 'https://issuer.example', subject: 'system:serviceaccount:wazuh:collector' };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const assertion = (change: object = {}): string =>
    `${part({ alg: 'RS256' })}.${part({ iss: federated.issuer, sub: federated.subject, aud: 'api://AzureADTokenExchange', exp: Math.floor(Date.now() / 1000) + 600, ...change })}.c2ln`;

  it('gets a token for the token of another issuer, read anew at each renewal', async () => {
    const host = await simulator({ tenants: [{ federated }] });
    const folder = new Folder();
    const tokenFile = folder.write('token', `${assertion()}\n`, 0o644);
    const { credential, clock } = credentialOf({ type: 'workload_identity', tokenFile });
    const feed = feedWith(host, credential, clock);

    expect(verdict(await feed.listSubscriptions(never))).toBe('ok');
    folder.write('token', assertion({ sub: 'somebody-else' }), 0o644);
    clock.leap(3_590_000);
    const outcome = await feed.getToken(never);

    // The old token serves on while it lives; then the new subject is what Microsoft judges.
    expect(verdict(outcome)).toBe('ok');
    clock.leap(60_000);
    const refused = await feed.getToken(never);
    expect(verdict(refused)).toBe('fatal ASSERTION_REFUSED');
    expect(errorOf(refused).hint).toContain('federated credential');
  });

  it('finds its file by AZURE_FEDERATED_TOKEN_FILE, and says when there is none', async () => {
    const host = await simulator({ tenants: [{ federated }] });
    const environment = { AZURE_FEDERATED_TOKEN_FILE: new Folder().write('token', assertion(), 0o644) };
    const found = credentialOf({ type: 'workload_identity' }, { environment });
    const absent = credentialOf({ type: 'workload_identity' });
    const nonsense = credentialOf({
      type: 'workload_identity',
      tokenFile: new Folder().write('t', 'no token'),
    });
    const outcomes = [];
    for (const { credential, clock } of [found, absent, nonsense]) {
      outcomes.push(await feedWith(host, credential, clock).getToken(never));
    }
    expect(outcomes.map(verdict)).toEqual(['ok', 'fatal SECRET_UNREADABLE', 'fatal SECRET_UNREADABLE']);
  });
});

describe('a program that prints a token', () => {
  async function run(script: string, more: Partial<Exec> = {}, args: readonly string[] = []) {
    const server = await scripted();
    const folder = new Folder();
    const program = folder.script('token', script);
    const config: Exec = { type: 'exec', program, args, timeoutMs: 20_000, environment: [], ...more };
    const environment = { VAULT_ADDR: 'https://vault.example', OTHER_SECRET: 'do-not-pass' };
    const { credential, clock, secrets } = credentialOf(config, { environment });
    const { feed } = feedOf(server, { credential, clock });
    return { outcome: await feed.getToken(never), feed, clock, folder, secrets };
  }

  const inAnHour = Math.floor(Date.now() / 1000) + 3600;
  const jwt = `e30.${Buffer.from(JSON.stringify({ exp: inAnHour })).toString('base64url')}.x`;

  it.each([
    ['the token alone', 'echo plain-token', 'plain-token', 300],
    ['a JWT, which tells its end', `echo ${jwt}`, jwt, 3600],
    ['JSON with seconds', `echo '{"access_token":"tok","expires_in":1800}'`, 'tok', 1800],
    ['JSON with seconds as a text', `echo '{"access_token":"tok","expires_in":"1800"}'`, 'tok', 1800],
    [
      'JSON as az prints it',
      `echo '{"accessToken":"tok","expiresOn":"2030-01-01 10:00:00.000000","expires_on":${inAnHour}}'`,
      'tok',
      3600,
    ],
    [
      'JSON with a time',
      `echo '{"token":"tok","expirationTimestamp":"${new Date(inAnHour * 1000).toISOString()}"}'`,
      'tok',
      3600,
    ],
    [
      'JSON as kubectl takes it',
      `echo '{"kind":"ExecCredential","status":{"token":"tok","expirationTimestamp":"${new Date(inAnHour * 1000).toISOString()}"}}'`,
      'tok',
      3600,
    ],
  ])('may print %s', async (_, script, value, seconds) => {
    const { outcome, secrets } = await run(script);
    expect(outcome).toMatchObject({ status: 'ok', value: { value } });
    const leftMs = outcome.status === 'ok' ? outcome.value.expiresAtMs - Date.now() : 0;
    expect(leftMs / 1000).toBeLessThanOrEqual(seconds + 1);
    expect(leftMs / 1000).toBeGreaterThan(seconds - 120);
    expect(secrets).toContain(value);
  });

  it('runs without a shell, in a small environment, with what it needs to know', async () => {
    const { outcome, folder } = await run(
      'env > "$(dirname "$0")/env"; printf %s "$*" > "$(dirname "$0")/args"; echo tok',
      { environment: ['VAULT_ADDR', 'NOT_SET'] },
      ['$HOME', ';', 'a b'],
    );
    expect(verdict(outcome)).toBe('ok');
    const names = readFileSync(`${folder.path}/env`, 'utf8');
    expect(names).toContain('VAULT_ADDR=https://vault.example');
    expect(names).toContain('O365_WAZUH_SCOPE=http://127.0.0.1');
    expect(names).toContain('O365_WAZUH_CLIENT_ID=aaaaaaaa-');
    expect(names).not.toContain('do-not-pass');
    expect(names).not.toContain('NOT_SET');
    expect(readFileSync(`${folder.path}/args`, 'utf8')).toBe('$HOME ; a b');
  });

  it.each([
    ['fails', 'echo canary-output; echo canary-output >&2; exit 3', 'ended with exit code 3'],
    ['prints nothing', 'true', 'it is empty'],
    ['prints a sentence', 'echo canary-output is no token', 'it is no token'],
    ['prints broken JSON', `echo '{"access_token":"canary-output'`, 'cannot be read'],
    ['prints JSON without a token', `echo '{"x":"canary-output"}'`, 'no access_token'],
    [
      'prints a token of yesterday',
      `echo '{"access_token":"canary-output","expires_on":1700000000}'`,
      'has expired',
    ],
    [
      'prints without end',
      'while :; do echo canary-output-canary-output-canary-output; done',
      'more than 131072 bytes',
    ],
    ['is killed', 'kill -9 $$', 'was ended by SIGKILL'],
  ])('that %s is refused, and its output not repeated', async (_, script, words) => {
    const { outcome } = await run(script);
    expect(verdict(outcome)).toBe('fatal TOKEN_COMMAND_FAILED');
    expect(errorOf(outcome).message).toContain(words);
    expect(JSON.stringify(errorOf(outcome))).not.toContain('canary-output');
  });

  it('that does not end is killed, with the processes that it started', async () => {
    const { outcome, folder } = await run('sleep 600 & echo $! > "$(dirname "$0")/child"; wait', {
      timeoutMs: 1_000,
    });
    expect(verdict(outcome)).toBe('fatal TOKEN_COMMAND_FAILED');
    expect(errorOf(outcome).message).toContain('did not end within 1 s');
    const child = readFileSync(`${folder.path}/child`, 'utf8').trim();
    while (isRunning(child)) await new Promise(resolve => setTimeout(resolve, 10));
  });

  it('is ended when the run is', async () => {
    const server = await scripted();
    const folder = new Folder();
    const program = folder.script('token', 'echo $$ > "$(dirname "$0")/pid"; sleep 600');
    const { credential } = credentialOf({
      type: 'exec',
      program,
      args: [],
      timeoutMs: 60_000,
      environment: [],
    });
    const { feed } = feedOf(server, { credential });
    const stop = new AbortController();
    const call = feed.listSubscriptions(stop.signal);
    const pidFile = `${folder.path}/pid`;
    while (!existsSync(pidFile) || statSync(pidFile).size === 0)
      await new Promise(resolve => setTimeout(resolve, 10));

    stop.abort(new Error('enough'));

    expect(verdict(await call)).toBe('retry INTERRUPTED');
    const pid = readFileSync(pidFile, 'utf8').trim();
    while (isRunning(pid)) await new Promise(resolve => setTimeout(resolve, 10));
  });

  it('that others could exchange is not run', async () => {
    const server = await scripted();
    const folder = new Folder();
    const program = folder.script('token', 'echo tok');
    const config: Exec = { type: 'exec', program, args: [], timeoutMs: 20_000, environment: [] };
    const ask = async (insecureFiles = false) => {
      const { credential } = credentialOf(config, { insecureFiles });
      return verdict(await feedOf(server, { credential }).feed.getToken(never));
    };

    chmodSync(program, 0o775);
    const writable = await ask();
    const taken = await ask(true);
    chmodSync(program, 0o755);
    chmodSync(folder.path, 0o777);
    const folderWritable = await ask();
    chmodSync(folder.path, 0o700);
    chmodSync(program, 0o600);
    const notExecutable = await ask();

    expect([writable, taken, folderWritable, notExecutable, await ask(true)]).toEqual([
      'fatal TOKEN_COMMAND_UNSAFE',
      'ok',
      'fatal TOKEN_COMMAND_UNSAFE',
      'fatal TOKEN_COMMAND_FAILED',
      'fatal TOKEN_COMMAND_FAILED',
    ]);
  });
});

function isRunning(pid: string): boolean {
  try {
    process.kill(Number(pid), 0);
    // A zombie has ended too: nobody may be there to fetch it.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
