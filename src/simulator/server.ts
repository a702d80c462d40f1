import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { O365WazuhError } from '../errors.ts';
import { type Answer, faultBefore, send, stall } from './answer.ts';
import { FaultPlan, type FaultRates, parseFault } from './faults.ts';
import { FeedRoutes } from './feed-routes.ts';
import { Login } from './login.ts';
import { World, type WorldOptions } from './world.ts';

export interface SimulatorOptions extends WorldOptions {
  /** 0 for any free port. */
  readonly port?: number;
  readonly faults?: FaultRates;
  /** Blobs a page; Microsoft does not say its own. Default 200. */
  readonly pageSize?: number;
  /** Before each answer, in ms. */
  readonly latencyMs?: number;
  /** Events that arrive each second while it runs. */
  readonly eventsPerSecond?: number;
  /** Microsoft's baseline by default. */
  readonly requestsPerMinute?: number;
  readonly strict?: boolean;
}

/** What happened so far. */
export interface SimulatorState {
  readonly requests: Readonly<Record<string, number>>;
  readonly tokens: number;
  readonly starts: number;
  readonly blobs: number;
  readonly faults: FaultRates;
}

export interface Simulator {
  /** Root of both the login and the API: `http://127.0.0.1:port`. */
  readonly url: string;
  readonly world: World;
  setFaults(rates: FaultRates): void;
  state(): SimulatorState;
  close(): Promise<void>;
}

/**
 * Starts the stand-in for Microsoft's login and Activity API, on loopback only. It answers as the service was seen to answer, and
 * goes wrong as it was seen to go wrong when told to.
 *
 * @throws SIMULATOR_PORT_TAKEN when the port cannot be had.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const faults = new FaultPlan(options.seed ?? 1, options.faults ?? {});
  const world = new World(options, faults);
  const login = new Login(world.tenants, faults);
  const feed = new FeedRoutes(world, faults, login, {
    pageSize: options.pageSize ?? 200,
    requestsPerMinute: options.requestsPerMinute ?? 2_000,
    strict: options.strict ?? false,
  });
  const requests: Record<string, number> = {};
  const state = (): SimulatorState => ({
    requests,
    tokens: login.issued,
    starts: feed.subscriptions.starts,
    blobs: world.blobCount,
    faults: faults.fired,
  });
  let origin = '';

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', origin);
    if (url.pathname.startsWith('/_simulator/')) {
      await send(
        request,
        response,
        await control(url.pathname, request, world, faults, state),
        QUIET,
        Date.now(),
      );
      return;
    }
    const route = routeName(url.pathname);
    requests[route] = (requests[route] ?? 0) + 1;
    if (options.latencyMs) await sleep(options.latencyMs);

    const skewMs = faults.fires('clock-skew') ? 3_600_000 : 0;
    const token = /^\/(?<tenant>[^/]+)\/oauth2\/(?<version>v2\.0\/)?token$/.exec(url.pathname);
    if (token?.groups && request.method === 'POST') {
      const form = new URLSearchParams(await text(request));
      const isV2 = token.groups['version'] !== undefined;
      const answer = login.token(
        decodeURIComponent(token.groups['tenant'] ?? ''),
        form,
        isV2,
        origin,
        world.clock.now(),
      );
      await send(request, response, answer, QUIET, world.clock.now() + skewMs);
      return;
    }
    request.resume();
    const early = faultBefore(faults);
    if (early === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    if (early === 'stall') {
      await stall(response);
      return;
    }
    const answer = early ?? feedAnswer(url, request, feed, origin);
    await send(request, response, answer, faults, world.clock.now() + skewMs);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port ?? 0);
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const arrivals = startArrivals(world, options.eventsPerSecond ?? 0);
  return {
    url: origin,
    world,
    setFaults: rates => faults.set(rates),
    state,
    close: async () => {
      clearInterval(arrivals);
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

/** Answers of the login and the controls are not hit by the faults of the API. */
const QUIET = new FaultPlan(0, {});

function feedAnswer(url: URL, request: IncomingMessage, feed: FeedRoutes, origin: string): Answer {
  const prefix = /^\/api\/v1(?:\.0)?\//i.exec(url.pathname)?.[0];
  if (prefix === undefined) return { status: 404 };
  return feed.answer({
    method: request.method ?? 'GET',
    path: url.pathname.slice(prefix.length),
    query: url.searchParams,
    authorization: request.headers.authorization,
    acceptLanguage: request.headers['accept-language'],
    origin,
  });
}

function routeName(path: string): string {
  if (path.endsWith('/token')) return 'token';
  return path.includes('/audit/') ? 'audit' : (path.split('/activity/feed/')[1] ?? 'other');
}

/** `GET /_simulator/state`, and `POST /_simulator/{events,faults,advance}` with a JSON body. */
async function control(
  path: string,
  request: IncomingMessage,
  world: World,
  faults: FaultPlan,
  state: () => SimulatorState,
): Promise<Answer> {
  if (request.method === 'GET')
    return path === '/_simulator/state' ? { status: 200, body: state() } : { status: 404 };
  let order: { count?: number; tenant?: number; ms?: number; faults?: readonly string[] };
  try {
    order = JSON.parse(await text(request)) as typeof order;
    switch (path) {
      case '/_simulator/events':
        return { status: 200, body: { blobs: world.addEvents(order.count ?? 1, order.tenant) } };
      case '/_simulator/advance':
        world.clock.advance(order.ms ?? 0);
        return { status: 200, body: { now: world.clock.now() } };
      case '/_simulator/faults':
        faults.set(Object.fromEntries((order.faults ?? []).map(parseFault)));
        return { status: 200, body: state() };
      default:
        return { status: 404 };
    }
  } catch (error) {
    return { status: 400, body: { Message: (error as Error).message } };
  }
}

function startArrivals(world: World, eventsPerSecond: number): NodeJS.Timeout | undefined {
  if (eventsPerSecond <= 0) return undefined;
  let owed = 0;
  return setInterval(() => {
    owed += eventsPerSecond;
    const whole = Math.floor(owed);
    owed -= whole;
    if (whole > 0) world.addEvents(whole);
  }, 1000);
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', error => {
      reject(
        new O365WazuhError(
          'SIMULATOR_PORT_TAKEN',
          `Port ${port} of 127.0.0.1 cannot be had: ${error.message}`,
          { cause: error },
        ),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
