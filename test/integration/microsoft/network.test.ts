import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ActivityFeedOptions } from '../../../src/microsoft/activity-api.ts';
import type { NetworkSettings } from '../../../src/microsoft/agents.ts';
import { openNetwork } from '../../../src/microsoft/open-network.ts';
import { type Certificate, makeCertificate } from './certificate.ts';
import { ConnectProxy, type ProxyOptions } from './connect-proxy.ts';
import { errorOf, feedOf, never, parsed, verdict } from './feed-under-test.ts';
import { json, ScriptedServer, silence } from './scripted-server.ts';

const HOST = 'manage.contoso.example';
const authority = makeCertificate({ name: 'Test authority' });
const hostCertificate = makeCertificate({ name: 'server', hosts: [HOST, 'localhost'], issuer: authority });
const oneAttempt = { baseMs: 1, capMs: 1, budgetMs: 1, maxAttempts: 1 };

async function tlsServer(certificate: Certificate, options: object = {}): Promise<ScriptedServer> {
  const server = await new ScriptedServer({
    cert: certificate.cert,
    key: certificate.key,
    ...options,
  }).listen();
  onTestFinished(() => server[Symbol.asyncDispose]());
  return server;
}

/** A feed whose login and API both are at `root`. */
function feedAt(root: string, server: ScriptedServer, options: Partial<ActivityFeedOptions>) {
  const cloud = { cloud: 'worldwide', loginUrl: root, apiUrl: root } as const;
  const { feed } = feedOf(server, { cloud, retry: oneAttempt, ...options });
  onTestFinished(() => feed.close());
  return feed;
}

async function proxied(network: (proxy: ConnectProxy) => NetworkSettings) {
  const server = await tlsServer(hostCertificate);
  const proxy = await new ConnectProxy(server.port).listen();
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const feed = feedAt(`https://${HOST}`, server, {
    network: { environment: {}, caBundle: authority.cert, ...network(proxy) },
    limits: { controlMs: 1_000 },
  });
  return { server, proxy, feed };
}

/** What a request straight to a server with this certificate brings. */
async function direct(certificate: Certificate, caBundle?: string, options: object = {}) {
  const server = await tlsServer(certificate, options);
  const network = { environment: {}, ...(caBundle === undefined ? {} : { caBundle }) };
  return feedAt(`https://localhost:${server.port}`, server, { network }).fetchBlob('x$1', never);
}

