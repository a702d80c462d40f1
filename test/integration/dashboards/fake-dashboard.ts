import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type Stored, importFile, put } from './fake-import.ts';

export interface FakeDashboardOptions {
  /** `2.19.5` and the like for OpenSearch Dashboards, `7.10.2` for Kibana. */
  readonly version?: string;
  /** `/_dashboards` behind a proxy. */
  readonly basePath?: string;
  readonly indexPatterns?: readonly {
    readonly id: string;
    readonly title: string;
    readonly fields?: string;
  }[];
  /** Fields that the index has now. */
  readonly liveFields?: readonly Record<string, unknown>[];
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Answers a request itself when it returns true. */
  readonly misbehave?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface FakeDashboard {
  readonly url: string;
  /** What is stored, by tenant (`` for none), `type:id`. */
  readonly tenants: Map<string, Map<string, Stored>>;
  /** Method and path of every request. */
  readonly requests: string[];
  /** Any request after this one to `path` fails for this object as an ambiguous conflict. */
  ambiguous: string | undefined;
  close(): Promise<void>;
}

export const USER = 'admin';
export const PASSWORD = 'correct horse';

/**
 * A dashboard server that answers as the sources of OpenSearch Dashboards say, with the traps that they hold: writes need the header of
 * the product, a file must end in .ndjson, and an import with one conflict or one missing reference writes nothing while it counts successes.
 */
export async function startFakeDashboard(options: FakeDashboardOptions = {}): Promise<FakeDashboard> {
  const { version = '2.19.5', basePath = '' } = options;
  const product = Number(version.split('.', 1)[0]) < 4 ? 'osd' : 'kbn';
  const tenants = new Map<string, Map<string, Stored>>();
  const fake = { tenants, requests: [] as string[], ambiguous: undefined as string | undefined };
  const storeOf = (request: IncomingMessage): Map<string, Stored> => {
    const name = String(request.headers['securitytenant'] ?? '');
    let store = tenants.get(name);
    if (!store) {
      store = new Map();
      for (const { id, title, fields } of options.indexPatterns ?? [
        { id: 'wazuh-alerts-*', title: 'wazuh-alerts-*' },
      ]) {
        put(store, {
          type: 'index-pattern',
          id,
          attributes: { title, timeFieldName: 'timestamp', ...(fields ? { fields } : {}) },
          references: [],
        });
      }
      tenants.set(name, store);
    }
    return store;
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://fake');
    fake.requests.push(`${request.method ?? ''} ${url.pathname}${url.search}`);
    if (options.misbehave?.(request, response)) return;
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (!url.pathname.startsWith(`${basePath}/api/`)) {
      response.writeHead(302, { location: `${basePath}/app/login?nextUrl=%2F` }).end();
      return;
    }
    if (request.headers.authorization !== `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`) {
      send(401, { statusCode: 401, error: 'Unauthorized', message: 'Authentication Exception' });
      return;
    }
    if (request.method !== 'GET' && request.headers[`${product}-xsrf`] === undefined) {
      send(400, {
        statusCode: 400,
        error: 'Bad Request',
        message: `Request must contain a ${product}-xsrf header.`,
      });
      return;
    }
    const body = await bodyOf(request);
    await route(url.pathname.slice(basePath.length), url, request, body, storeOf(request), send);
  };

  const route = async (
    path: string,
    url: URL,
    request: IncomingMessage,
    body: Buffer,
    store: Map<string, Stored>,
    send: (status: number, body: unknown) => void,
  ): Promise<void> => {
    if (path === '/api/status') return send(200, { name: 'fake', version: { number: version }, status: {} });
    if (path === '/api/saved_objects/_find') {
      const type = url.searchParams.get('type');
      const perPage = Number(url.searchParams.get('per_page') ?? 20);
      const page = Number(url.searchParams.get('page') ?? 1);
      const all = [...store.values()].filter(object => object.type === type);
      return send(200, {
        page,
        per_page: perPage,
        total: all.length,
        saved_objects: all.slice((page - 1) * perPage, page * perPage),
      });
    }
    if (path === '/api/saved_objects/_bulk_get') {
      const wanted = JSON.parse(body.toString()) as { type: string; id: string }[];
      return send(200, {
        saved_objects: wanted.map(
          ({ type, id }) =>
            store.get(`${type}:${id}`) ?? {
              type,
              id,
              error: {
                statusCode: 404,
                error: 'Not Found',
                message: `Saved object [${type}/${id}] not found`,
              },
            },
        ),
      });
    }
    if (path === '/api/saved_objects/_import') {
      const answer = await importFile(request, body, url, store, fake.ambiguous);
      return send(answer.status, answer.body);
    }
    if (path === '/api/index_patterns/_fields_for_wildcard') {
      if (!options.liveFields)
        return send(404, { statusCode: 404, error: 'Not Found', message: 'No indices match' });
      return send(200, { fields: options.liveFields });
    }
    const [, type = '', id = ''] = /^\/api\/saved_objects\/(?:([a-z-]+))\/([^/]+)$/.exec(path) ?? [];
    const key = `${type}:${decodeURIComponent(id)}`;
    const found = store.get(key);
    if (!found)
      return send(404, {
        statusCode: 404,
        error: 'Not Found',
        message: `Saved object [${type}/${decodeURIComponent(id)}] not found`,
      });
    if (request.method === 'DELETE') {
      store.delete(key);
      return send(200, {});
    }
    if (request.method === 'PUT') {
      const update = JSON.parse(body.toString()) as { attributes: Record<string, unknown>; version?: string };
      if (update.version !== undefined && update.version !== found.version)
        return send(409, { statusCode: 409, error: 'Conflict', message: 'version conflict' });
      put(store, { ...found, attributes: { ...found.attributes, ...update.attributes } });
      return send(200, store.get(key));
    }
    return send(200, found);
  };

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void handle(request, response).catch(error => response.writeHead(500).end(String(error)));
  };
  const server = options.tls ? createTlsServer(options.tls, listener) : createServer(listener);
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(fake, {
    url: `${options.tls ? 'https://localhost' : 'http://127.0.0.1'}:${port}${basePath}`,
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
