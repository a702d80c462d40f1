import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CredentialConfig } from '../../../src/config/credential-config.ts';
import type { NetworkConfig } from '../../../src/config/network-config.ts';
import { CLOUD_NAMES, type CloudName } from '../../../src/config/schema.ts';
import { createActivityFeed } from '../../../src/microsoft/activity-api.ts';
import { CLOUDS } from '../../../src/microsoft/clouds.ts';
import { openCredential } from '../../../src/microsoft/credentials/open-credential.ts';
import { openNetwork } from '../../../src/microsoft/open-network.ts';
import type { Simulator } from '../../../src/simulator/server.ts';
import { makeCertificate } from './certificate.ts';
import { ConnectProxy, type ProxyOptions } from './connect-proxy.ts';
import { appCertificate, Folder, hasOpenssl, simulator } from './credential-under-test.ts';
import { LeapingClock, never, verdict } from './feed-under-test.ts';
import { TlsFront } from './tls-front.ts';

/*
 * Every credential in every cloud over every network: the simulator behind a TLS front that is the cloud's real hosts to the client, since
 * the proxy leads every tunnel there.
 */
const authority = makeCertificate({ name: 'Test authority' });
const HOSTS = Object.values(CLOUDS).flatMap(({ apiUrl, loginUrl }) => [
  new URL(apiUrl).host,
  new URL(loginUrl).host,
]);
const hostCertificate = makeCertificate({
  name: 'microsoft',
  hosts: [...new Set([...HOSTS, 'localhost'])],
  issuer: authority,
});
const proxyCertificate = makeCertificate({ name: 'proxy', hosts: ['127.0.0.1'], issuer: authority });
const clientCertificate = makeCertificate({ name: 'collector', hosts: ['collector'], issuer: authority });
const pfx = hasOpenssl() ? makePfxOnce() : undefined;

const federated = { issuer: 'https://issuer.example', subject: 'system:serviceaccount:wazuh:collector' };
const PROXY_LOGIN = 'me:p@ss w:rd';

interface Way {
  readonly proxy?: ProxyOptions;
  network(proxy: string, folder: Folder): NetworkConfig;
}

const WAYS: Readonly<Record<string, Way>> = {
  'hosts of one’s own, without a proxy': { network: () => ({ proxy: 'none' }) },
  'an http proxy': { proxy: {}, network: proxy => ({ proxy: { url: `http://${proxy}`, noProxy: [] } }) },
  'an http proxy with a password file': {
    proxy: { login: PROXY_LOGIN },
    network: (proxy, folder) => ({
      proxy: {
        url: `http://${proxy}`,
        user: 'me',
        passwordFile: folder.write('proxy.password', 'p@ss w:rd\n'),
        noProxy: [],
      },
    }),
  },
  'an https proxy with a client certificate': {
    proxy: {
      tls: { cert: proxyCertificate.cert, key: proxyCertificate.key, ca: authority.cert, requestCert: true },
    },
    network: (proxy, folder) => ({
      proxy: {
        url: `https://${proxy}`,
        clientCertificate: {
          certificateFile: folder.write('client.crt', clientCertificate.cert, 0o644),
          keyFile: folder.write('client.key', clientCertificate.key),
        },
        noProxy: [],
      },
    }),
  },
};

/** Each kind of credential, with its files. */
async function credentials(
  host: Simulator,
  folder: Folder,
  apiUrl: string,
): Promise<Record<string, CredentialConfig>> {
  const [tenant] = host.world.tenants;
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { iss: federated.issuer, sub: federated.subject, aud: 'api://AzureADTokenExchange' };
  const assertion = `${part({})}.${part({ ...claims, exp: Math.floor(Date.now() / 1000) + 600 })}.c2ln`;
  const form = {
    grant_type: 'client_credentials',
    client_id: tenant?.clientId ?? '',
    client_secret: tenant?.clientSecret ?? '',
    scope: `${apiUrl}/.default`,
  };
  const token = await fetch(`${host.url}/${tenant?.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return {
    ...(pfx && {
      pfx: {
        type: 'certificate',
        file: folder.write('app.pfx', pfx),
        passwordFile: folder.write('pfx.password', 'pfx-pass'),
      },
    }),
    secret: { type: 'client_secret', secret: { kind: 'file', path: folder.write('s', form.client_secret) } },
    pem: { type: 'certificate', file: folder.write('app.pem', appCertificate.cert + appCertificate.key) },
    managed: {
      type: 'managed_identity',
      source: 'imds',
      endpoint: `${host.url}/metadata/identity/oauth2/token`,
    },
    federated: { type: 'workload_identity', tokenFile: folder.write('federated', assertion) },
    exec: {
      type: 'exec',
      program: folder.script('token', `cat '${folder.write('token.json', await token.text())}'`),
      args: [],
      timeoutMs: 60_000,
      environment: [],
    },
  };
}

function makePfxOnce(): Buffer {
  const path = mkdtempSync(join(tmpdir(), 'pfx-'));
  try {
    const [certFile, keyFile] = [join(path, 'app.crt'), join(path, 'app.key')];
    writeFileSync(certFile, appCertificate.cert);
    writeFileSync(keyFile, appCertificate.key);
    const args = ['pkcs12', '-export', '-in', certFile, '-inkey', keyFile, '-passout', 'pass:pfx-pass'];
    return execFileSync('openssl', args);
  } finally {
    rmSync(path, { recursive: true });
  }
}

describe.each(Object.entries(WAYS))('over %s', (_, way) => {
  it.each(CLOUD_NAMES)('every credential works in the cloud %s', async cloud => {
    const folder = new Folder();
    const front = await new TlsFront(hostCertificate).listen();
    onTestFinished(() => front[Symbol.asyncDispose]());
    const own = `https://localhost:${front.port}`;
    const { apiUrl, loginUrl } = way.proxy ? CLOUDS[cloud] : { apiUrl: own, loginUrl: own };
    const host = await simulator({
      tenants: [{ certificatePem: appCertificate.cert, federated }],
      roots: [apiUrl, loginUrl],
    });
    front.target = host.url;
    const proxy = await new ConnectProxy(front.port, way.proxy).listen();
    onTestFinished(() => proxy[Symbol.asyncDispose]());
    const network = openNetwork(
      { ...way.network(proxy.host, folder), caFile: folder.write('ca.pem', authority.cert, 0o644) },
      { rules: { environment: {} } },
    );

    const verdicts: Record<string, string> = {};
    const configs = await credentials(host, folder, apiUrl);
    for (const [name, config] of Object.entries(configs)) {
      const [tenant] = host.world.tenants;
      const clock = new LeapingClock();
      const feed = createActivityFeed({
        cloud: { cloud: cloud satisfies CloudName, ...(way.proxy ? {} : { apiUrl, loginUrl }) },
        tenantId: tenant?.tenantId ?? '',
        clientId: name === 'managed' ? '' : (tenant?.clientId ?? ''),
        credential: openCredential(config, { clock, rules: { environment: {} } }),
        clock,
        network,
      });
      verdicts[name] = verdict(await feed.listSubscriptions(never));
      feed.close();
    }

    expect(verdicts).toEqual(Object.fromEntries(Object.keys(configs).map(name => [name, 'ok'])));
    const reached = new Set(proxy.connects.map(one => one.target));
    const expected = way.proxy ? [apiUrl, loginUrl].map(url => `${new URL(url).host}:443`) : [];
    expect([...reached].sort()).toEqual(expected.sort());
    expect(host.state().requests.list).toBe(Object.keys(configs).length);
  });
});