describe('TLS', () => {
  it('trusts the authorities of the CA bundle beside the built-in ones', async () => {
    const bundle = `# our own\n${makeCertificate({ name: 'Another' }).cert}\n${authority.cert}`;
    expect(parsed(await direct(hostCertificate, bundle))).toEqual([{ Id: 'a' }]);
  });

  it('refuses a certificate that nobody vouches for, with the way to trust a company’s authority', async () => {
    const outcome = await direct(hostCertificate);
    expect(verdict(outcome)).toBe('fatal TLS_UNTRUSTED');
    expect(errorOf(outcome).hint).toContain('ca_file');
  });

  it('refuses a certificate that signs itself', async () => {
    const outcome = await direct(makeCertificate({ name: 'self', hosts: ['localhost'] }));
    expect(verdict(outcome)).toBe('fatal TLS_UNTRUSTED');
    expect(errorOf(outcome).details['code']).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  });

  it('refuses a certificate of another host', async () => {
    const other = makeCertificate({ name: 'other', hosts: ['other.example'], issuer: authority });
    const outcome = await direct(other, authority.cert);
    expect(verdict(outcome)).toBe('fatal TLS_UNTRUSTED');
    expect(errorOf(outcome).message).toContain('a certificate of another host');
  });

  it('refuses a certificate that has expired, or is not valid yet, with a look at the clock', async () => {
    const named = { name: 'server', hosts: ['localhost'], issuer: authority };
    const old = makeCertificate({ ...named, toMs: Date.now() - 3_600_000 });
    const future = makeCertificate({ ...named, fromMs: Date.now() + 3_600_000 });

    const outcomes = [await direct(old, authority.cert), await direct(future, authority.cert)];

    expect(outcomes.map(verdict)).toEqual(['fatal TLS_EXPIRED', 'fatal TLS_EXPIRED']);
    expect(errorOf(outcomes[0]).hint).toContain('clock');
  });

  it('speaks nothing below 1.2', async () => {
    const outcome = await direct(hostCertificate, authority.cert, {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    expect(verdict(outcome)).toBe('retry TLS_FAILED');
  });

  it('is told from a port that speaks something else', async () => {
    const other = createServer(socket => void socket.end('220 mail.contoso.example ready\r\n'));
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const server = await tlsServer(hostCertificate);
    const feed = feedAt(`https://localhost:${(other.address() as AddressInfo).port}`, server, {});
    expect(verdict(await feed.fetchBlob('x$1', never))).toBe('retry TLS_FAILED');
  });

  it.each([
    ['nothing', ''],
    ['a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    ['a damaged certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
  ])('refuses a bundle that holds %s at once', async (_, caBundle) => {
    const server = await tlsServer(hostCertificate);
    expect(() => feedAt(server.url, server, { network: { caBundle } })).toThrow(
      expect.objectContaining({ code: 'CA_BUNDLE_INVALID' }) as Error,
    );
  });
});

describe('connections', () => {
  it('are kept for the next request', async () => {
    const server = await new ScriptedServer().listen();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { feed } = feedOf(server);
    for (let count = 0; count < 5; count += 1) await feed.fetchBlob('x$1', never);
    expect(server.connections).toBe(1);
  });

  it('to a name that does not exist fail with a look at the name server', async () => {
    const server = await tlsServer(hostCertificate);
    // No resolver sends such a label out, so the test needs no network.
    const feed = feedAt(`https://${'a'.repeat(64)}.example`, server, {});
    expect(verdict(await feed.fetchBlob('x$1', never))).toBe('retry DNS_FAILED');
  });
});

describe('a proxy', () => {
  it.each([
    ['the environment', (proxy: ConnectProxy) => ({ environment: { HTTPS_PROXY: `http://${proxy.host}` } })],
    ['the setting', (proxy: ConnectProxy) => ({ proxyUrl: proxy.host, environment: { NO_PROXY: '*' } })],
  ])('named by %s opens one tunnel for all requests', async (_, network) => {
    const { server, proxy, feed } = await proxied(network);

    expect(parsed(await feed.fetchBlob('x$1', never))).toEqual([{ Id: 'a' }]);
    await feed.fetchBlob('x$2', never);

    expect(proxy.connects).toEqual([{ target: `${HOST}:443`, authorization: undefined }]);
    expect(server.seen('audit')).toHaveLength(2);
  });

  it('gets the user name and password of its address', async () => {
    const { proxy, feed } = await proxied(({ host }) => ({ proxyUrl: `http://user:p%40ss@${host}` }));
    expect(verdict(await feed.fetchBlob('x$1', never))).toBe('ok');
    expect(proxy.connects[0]?.authorization).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
  });

  it.each([
    ['407 Proxy Authentication Required', 'fatal PROXY_AUTH_REQUIRED'],
    ['403 Forbidden', 'fatal PROXY_FAILED'],
    ['503 Service Unavailable', 'retry PROXY_FAILED'],
    ['silent', 'retry PROXY_FAILED'],
  ])('that answers %s is blamed itself, and sees no token and no secret', async (answer, expected) => {
    const { server, proxy, feed } = await proxied(({ host }) => ({ proxyUrl: `http://user:hidden@${host}` }));
    proxy.answer = answer;

    const outcome = await feed.fetchBlob('x$1', never);

    expect(verdict(outcome)).toBe(expected);
    expect(errorOf(outcome).message).toContain(`The proxy ${proxy.host}`);
    expect(errorOf(outcome).message).not.toContain('hidden');
    expect(server.requests).toEqual([]);
    while (proxy.isHeld) await new Promise(resolve => setTimeout(resolve, 5));
  });

  it('that is not there is blamed itself', async () => {
    const { proxy, feed } = await proxied(({ host }) => ({ proxyUrl: host }));
    await proxy[Symbol.asyncDispose]();
    const outcome = await feed.fetchBlob('x$1', never);
    expect(verdict(outcome)).toBe('retry PROXY_FAILED');
    expect(errorOf(outcome).message).toContain('ECONNREFUSED');
  });

  it('does not make an untrusted certificate trusted', async () => {
    const { feed } = await proxied(({ host }) => ({
      proxyUrl: host,
      caBundle: makeCertificate({ name: 'Another' }).cert,
    }));
    expect(verdict(await feed.fetchBlob('x$1', never))).toBe('fatal TLS_UNTRUSTED');
  });

  it('is never used for this machine itself', async () => {
    const server = await new ScriptedServer().listen();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { feed } = feedOf(server, { network: { proxyUrl: 'http://192.0.2.1:3128', environment: {} } });
    expect(verdict(await feed.fetchBlob('x$1', never))).toBe('ok');
  });

  it('whose address is no http URL is refused without repeating it', async () => {
    const { feed } = await proxied(() => ({ proxyUrl: 'socks5://user:hidden@192.0.2.1' }));
    const outcome = await feed.fetchBlob('x$1', never);
    expect(verdict(outcome)).toBe('fatal PROXY_URL_INVALID');
    expect(errorOf(outcome).message).not.toContain('hidden');
    expect(feed.counters).toMatchObject({ requests: 0, byStatus: {} });
  });
});

describe('a proxy that asks for more', () => {
  const proxyHost = makeCertificate({ name: 'proxy', hosts: ['127.0.0.1', '::1'], issuer: authority });
  const client = makeCertificate({ name: 'client', hosts: ['client'], issuer: authority });
  const stranger = makeCertificate({ name: 'stranger', hosts: ['client'] });

  async function over(options: ProxyOptions, network: (host: string) => NetworkSettings) {
    const server = await tlsServer(hostCertificate);
    const proxy = await new ConnectProxy(server.port, options).listen();
    onTestFinished(() => proxy[Symbol.asyncDispose]());
    const feed = feedAt(`https://${HOST}`, server, {
      network: { environment: {}, caBundle: authority.cert, ...network(proxy.host) },
      limits: { controlMs: 20_000 },
    });
    return feed.fetchBlob('x$1', never);
  }

  it('for user and password gets them, characters of all kinds, and never in its address', async () => {
    const login = 'bücher:p:a@s/s w%rd';
    const [user = ''] = login.split(':');
    const good = { user, password: login.slice(user.length + 1) };
    const outcomes = [
      await over({ login }, host => ({ proxyUrl: `http://${host}`, proxyLogin: good })),
      await over({ login }, host => ({
        proxyUrl: `http://${host}`,
        proxyLogin: { user, password: 'canary-password' },
      })),
      await over({ login }, host => ({ proxyUrl: `http://${host}` })),
    ];
    expect(outcomes.map(verdict)).toEqual(['ok', 'fatal PROXY_AUTH_REQUIRED', 'fatal PROXY_AUTH_REQUIRED']);
    expect(JSON.stringify(errorOf(outcomes[1]))).not.toContain('canary-password');
    expect(errorOf(outcomes[1]).hint).toContain('proxy_password_file');
  });

  it('for a client certificate gets it, and lets nobody else through', async () => {
    const tls = {
      cert: proxyHost.cert,
      key: proxyHost.key,
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
    };
    const outcomes = [
      await over({ tls }, host => ({ proxyUrl: `https://${host}`, proxyCertificate: client })),
      await over({ tls }, host => ({ proxyUrl: `https://${host}` })),
      await over({ tls }, host => ({ proxyUrl: `https://${host}`, proxyCertificate: stranger })),
    ];
    expect(outcomes.map(verdict)).toEqual(['ok', 'retry PROXY_FAILED', 'retry PROXY_FAILED']);
  });

  it('is refused a certificate and key that do not belong together, before anything is sent', async () => {
    const server = await new ScriptedServer().listen();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const network = {
      proxyUrl: 'https://127.0.0.1:1',
      proxyCertificate: { cert: client.cert, key: stranger.key },
    };
    expect(() => feedOf(server, { network })).toThrow(
      expect.objectContaining({ code: 'PROXY_CERTIFICATE_INVALID' }) as Error,
    );
  });

  it('and shows a certificate that nobody vouches for is not trusted with anything', async () => {
    const self = makeCertificate({ name: 'self', hosts: ['127.0.0.1'] });
    const tls = { cert: self.cert, key: self.key };
    const outcome = await over({ tls, login: 'a:b' }, host => ({
      proxyUrl: `https://${host}`,
      proxyLogin: { user: 'me', password: 'canary-password' },
    }));
    expect(verdict(outcome)).toBe('retry PROXY_FAILED');
    expect(errorOf(outcome).message).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
  });
});

describe('half-open connections', () => {
  /** Takes connections, and bytes, and says nothing. */
  async function silentPort(): Promise<number> {
    const sockets = new Set<Socket>();
    const server = createServer(socket => {
      sockets.add(socket.resume().on('error', () => undefined));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  const short = { controlMs: 400, idleMs: 400, transferMs: 800 };

  it('to Microsoft end at the deadline, also before TLS is agreed on', async () => {
    const server = await new ScriptedServer().listen();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const feed = feedAt(`https://localhost:${await silentPort()}`, server, { limits: short });
    expect(verdict(await feed.listSubscriptions(never))).toBe('retry MICROSOFT_TIMEOUT');
  });

  it.each(['http', 'https'])('to an %s proxy are blamed on the proxy', async scheme => {
    const server = await new ScriptedServer().listen();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const network = { environment: {}, proxyUrl: `${scheme}://127.0.0.1:${await silentPort()}` };
    const feed = feedAt(`https://${HOST}`, server, { network, limits: short });
    expect(verdict(await feed.listSubscriptions(never))).toBe('retry PROXY_FAILED');
  });

  it('behind a proxy that opens the tunnel to nowhere end at the deadline', async () => {
    const server = await new ScriptedServer().listen();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const proxy = await new ConnectProxy(await silentPort()).listen();
    onTestFinished(() => proxy[Symbol.asyncDispose]());
    const network = { environment: {}, proxyUrl: `http://${proxy.host}` };
    const feed = feedAt(`https://${HOST}`, server, { network, limits: short });
    expect(verdict(await feed.listSubscriptions(never))).toBe('retry MICROSOFT_TIMEOUT');
    while (proxy.isHeld) await new Promise(resolve => setTimeout(resolve, 5));
  });

  it('that were kept and went silent are given up for a new one', async () => {
    const server = await new ScriptedServer().listen();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { feed } = feedOf(server, { limits: short });
    await feed.listSubscriptions(never);
    server.on('list', silence, json([]));
    expect(verdict(await feed.listSubscriptions(never))).toBe('ok');
    expect(server.connections).toBe(2);
  });
});

describe('IPv6', () => {
  const hasIpv6 = Object.values(networkInterfaces()).some(one =>
    one?.some(({ address }) => address === '::1'),
  );
  if (!hasIpv6) console.log('skipped: this machine has no ::1');

  it.skipIf(!hasIpv6)('addresses serve as hosts, and as the address of a proxy', async () => {
    const certificate = makeCertificate({ name: 'six', hosts: ['::1', HOST], issuer: authority });
    const server = new ScriptedServer({ cert: certificate.cert, key: certificate.key });
    await server.listen('::1');
    onTestFinished(() => server[Symbol.asyncDispose]());
    const proxy = await new ConnectProxy(server.port, { targetHost: '::1' }).listen('::1');
    onTestFinished(() => proxy[Symbol.asyncDispose]());
    const network = { environment: {}, caBundle: authority.cert };

    const direct = feedAt(`https://[::1]:${server.port}`, server, { network });
    const proxied = feedAt(`https://${HOST}`, server, {
      network: { ...network, proxyUrl: `http://${proxy.host}` },
    });

    expect(verdict(await direct.fetchBlob('x$1', never))).toBe('ok');
    expect(verdict(await proxied.fetchBlob('x$1', never))).toBe('ok');
    expect(proxy.connects).toHaveLength(1);
  });

  it.each([
    ['2001:db8::1', '[2001:db8::1]:8443'],
    ['192.0.2.7', '192.0.2.7:8443'],
  ])(
    'and IPv4 addresses are asked of a proxy, and the certificate must be theirs: %s',
    async (address, target) => {
      const right = makeCertificate({ name: 'ip', hosts: [address], issuer: authority });
      const verdicts = [];
      for (const certificate of [right, hostCertificate]) {
        const server = await tlsServer(certificate);
        const proxy = await new ConnectProxy(server.port).listen();
        onTestFinished(() => proxy[Symbol.asyncDispose]());
        const network = { environment: {}, caBundle: authority.cert, proxyUrl: `http://${proxy.host}` };
        const feed = feedAt(`https://${target}`, server, { network });
        verdicts.push(verdict(await feed.fetchBlob('x$1', never)));
        expect(proxy.connects.map(one => one.target)).toContain(target);
      }
      expect(verdicts).toEqual(['ok', 'fatal TLS_UNTRUSTED']);
    },
  );
});

describe('a network whose files cannot be read', () => {
  it('stops its own tenant with the file’s name, and works once the file is mended', async () => {
    const server = await new ScriptedServer().listen();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const folder = mkdtempSync(join(tmpdir(), 'network-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const passwordFile = join(folder, 'proxy.password');
    const config = { proxy: { url: 'http://192.0.2.1:3128', user: 'me', passwordFile, noProxy: ['*'] } };
    const { feed, clock } = feedOf(server, { network: () => openNetwork(config) });

    const outcome = await feed.listSubscriptions(never);
    writeFileSync(passwordFile, 'pw', { mode: 0o600 });
    clock.leap(61_000);

    expect(verdict(outcome)).toBe('fatal SECRET_UNREADABLE');
    expect(errorOf(outcome).message).toContain(passwordFile);
    expect(verdict(await feed.listSubscriptions(never))).toBe('ok');
  });

  it('can trust the authorities of this machine', () => {
    const { caBundle } = openNetwork({ caFile: 'system' });
    expect(caBundle === '' || caBundle?.includes('BEGIN CERTIFICATE')).toBe(true);
  });
});
