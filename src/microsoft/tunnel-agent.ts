import type { ClientRequest } from 'node:http';
import { isIP, type Socket } from 'node:net';
import {
  checkServerIdentity,
  type ConnectionOptions as TlsConnectOptions,
  type SecureContext,
} from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';

type ConnectOptions = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** The way to Microsoft failed at the proxy. `status` is the proxy's answer to CONNECT, absent when it gave none. */
export class ProxyFault extends Error {
  override readonly name = 'ProxyFault';
  readonly code = 'ERR_PROXY';
  readonly status: number | undefined;

  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

export interface TunnelOptions {
  /** For the TLS to Microsoft. */
  readonly targetContext: SecureContext;
  /** For the TLS to the proxy, if that is an https one. */
  readonly proxyContext: SecureContext;
  /** How long the proxy may take to open the tunnel. */
  readonly connectMs: number;
  /** Wins over what the proxy's URL holds. */
  readonly login?: { readonly user: string; readonly password: string };
}

/**
 * A CONNECT tunnel that tells the proxy's faults from Microsoft's. The agent it extends hands a refused CONNECT on as if it were
 * the answer of the target, gives the target's TLS no CA of ours, and waits for a silent proxy for ever.
 */
export class TunnelAgent extends HttpsProxyAgent<string> {
  readonly #targetContext: SecureContext;
  readonly #connectMs: number;

  constructor(proxy: URL, { targetContext, proxyContext, connectMs, login }: TunnelOptions) {
    const { user, password } = login ?? {
      user: decodeURIComponent(proxy.username),
      password: decodeURIComponent(proxy.password),
    };
    // Not in the URL: the agent it extends writes that into its debug lines and events.
    const bare = new URL(proxy);
    bare.username = '';
    bare.password = '';
    const basic = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    super(bare, {
      secureContext: proxyContext,
      keepAlive: true,
      ...(user === '' && password === '' ? {} : { headers: { 'Proxy-Authorization': basic } }),
    });
    this.#targetContext = targetContext;
    this.#connectMs = connectMs;
  }

  override async connect(request: ClientRequest, options: ConnectOptions): Promise<Socket> {
    let status: number | undefined;
    request.once('proxyConnect', (answer: { statusCode: number }) => {
      status = answer.statusCode;
    });
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), this.#connectMs);
    let socket: Socket;
    try {
      const tunnel = Object.create(this, {
        connectOpts: { value: { ...this.connectOpts, signal: giveUp.signal } },
      }) as HttpsProxyAgent<string>;
      socket = await super.connect.call(tunnel, request, {
        ...options,
        ...identityCheckOf(options.host),
        secureContext: this.#targetContext,
      });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? 'no answer';
      throw new ProxyFault(`The proxy ${this.proxy.host} cannot be used: ${code}.`);
    } finally {
      clearTimeout(timer);
    }
    if (status === 200) return socket;
    socket.destroy();
    throw new ProxyFault(`The proxy ${this.proxy.host} refused the connection with ${status}.`, status);
  }
}

/** The agent it extends names no host to TLS when that is an address, and Node then checks the certificate for `localhost`. */
function identityCheckOf(host: string | undefined): Pick<TlsConnectOptions, 'checkServerIdentity'> {
  const address = (host ?? '').replace(/^\[|\]$/g, '');
  if (isIP(address) === 0) return {};
  return { checkServerIdentity: (_name, certificate) => checkServerIdentity(address, certificate) };
}
