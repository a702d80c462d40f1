import type { Clock, FeedCounters, Outcome } from '../collect/ports.ts';
import type { NetworkSettings } from './agents.ts';
import { Http } from './http.ts';
import { proxyFor } from './proxy-for.ts';

const MAX_BODY_BYTES = 64 * 1024;

/** Which way requests to a host go. */
export interface Route {
  /** Host and port of the proxy, without what it may hold of a user and password; undefined for a direct connection. */
  readonly proxy: string | undefined;
  /** The proxy comes from the environment of this process, not from the configuration. */
  readonly isFromEnvironment: boolean;
}

/** Says which way requests to `url` go. @throws PROXY_URL_INVALID */
export function routeTo(url: string, network: NetworkSettings): Route {
  const proxy = proxyFor(new URL(url), network.environment ?? process.env, network.proxyUrl, network.noProxy);
  return { proxy: proxy?.host, isFromEnvironment: proxy !== undefined && network.proxyUrl === undefined };
}

/**
 * Asks a host for its root page, without a token: any answer, whatever its status, proves name, connection, proxy and certificate.
 *
 * @throws CA_BUNDLE_INVALID; the signal's reason when it aborts.
 */
export async function reachHost(
  url: string,
  network: NetworkSettings,
  clock: Clock,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Outcome<{ readonly clockSkewMs: number | undefined }>> {
  const counters: FeedCounters = {
    requests: 0,
    retries: 0,
    throttled: 0,
    tokenRenewals: 0,
    bytes: 0,
    byStatus: {},
  };
  const http = new Http(network, timeoutMs / 2, counters, clock);
  try {
    const limits = { overallMs: timeoutMs, maxBytes: MAX_BODY_BYTES };
    const outcome = await http.send({ method: 'GET', url: `${url}/`, limits }, signal);
    // A page that is too long, or packed in an odd way, came all the same.
    const hasAnswered = outcome.status === 'ok' || outcome.error.code.startsWith('RESPONSE_');
    return hasAnswered ? { status: 'ok', value: { clockSkewMs: http.clockSkewMs } } : outcome;
  } finally {
    http.close();
  }
}
