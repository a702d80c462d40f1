import { X509Certificate } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { O365WazuhError } from '../errors.ts';
import { type Environment, proxyFor } from './proxy-for.ts';
import { TunnelAgent } from './tunnel-agent.ts';

/** How requests leave this machine. */
export interface NetworkSettings {
  /** Overrides the proxy variables of the environment, `NO_PROXY` included. */
  readonly proxyUrl?: string;
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
  readonly #secureContext: SecureContext;
  readonly #direct: AgentPair;
  readonly #tunnels = new Map<string, TunnelAgent>();

  /**
   * @param connectMs how long a proxy may take to open a tunnel.
   * @throws CA_BUNDLE_INVALID
   */
  constructor(settings: NetworkSettings, connectMs: number) {
    this.#settings = settings;
    this.#connectMs = connectMs;
    // One context for all connections: parsing the hundred-odd roots for each would cost more than the handshake.
    this.#secureContext = createSecureContext({
      minVersion: 'TLSv1.2',
      ...(settings.caBundle === undefined
        ? {}
        : { ca: [...getCACertificates('default'), ...parseBundle(settings.caBundle)] }),
    });
    this.#direct = {
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true, secureContext: this.#secureContext }),
    };
  }

  /** @throws PROXY_URL_INVALID */
  for(target: URL): AgentPair {
    const { environment = process.env, proxyUrl } = this.#settings;
    const proxy = proxyFor(target, environment, proxyUrl);
    if (!proxy) return this.#direct;
    let tunnel = this.#tunnels.get(proxy.href);
    if (!tunnel) {
      tunnel = new TunnelAgent(proxy, this.#secureContext, this.#connectMs);
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
