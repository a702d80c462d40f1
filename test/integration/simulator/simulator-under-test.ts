import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { CONTENT_TYPES, type ContentType } from '../../../src/events/content-type.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts';
import type { SimulatorOptions } from '../../../src/simulator/simulated-host.ts';
import type { Tenant } from '../../../src/simulator/tenant.ts';
import { WorldClock } from '../../../src/simulator/world-clock.ts';

export const NOW_MS = Date.UTC(2031, 5, 15, 12);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** A simulator of 500 events whose clock stands still unless it is moved; closed when the test ends. */
export async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = new WorldClock(NOW_MS);
  const simulator = await startSimulator({ events: 500, eventsPerBlob: 50, seed: 7, clock, ...options });
  onTestFinished(() => simulator.close());
  return simulator;
}

export function tenantOf(simulator: Simulator, index = 0): Tenant {
  const tenant = simulator.world.tenants[index];
  if (tenant === undefined) throw new Error('the world has no such tenant');
  return tenant;
}

/** Asks for a token as a well-behaved client does, except for what `change` says; an empty value leaves the parameter out. */
export function askToken(
  simulator: Simulator,
  change: Readonly<Record<string, string>> = {},
  options: {
    readonly version?: 'v1' | 'v2';
    readonly tenantName?: string;
    readonly tenantIndex?: number;
  } = {},
): Promise<Response> {
  const tenant = tenantOf(simulator, options.tenantIndex);
  const isV1 = options.version === 'v1';
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    ...(isV1 ? { resource: simulator.url } : { scope: `${simulator.url}/.default` }),
  });
  for (const [name, value] of Object.entries(change)) {
    if (value === '') form.delete(name);
    else form.set(name, value);
  }
  const path = isV1 ? 'oauth2/token' : 'oauth2/v2.0/token';
  return fetch(`${simulator.url}/${options.tenantName ?? tenant.tenantId}/${path}`, {
    method: 'POST',
    body: form,
  });
}

export interface ListedBlob {
  readonly contentType: string;
  readonly contentId: string;
  readonly contentUri: string;
  readonly contentCreated: string;
  readonly contentExpiration: string;
}

export interface Client {
  readonly token: string;
  /** A request with the token; a path is below the tenant's root. Follows no redirect. */
  readonly call: (path: string, init?: RequestInit) => Promise<Response>;
  readonly start: (contentType: ContentType, body?: string) => Promise<Response>;
  /** The listing of a content type, with these parameters. */
  readonly content: (contentType: ContentType, query?: Readonly<Record<string, string>>) => Promise<Response>;
}

/** A client that holds a token and, unless told otherwise, has started all content types. */
export async function connect(
  simulator: Simulator,
  options: { readonly subscribe?: boolean; readonly tenantIndex?: number; readonly rootId?: string } = {},
): Promise<Client> {
  const answer = await askToken(simulator, {}, { tenantIndex: options.tenantIndex ?? 0 });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const root = `${simulator.url}/api/v1.0/${options.rootId ?? tenantOf(simulator, options.tenantIndex).tenantId}/activity/feed`;
  const call: Client['call'] = (path, init = {}) =>
    fetch(path.startsWith('http') ? path : `${root}/${path}`, {
      redirect: 'manual',
      ...init,
      headers: { authorization: `Bearer ${token}`, ...(init.headers as Record<string, string> | undefined) },
    });
  const client: Client = {
    token,
    call,
    start: (contentType, body) =>
      call(`subscriptions/start?contentType=${contentType}`, {
        method: 'POST',
        ...(body === undefined ? {} : { body }),
      }),
    content: (contentType, query = {}) =>
      call(`subscriptions/content?${new URLSearchParams({ contentType, ...query }).toString()}`),
  };
  if (options.subscribe ?? true) for (const type of CONTENT_TYPES) await client.start(type);
  return client;
}

/** All pages of a listing. @throws after 100 pages. */
export async function listAll(client: Client, first: Response): Promise<ListedBlob[]> {
  const blobs = (await first.clone().json()) as ListedBlob[];
  let next = first.headers.get('nextpageuri');
  for (let pages = 1; next !== null; pages++) {
    if (pages === 100) throw new Error('a listing without an end');
    const page = await client.call(next);
    blobs.push(...((await page.json()) as ListedBlob[]));
    next = page.headers.get('nextpageuri');
  }
  return blobs;
}

/** The code of the documented error envelope. */
export async function codeOf(response: Response): Promise<string> {
  return ((await response.json()) as { error: { code: string } }).error.code;
}

/** The window of so many hours before `toMs`, as query parameters. */
export function hours(count: number, toMs = NOW_MS): { startTime: string; endTime: string } {
  const text = (ms: number): string => new Date(ms).toISOString().slice(0, 19);
  return { startTime: text(toMs - count * HOUR_MS), endTime: text(toMs) };
}

/** The `contentId` of some blob of the book. */
export function someBlob(simulator: Simulator): string {
  for (const { contentId } of simulator.world.offered()) return contentId;
  throw new Error('the world has no blob');
}

/** A request on a connection of its own, its answer as it came over the wire: neither unpacked nor with its headers renamed. */
export function rawGet(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ headers: IncomingHttpHeaders; rawHeaders: readonly string[]; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, { headers, agent: false }, response => {
      buffer(response).then(
        body => resolve({ headers: response.headers, rawHeaders: response.rawHeaders, body }),
        reject,
      );
    });
    sent.on('error', reject).end();
  });
}
