import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate.ts';

/** Speaks TLS with the clients and hands every request on to a plain server, its Host header included. */
export class TlsFront {
  /** `http://127.0.0.1:port` of the server behind. */
  target = '';
  readonly #server: Server;

  constructor({ cert, key }: Certificate) {
    this.#server = createServer({ cert, key }, (incoming, response) => {
      const { method = 'GET', url = '/', headers } = incoming;
      const onward = request(`${this.target}${url}`, { method, headers }, answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      incoming.pipe(onward);
    });
  }

  async listen(host = '127.0.0.1'): Promise<this> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(0, host, resolve);
    });
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
