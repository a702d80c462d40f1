import type { Clock, Outcome } from '../../collect/ports.ts';
import type { Config, TenantConfig } from '../../config/config.ts';
import type { ContentType } from '../../events/content-type.ts';
import type { NetworkSettings } from '../../microsoft/agents.ts';
import { cloudSettingsOf } from '../../config/cloud-settings.ts';
import { resolveCloud } from '../../microsoft/clouds.ts';
import type { MicrosoftFeed } from '../../microsoft/activity-api.ts';
import type { RetryPolicy } from '../../microsoft/retry.ts';
import { reachHost, routeTo } from '../../microsoft/reach.ts';
import { readTokenClaims } from '../../microsoft/token-claims.ts';
import type { Redactor } from '../../wazuh/redactor.ts';
import { openNetwork } from '../../microsoft/open-network.ts';
import { openTenantFeed } from '../../wiring.ts';
import { type Fact, known, lookUp, unknown } from '../fact.ts';
import type { HostFact, TenantFact } from '../facts.ts';

/** A person waits: what does not answer in this time is told as it is. */
const TIMEOUT_MS = 20_000;
const RETRY: RetryPolicy = { baseMs: 500, capMs: 2_000, budgetMs: 10_000, maxAttempts: 4 };
/** Within the 24 hours that a listing may span, with room for a skewed clock. */
const LISTED_MS = 23 * 3_600_000;

/**
 * Asks Microsoft about one tenant with requests that only read: nothing is started, no content is fetched.
 *
 * @param redactor learns the secret and the token.
 * @throws the signal's reason when it aborts.
 */
export async function gatherTenant(
  config: Config,
  tenant: TenantConfig,
  clock: Clock,
  redactor: Redactor,
  signal: AbortSignal,
): Promise<TenantFact> {
  const onSecret = (secret: string): void => redactor.add(secret);
  const opened = await lookUp(() => ({
    network: openNetwork(tenant.network, { rules: { insecureFiles: config.insecureFiles }, onSecret }),
    endpoints: resolveCloud(cloudSettingsOf(tenant)),
    feed: openTenantFeed(config, tenant, {
      clock,
      limits: { controlMs: TIMEOUT_MS, idleMs: TIMEOUT_MS },
      retry: RETRY,
      onSecret,
    }),
  }));
  const { name, tenantId, cloud, contentTypes } = tenant;
  const facts = { name, tenantId, cloud, contentTypes };
  if (!opened.known) {
    const none = { hosts: [], livesIn: undefined, clockSkewMs: undefined, listings: new Map(), throttled: 0 };
    return { ...facts, ...none, token: opened, subscriptions: unknown(opened.why) };
  }
  const { network, endpoints, feed } = opened.value;
  using _feed = { [Symbol.dispose]: () => feed.close() };

  const { loginUrl, apiUrl } = endpoints;
  const skews: (number | undefined)[] = [];
  const hosts = await Promise.all(
    ([['login', loginUrl] as const, ['API', apiUrl] as const] as const).map(([what, url]) =>
      gatherHost(what, url, network, clock, skews, signal),
    ),
  );
  const livesIn = await feed.findCloud(signal);
  const token = asFact(await feed.getToken(signal));
  const subscriptions = token.known
    ? asFact(await feed.listSubscriptions(signal))
    : unknown('there is no token');
  signal.throwIfAborted();
  const listings = new Map<ContentType, Fact<number>>();
  for (const contentType of tenant.contentTypes) {
    const isEnabled =
      subscriptions.known &&
      subscriptions.value.some(
        one => one.enabled && one.contentType.toLowerCase() === contentType.toLowerCase(),
      );
    if (isEnabled) listings.set(contentType, await listSome(feed, contentType, clock, signal));
  }
  return {
    ...facts,
    hosts,
    livesIn,
    clockSkewMs: feed.clockSkewMs ?? skews.find(skew => skew !== undefined),
    token: token.known
      ? known({
          lifetimeMs: token.value.expiresAtMs - clock.now(),
          apiUrl,
          claims: readTokenClaims(token.value.value),
        })
      : token,
    subscriptions,
    listings,
    throttled: feed.counters.throttled,
  };
}

async function gatherHost(
  what: HostFact['what'],
  url: string,
  network: NetworkSettings,
  clock: Clock,
  skews: (number | undefined)[],
  signal: AbortSignal,
): Promise<HostFact> {
  const route = await lookUp(() => routeTo(url, network));
  const answered = route.known
    ? asFact(await reachHost(url, network, clock, TIMEOUT_MS, signal))
    : unknown(route.why, route.error);
  if (answered.known) skews.push(answered.value.clockSkewMs);
  return {
    what,
    url,
    proxy: route.known ? route.value.proxy : undefined,
    proxyIsOfShell: route.known && route.value.isFromEnvironment,
    answered: answered.known ? known(true) : answered,
  };
}

/** The first page only: whether there is anything, and whether it may be listed. */
async function listSome(
  feed: MicrosoftFeed,
  contentType: ContentType,
  clock: Clock,
  signal: AbortSignal,
): Promise<Fact<number>> {
  const toMs = clock.now();
  for await (const page of feed.listContent(contentType, { fromMs: toMs - LISTED_MS, toMs }, signal)) {
    const listed = asFact(page);
    return listed.known ? known(listed.value.length) : listed;
  }
  return known(0);
}

function asFact<T>(outcome: Outcome<T>): Fact<T> {
  return outcome.status === 'ok'
    ? known(outcome.value)
    : unknown(`Microsoft answers ${outcome.error.code}`, outcome.error);
}
