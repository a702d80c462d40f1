import { X509Certificate } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import {
  createSecureContext,
  getCACertificates,
  type SecureContext,
  type SecureContextOptions,
} from 'node:tls';
import { O365WazuhError } from '../errors.ts';
import { type Environment, proxyFor } from './proxy-for.ts';
import { TunnelAgent } from './tunnel-agent.ts';

/** How requests leave this machine. Connections of several tenants with the same object share its TLS context. */
export interface NetworkSettings {
  /** Overrides the proxy variables of the environment, `NO_PROXY` included; `none` for no proxy at all. */
  readonly proxyUrl?: string;
  /** Hosts that `proxyUrl` is not for, in the forms of `NO_PROXY`. */
  readonly noProxy?: readonly string[];
  /** For the proxy of `proxyUrl`; wins over what its URL holds. */
  readonly proxyLogin?: { readonly user: string; readonly password: string };
  /** PEM, for a proxy of `proxyUrl` that asks for a client certificate. */
  readonly proxyCertificate?: { readonly cert: string; readonly key: string };
  /** PEM certificates trusted beside the built-in ones: a company's root, for proxies that inspect TLS. */
  readonly caBundle?: string;
  /** Where the proxy variables are read from; the process's own by default. */
  readonly environment?: Environment;
}

export interface AgentPair {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpAgent;
}

/** Keep-alive connections, one pool for direct ones and one for each proxy. */
export class Agents {
  readonly #settings: NetworkSettings;
  readonly #connectMs: number;
  readonly #contexts: Contexts;
  readonly #direct: AgentPair;
  readonly #tunnels = new Map<string, TunnelAgent>();

  /**
   * @param connectMs how long a proxy may take to open a tunnel.
   * @throws CA_BUNDLE_INVALID, PROXY_CERTIFICATE_INVALID
   */
  constructor(settings: NetworkSettings, connectMs: number) {
    this.#settings = settings;
    this.#connectMs = connectMs;
    this.#contexts = contextsOf(settings);
    this.#direct = {
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true, secureContext: this.#contexts.target }),
    };
  }

  /** @throws PROXY_URL_INVALID */
  for(target: URL): AgentPair {
    const { environment = process.env, proxyUrl, noProxy, proxyLogin } = this.#settings;
    const proxy = proxyFor(target, environment, proxyUrl, noProxy);
    if (!proxy) return this.#direct;
    let tunnel = this.#tunnels.get(proxy.href);
    if (!tunnel) {
      const login = proxyUrl === undefined ? undefined : proxyLogin;
      tunnel = new TunnelAgent(proxy, {
        targetContext: this.#contexts.target,
        proxyContext: proxyUrl === undefined ? this.#contexts.target : this.#contexts.proxy,
        connectMs: this.#connectMs,
        ...(login === undefined ? {} : { login }),
      });
      this.#tunnels.set(proxy.href, tunnel);
    }
    return { httpAgent: tunnel, httpsAgent: tunnel };
  }

  /** Closes all idle connections. */
  close(): void {
    this.#direct.httpAgent.destroy();
    this.#direct.httpsAgent.destroy();
    for (const tunnel of this.#tunnels.values()) tunnel.destroy();
  }
}

interface Contexts {
  readonly target: SecureContext;
  readonly proxy: SecureContext;
}

/** Parsing the hundred-odd roots costs more than a handshake: once for all connections of all tenants that share their settings. */
const contexts = new WeakMap<NetworkSettings, Contexts>();

function contextsOf(settings: NetworkSettings): Contexts {
  const known = contexts.get(settings);
  if (known) return known;
  const trust = {
    minVersion: 'TLSv1.2' as const,
    ...(settings.caBundle === undefined
      ? {}
      : { ca: [...getCACertificates('default'), ...parseBundle(settings.caBundle)] }),
  };
  const target = createSecureContext(trust);
  const made = {
    target,
    proxy: settings.proxyCertificate ? proxyContext({ ...trust, ...settings.proxyCertificate }) : target,
  };
  contexts.set(settings, made);
  return made;
}

function proxyContext(options: SecureContextOptions): SecureContext {
  try {
    return createSecureContext(options);
  } catch (error) {
    // OpenSSL's own words name no content of the files.
    const code = (error as NodeJS.ErrnoException).code ?? 'no code';
    throw new O365WazuhError(
      'PROXY_CERTIFICATE_INVALID',
      `The client certificate for the proxy, or its key, cannot be used (${code}).`,
    );
  }
}

/** Node takes a bundle that it can't read for an empty one, and every connection fails later: refuse it here. */
function parseBundle(pem: string): string[] {
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) {
    throw new O365WazuhError('CA_BUNDLE_INVALID', 'The CA bundle holds no PEM certificate.');
  }
  for (const [index, certificate] of certificates.entries()) {
    if (isReadable(certificate)) continue;
    throw new O365WazuhError(
      'CA_BUNDLE_INVALID',
      `Certificate ${index + 1} of the CA bundle cannot be read.`,
    );
  }
  return certificates;
}

function isReadable(certificate: string): boolean {
  try {
    return new X509Certificate(certificate).raw.length > 0;
  } catch {
    return false;
  }
}
