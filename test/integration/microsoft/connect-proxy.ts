import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface ProxyOptions {
  /** Makes it an https proxy. */
  readonly tls?: ServerOptions;
  /** Wanted of every client: `user:password`. */
  readonly login?: string;
  /** Where the tunnels lead; 127.0.0.1 by default. */
  readonly targetHost?: string;
}

/** A real CONNECT proxy that leads every tunnel to one port of this machine, or answers CONNECT as it is told. */
export class ConnectProxy {
  readonly connects: { readonly target: string; readonly authorization: string | undefined }[] = [];
  /** `tunnel`, a status line to refuse with, or `silent`. */
  answer = 'tunnel';
  readonly #targetPort: number;
  readonly #login: string | undefined;
  readonly #targetHost: string;
  readonly #server;
  readonly #sockets = new Set<Socket>();

  constructor(targetPort: number, options: ProxyOptions = {}) {
    this.#targetPort = targetPort;
    this.#login = options.login;
    this.#targetHost = options.targetHost ?? '127.0.0.1';
    const refuse = (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(500).end();
    this.#server = options.tls ? createTlsServer(options.tls, refuse) : createServer(refuse);
    this.#server.on('connection', (socket: Socket) => this.#sockets.add(socket));
    this.#server.on('connect', (request: IncomingMessage, socket: Socket) => this.#connect(request, socket));
  }

  async listen(host = '127.0.0.1'): Promise<this> {
    await new Promise<void>(resolve => this.#server.listen(0, host, resolve));
    return this;
  }

  get host(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
  }

  /** True while a client holds a connection to the proxy. */
  get isHeld(): boolean {
    return [...this.#sockets].some(socket => !socket.destroyed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #connect(request: IncomingMessage, socket: Socket): void {
    socket.on('error', () => undefined);
    this.connects.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    const wanted =
      this.#login === undefined ? undefined : `Basic ${Buffer.from(this.#login).toString('base64')}`;
    if (wanted !== request.headers['proxy-authorization'] && wanted !== undefined) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    if (this.answer === 'silent') {
      // Read on, or the client's leaving would go unnoticed.
      socket.resume().on('end', () => socket.destroy());
      return;
    }
    if (this.answer !== 'tunnel') {
      socket.end(`HTTP/1.1 ${this.answer}\r\nContent-Length: 4\r\n\r\nnope`);
      return;
    }
    const upstream = connect(this.#targetPort, this.#targetHost, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    this.#sockets.add(upstream);
    upstream.on('error', () => socket.destroy());
  }
}
