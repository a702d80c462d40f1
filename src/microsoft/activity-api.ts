import type { ActivityFeed, Clock, FeedCounters, Outcome } from '../collect/ports.ts';
import type { CloudName } from '../config/schema.ts';
import { ApiCaller } from './call.ts';
import { CloudDoubt } from './cloud-doubt.ts';
import { type CloudSettings, type Endpoints, resolveCloud } from './clouds.ts';
import type { Credential } from './credentials/credential.ts';
import { FeedUrls } from './feed-urls.ts';
import { fetchBlob } from './fetch-blob.ts';
import { findCloud } from './find-cloud.ts';
import { Http, type NetworkSource, type HttpSender } from './http.ts';
import { listContent } from './list-content.ts';
import { paced, type RequestPace } from './request-pace.ts';
import { DEFAULT_RETRY_POLICY, type RetryMeans, type RetryPolicy } from './retry.ts';
import { type StartMemory, startMemoryInProcess } from './start-memory.ts';
import { ensureSubscriptions, listSubscriptions, type Subscription } from './subscriptions.ts';
import { Throttle, throttled } from './throttle.ts';
import { type AccessToken, TokenKeeper } from './token.ts';

const MIB = 1024 * 1024;

/** Bounds of time, size and rate; see `DEFAULT_FEED_LIMITS`. */
export interface FeedLimits {
  /** Token and subscription requests, from the connection to the last byte. */
  readonly controlMs: number;
  /** Listings and blobs: the longest time without a byte. */
  readonly idleMs: number;
  /** Listings and blobs, from the connection to the last byte. */
  readonly transferMs: number;
  /** Decompressed. */
  readonly maxBlobBytes: number;
  readonly maxListingBytes: number;
  readonly maxPages: number;
  readonly requestsPerMinute: number;
}

export const DEFAULT_FEED_LIMITS: FeedLimits = {
  controlMs: 60_000,
  idleMs: 60_000,
  transferMs: 600_000,
  maxBlobBytes: 256 * MIB,
  maxListingBytes: 64 * MIB,
  maxPages: 10_000,
  // Microsoft's baseline for a tenant; more only by the number of its seats.
  requestsPerMinute: 2_000,
};

export interface ActivityFeedOptions {
  readonly cloud: CloudSettings;
  /** Microsoft's tenant GUID. */
  readonly tenantId: string;
  /** The application (client) id. */
  readonly clientId: string;
  readonly credential: Credential;
  readonly clock: Clock;
  /** The tenant's own GUID by default, which gives it a quota of its own. */
  readonly publisherId?: string;
  /** Given as a function it is read at the first request, and its faults are this tenant's alone. */
  readonly network?: NetworkSource;
  readonly limits?: Partial<FeedLimits>;
  readonly retry?: RetryPolicy;
  /** Kept in this process by default. */
  readonly startMemory?: StartMemory;
  /** Shared by all tenants; blobs are not counted in it. */
  readonly pace?: RequestPace;
  /** Chance for the jitter, 0 ≤ value < 1. */
  readonly random?: () => number;
}

/** The port, and what a diagnosis wants to know beside it. */
export interface MicrosoftFeed extends ActivityFeed {
  /** A valid token, renewed if need be. */
  getToken(signal: AbortSignal): Promise<Outcome<AccessToken>>;
  listSubscriptions(signal: AbortSignal): Promise<Outcome<readonly Subscription[]>>;
  readonly credential: Credential;
  readonly endpoints: Endpoints;
  /** The cloud in which the tenant lives, by the login host's public word; undefined when it has none. */
  findCloud(signal: AbortSignal): Promise<CloudName | undefined>;
  /** How far this machine's clock is behind Microsoft's (negative: ahead), within about a second; undefined before an answer. */
  readonly clockSkewMs: number | undefined;
  /** Closes idle connections. */
  close(): void;
}

/**
 * The Activity API of one tenant. Makes no request by itself.
 *
 * No method but `getToken` throws when its signal aborts: they answer `retry` with INTERRUPTED.
 *
 * @throws CLOUD_URL_INSECURE, CLOUD_URL_INVALID, CA_BUNDLE_INVALID
 */
export function createActivityFeed(options: ActivityFeedOptions): MicrosoftFeed {
  const { clock, tenantId, clientId, credential } = options;
  const limits: FeedLimits = { ...DEFAULT_FEED_LIMITS, ...options.limits };
  const retry = options.retry ?? DEFAULT_RETRY_POLICY;
  const endpoints = resolveCloud(options.cloud);
  const counters: FeedCounters = {
    requests: 0,
    retries: 0,
    throttled: 0,
    tokenRenewals: 0,
    bytes: 0,
    byStatus: {},
  };
  const means: RetryMeans = {
    clock,
    random: options.random ?? Math.random,
    onRetry: () => void (counters.retries += 1),
  };

  // Half of a control request's time: a proxy that keeps silent is then named as the culprit.
  const http = new Http(options.network ?? {}, limits.controlMs / 2, counters, clock);
  // Blobs have the tenant's own quota; all else is shared with the other tenants.
  const shared = options.pace ? paced(http, options.pace) : http;
  const target = {
    sender: shared,
    tokenUrl: `${endpoints.loginUrl}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`,
    clientId,
    apiUrl: endpoints.apiUrl,
    timeoutMs: limits.controlMs,
  };
  const requestToken = async (signal: AbortSignal) => {
    const token = await credential.requestToken(target, signal);
    if (token.status === 'ok') counters.tokenRenewals += 1;
    return token;
  };
  const tokens = new TokenKeeper(requestToken, means, retry);
  const throttle = new Throttle(limits.requestsPerMinute, clock);
  const callerBy = (sender: HttpSender) =>
    new ApiCaller({
      apiUrl: endpoints.apiUrl,
      sender: throttled(sender, throttle),
      throttle,
      tokens,
      counters,
      retry,
      means,
      clockSkewMs: () => http.clockSkewMs,
    });
  const caller = callerBy(shared);

  const urls = new FeedUrls(endpoints.apiUrl, tenantId, options.publisherId ?? tenantId);
  const doubt = new CloudDoubt(endpoints);
  const transfer = { idleMs: limits.idleMs, overallMs: limits.transferMs };
  const subscriptions = {
    caller,
    urls,
    limits: { overallMs: limits.controlMs, maxBytes: limits.maxListingBytes },
    memory: options.startMemory ?? startMemoryInProcess(),
    clock,
  };
  const listing = {
    caller,
    urls,
    limits: { ...transfer, maxBytes: limits.maxListingBytes },
    maxPages: limits.maxPages,
    doubt,
  };
  const blobs = {
    caller: callerBy(http),
    urls,
    limits: { ...transfer, maxBytes: limits.maxBlobBytes },
    doubt,
  };

  return {
    ensureSubscriptions: (wanted, choice, signal) =>
      ensureSubscriptions(subscriptions, wanted, choice, signal),
    listContent: (contentType, span, signal) => listContent(listing, contentType, span, signal),
    fetchBlob: (contentId, signal) => fetchBlob(blobs, contentId, signal),
    counters,
    getToken: signal => tokens.get(signal),
    listSubscriptions: signal => listSubscriptions(subscriptions, signal),
    credential,
    endpoints,
    findCloud: signal => findCloud(http, endpoints.loginUrl, tenantId, limits.controlMs, signal),
    get clockSkewMs() {
      return http.clockSkewMs;
    },
    close: () => http.close(),
  };
}
