import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A real CONNECT proxy that leads every tunnel to one port of this machine, or answers CONNECT as it is told. */
export class ConnectProxy {
  readonly connects: { readonly target: string; readonly authorization: string | undefined }[] = [];
  /** `tunnel`, a status line to refuse with, or `silent`. */
  answer = 'tunnel';
  readonly #targetPort: number;
  readonly #server = createServer((_, response) => void response.writeHead(500).end());
  readonly #sockets = new Set<Socket>();

  constructor(targetPort: number) {
    this.#targetPort = targetPort;
    this.#server.on('connection', (socket: Socket) => this.#sockets.add(socket));
    this.#server.on('connect', (request: IncomingMessage, socket: Socket) => this.#connect(request, socket));
  }

  async listen(): Promise<this> {
    await new Promise<void>(resolve => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
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
    if (this.answer === 'silent') {
      // Read on, or the client's leaving would go unnoticed.
      socket.resume().on('end', () => socket.destroy());
      return;
    }
    if (this.answer !== 'tunnel') {
      socket.end(`HTTP/1.1 ${this.answer}\r\nContent-Length: 4\r\n\r\nnope`);
      return;
    }
    const upstream = connect(this.#targetPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    this.#sockets.add(upstream);
    upstream.on('error', () => socket.destroy());
  }
}
