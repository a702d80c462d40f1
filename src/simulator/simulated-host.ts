import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isContentType } from '../events/content-type.ts';
import type { Answer } from './answer.ts';
import { bookLines, obey } from './controls.ts';
import { FaultPlan, type Opportunity } from './fault-plan.ts';
import type { FaultSettings, Route } from './fault-setting.ts';
import type { FaultName } from './faults.ts';
import { type FeedPath, readFeedPath } from './feed-path.ts';
import { FeedRoutes, type FeedSettings } from './feed-routes.ts';
import { IdentityService, isIdentityPath } from './identity-service.ts';
import { COMMERCIAL_API, Login } from './login.ts';
import { QueryParameters } from './query-parameters.ts';
import { faultBefore } from './request-faults.ts';
import { send, stall } from './send.ts';
import { TokenMint } from './token-mint.ts';
import type { WorldOptions } from './world-options.ts';
import { World } from './world.ts';

const SKEW_MS = 3_600_000;
const TOKEN_PATH = /^\/(?<tenantName>[^/]+)\/oauth2\/(?<version>v2\.0\/)?token$/i;
const DISCOVERY_PATH = /^\/(?<tenantName>[^/]+)\/v2\.0\/\.well-known\/openid-configuration$/i;

export interface SimulatorOptions extends WorldOptions, Partial<FeedSettings> {
  /** 0 for any free port, the default. */
  readonly port?: number;
  /** Per fault a rate from 0 to 1, or a setting. */
  readonly faults?: FaultSettings;
  /** Further roots, such as `https://manage.office365.us`, at which clients reach it through something in front: told apart by the Host header. */
  readonly roots?: readonly string[];
  /** Before each answer, in ms. Default 0. */
  readonly latencyMs?: number;
}

/** What happened so far. */
export interface SimulatorState {
  readonly requests: Readonly<Partial<Record<Route, number>>>;
  readonly tokens: number;
  readonly blobs: number;
  readonly events: number;
  /** How often each fault has struck. */
  readonly faults: Readonly<Partial<Record<FaultName, number>>>;
}

/** A request, read. */
interface AskedFor {
  readonly token?: { readonly tenantName: string; readonly isV2: boolean };
  /** The tenant whose discovery document is asked for. */
  readonly discovery?: string;
  readonly identityPath?: string;
  readonly path?: FeedPath;
  readonly query: QueryParameters;
  readonly body: string;
  readonly opportunity: Opportunity;
}

/** What answers the requests of one server: login, feed and controls. */
export class SimulatedHost {
  /** `http://127.0.0.1:port`, known once the server listens. */
  url = '';
  readonly faults: FaultPlan;
  readonly world: World;
  readonly #mint: TokenMint;
  readonly #login: Login;
  readonly #identity: IdentityService;
  readonly #roots: readonly string[];
  readonly #feed: FeedRoutes;
  readonly #latencyMs: number;
  readonly #requests: Partial<Record<Route, number>> = {};

