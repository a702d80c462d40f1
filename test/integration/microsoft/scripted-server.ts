import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it came in. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Reply = (response: ServerResponse, request: Recorded) => void;

/** The calls that a script can be written for. */
export type Route = 'token' | 'list' | 'start' | 'stop' | 'content' | 'audit';

/**
 * Microsoft's login and Activity API in one real HTTP server that says only what the test scripted: each route gives its replies
 * in order and repeats the last one.
 */
export class ScriptedServer {
  readonly requests: Recorded[] = [];
  /** How many connections were opened so far. */
  connections = 0;
  readonly #scripts = new Map<Route, Reply[]>();
  readonly #paths = new Map<string, Reply[]>();
  readonly #server;
  readonly #sockets = new Set<Socket>();

  constructor(tls?: ServerOptions) {
    const listener = (request: IncomingMessage, response: ServerResponse): void => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => this.#answer(request, response, Buffer.concat(chunks).toString('utf8')));
    };
    this.#server = tls ? createTlsServer(tls, listener) : createServer(listener);
    this.#server.on('connection', (socket: Socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.on('token', json({ token_type: 'Bearer', expires_in: 3599, access_token: 'opaque-token' }));
    this.on('list', json([]));
    this.on('start', json({ status: 'enabled', webhook: null }));
    this.on('stop', text(''));
    this.on('content', json([]));
    this.on('audit', json([{ Id: 'a' }]));
  }

  async listen(host = '127.0.0.1'): Promise<this> {
    await new Promise<void>(resolve => this.#server.listen(0, host, resolve));
    return this;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  on(route: Route, ...replies: Reply[]): void {
    this.#scripts.set(route, replies);
  }

  /** Replies for a path that is none of the routes. */
  onPath(path: string, ...replies: Reply[]): void {
    this.#paths.set(path, replies);
  }

  /** The requests of one route, in order. */
  seen(route: Route): Recorded[] {
    return this.requests.filter(request => routeOf(request.path) === route);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #answer(incoming: IncomingMessage, response: ServerResponse, body: string): void {
    // The request target as it was sent: a URL parser would hide what was escaped and what was not.
    const [path = '', query = ''] = (incoming.url ?? '').split('?');
    const request: Recorded = {
      method: incoming.method ?? '',
      path,
      query: new URLSearchParams(query),
      headers: incoming.headers,
      body,
    };
    this.requests.push(request);
    const script = this.#paths.get(path) ?? this.#scripts.get(routeOf(path)) ?? [];
    const reply = script.length > 1 ? script.shift() : script[0];
    if (reply) reply(response, request);
    else response.writeHead(404).end();
  }
}

function routeOf(path: string): Route {
  if (path.endsWith('/oauth2/v2.0/token')) return 'token';
  if (path.includes('/activity/feed/audit/')) return 'audit';
  return (path.split('/').at(-1) ?? '') as Route;
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return text(JSON.stringify(value), status, { 'Content-Type': 'application/json', ...headers });
}

export function text(body: string | Buffer, status = 200, headers: Record<string, string> = {}): Reply {
  return response => void response.writeHead(status, headers).end(body);
}

/** An error in the API's documented shape. */
export function refusal(status: number, code: string, message = 'No.', headers = {}): Reply {
  return json({ error: { code, message } }, status, headers);
}

/** Headers and half a body, then silence. */
export const stall: Reply = response => {
  response.writeHead(200).write('[{"Id":');
};

/** Not even headers. */
export const silence: Reply = () => undefined;

/** The connection is reset before an answer. */
export const reset: Reply = response => void response.socket?.resetAndDestroy();

/** Headers promise more than comes. */
export const cutShort: Reply = response => {
  response.writeHead(200, { 'Content-Length': '1000' });
  response.write('[{"Id":"a"}]', () => response.socket?.destroy());
};
