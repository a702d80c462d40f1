import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ActivityFeedOptions } from '../../../src/microsoft/activity-api.ts';
import type { NetworkSettings } from '../../../src/microsoft/agents.ts';
import { type Certificate, makeCertificate } from './certificate.ts';
import { ConnectProxy } from './connect-proxy.ts';
import { errorOf, feedOf, never, parsed, verdict } from './feed-under-test.ts';
import { ScriptedServer } from './scripted-server.ts';

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