  constructor(options: SimulatorOptions) {
    this.faults = new FaultPlan(options.seed ?? 1, options.faults);
    this.world = new World(options, this.faults);
    this.#mint = new TokenMint(this.world.tenants);
    this.#login = new Login(this.world.tenants, this.#mint, this.faults);
    this.#identity = new IdentityService(this.world.tenants, this.#mint, this.faults);
    this.#roots = options.roots ?? [];
    this.#feed = new FeedRoutes(this.world, this.faults, this.#mint, {
      pageSize: options.pageSize ?? 200,
      requestsPerMinute: options.requestsPerMinute ?? 2_000,
      strict: options.strict ?? false,
      activationMs: options.activationMs ?? 0,
      backfillHours: options.backfillHours ?? Infinity,
    });
    this.#latencyMs = options.latencyMs ?? 0;
  }

  state(): SimulatorState {
    return {
      requests: this.#requests,
      tokens: this.#mint.issued,
      blobs: this.world.blobCount,
      events: this.world.eventCount,
      faults: this.faults.fired,
    };
  }

  /** Answers one request, or leaves it unanswered where a fault says so. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    const body = await text(request);
    if (url.pathname.startsWith('/_simulator/')) return this.#control(url, request, response, body);
    const asked = this.#read(url, request, body);
    const { opportunity } = asked;
    const route = opportunity.route ?? 'other';
    this.#requests[route] = (this.#requests[route] ?? 0) + 1;
    if (this.#latencyMs > 0) await sleep(this.#latencyMs);

    const nowMs = this.world.clock.now() + (this.faults.fires('clock-skew', opportunity) ? SKEW_MS : 0);
    const early = faultBefore(this.faults, opportunity);
    if (early === 'stall') return stall(response);
    if (early === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const answer = early ?? this.#answer(asked, request, nowMs);
    await send({ request, response, answer, faults: this.faults, opportunity, dateMs: nowMs });
  }

  #read(url: URL, request: IncomingMessage, body: string): AskedFor {
    const query = new QueryParameters(url.searchParams);
    const groups = TOKEN_PATH.exec(url.pathname)?.groups;
    if (groups && request.method === 'POST') {
      const token = { tenantName: groups['tenantName'] ?? '', isV2: groups['version'] !== undefined };
      return { token, query, body, opportunity: { route: 'token' } };
    }
    const discovery = DISCOVERY_PATH.exec(url.pathname)?.groups?.['tenantName'];
    if (discovery !== undefined) return { discovery, query, body, opportunity: { route: 'discovery' } };
    if (isIdentityPath(url.pathname) && request.method === 'GET') {
      return { identityPath: url.pathname, query, body, opportunity: { route: 'identity' } };
    }
    const path = readFeedPath(url.pathname);
    const named =
      path?.contentId === undefined ? query.get('contentType') : this.world.blob(path.contentId)?.contentType;
    const contentType = named !== undefined && isContentType(named) ? named : undefined;
    return {
      ...(path && { path }),
      query,
      body,
      opportunity: { route: path?.route ?? 'other', contentType },
    };
  }

  #answer(
    { token, discovery, identityPath, path, query, body }: AskedFor,
    request: IncomingMessage,
    nowMs: number,
  ): Answer {
    const origin = this.#originOf(request);
    if (token) {
      const audiences = [this.url, COMMERCIAL_API, ...this.#roots];
      return this.#login.token({ ...token, form: new URLSearchParams(body), origin, audiences, nowMs });
    }
    if (identityPath !== undefined) {
      return this.#identity.answer({ path: identityPath, query, headers: request.headers, nowMs });
    }
    if (discovery !== undefined) return this.#login.discovery(discovery, this.url, nowMs);
    if (path === undefined) return { status: 404 };
    return this.#feed.answer({
      path,
      method: request.method ?? 'GET',
      query,
      body,
      authorization: request.headers.authorization,
      acceptLanguage: request.headers['accept-language'],
      origin,
      audiences: origin === this.url ? [origin, COMMERCIAL_API] : [origin],
      nowMs,
    });
  }

  /** The root that the client sees. */
  #originOf(request: IncomingMessage): string {
    const named = `https://${request.headers.host ?? ''}`;
    return this.#roots.includes(named) ? named : this.url;
  }

  /** `GET /_simulator/{state,offered}`, and the orders of `controls.ts`. */
  async #control(url: URL, request: IncomingMessage, response: ServerResponse, body: string): Promise<void> {
    if (request.method === 'GET' && url.pathname === '/_simulator/offered') {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      await pipeline(Readable.from(bookLines(this.world, url.searchParams.has('text'))), response);
      return;
    }
    const answer =
      request.method !== 'GET'
        ? obey(url.pathname, body, this.world, this.faults)
        : url.pathname === '/_simulator/state'
          ? { status: 200, body: this.state() }
          : { status: 404 };
    await send({ request, response, answer, dateMs: this.world.clock.now() });
  }
}
