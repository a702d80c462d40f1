import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dryRunOutlet } from './collect/dry-run-outlet.ts';
import type { Acknowledgement, Clock, DeadLetters, Log, Outlet } from './collect/ports.ts';
import { STATE_RESET_KEY } from './collect/tell-health.ts';
import type { CollectTenant } from './collect/collect-tenant.ts';
import type { CollectDeps, CollectOptions } from './collect/run.ts';
import type { Config, TenantConfig } from './config/config.ts';
import type { NetworkConfig } from './config/network-config.ts';
import { settingsOf } from './config/tenant-settings.ts';
import { O365WazuhError } from './errors.ts';
import { messageMakers } from './message-makers.ts';
import { createActivityFeed, type FeedLimits, type MicrosoftFeed } from './microsoft/activity-api.ts';
import { openCredential } from './microsoft/credentials/open-credential.ts';
import type { RetryPolicy } from './microsoft/retry.ts';
import { RequestPace } from './microsoft/request-pace.ts';
import type { StartMemory } from './microsoft/start-memory.ts';
import type { NetworkSettings } from './microsoft/agents.ts';
import { type NetworkParts, openNetwork } from './microsoft/open-network.ts';
import { CODE_DIR } from './package-root.ts';
import { openDeadLetters } from './state/dead-letters.ts';
import { openStore, type OpenedStore } from './state/open-store.ts';
import { homeFiles } from './wazuh/home-files.ts';
import { detectHome, type WazuhHome } from './wazuh/home.ts';
import { openLogFile, stderrLog } from './wazuh/log-file.ts';
import { scanOssecConf } from './wazuh/ossec-conf-scan.ts';
import { openOutlet } from './wazuh/outlet.ts';
import { Redactor } from './wazuh/redactor.ts';

/*
 * The one place that joins ports and parts.
 */

/** The machine's clock. */
export const SYSTEM_CLOCK: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    try {
      await sleep(ms, undefined, signal ? { signal } : {});
    } catch (error) {
      // Node's own error has the reason for its cause only.
      signal?.throwIfAborted();
      throw error;
    }
  },
};

/** Where a command works. */
export interface Places {
  /** Undefined when the command can do without: a dry run, or a queue and a state folder named by hand. */
  readonly home: WazuhHome | undefined;
  readonly configFile: string | undefined;
  readonly queueSocket: string | undefined;
  readonly stateDir: string | undefined;
}

/** The home that this code is installed in, or undefined when it runs from the package. */
export function installedHomePath(): string | undefined {
  const wodles = dirname(CODE_DIR);
  return basename(CODE_DIR) === 'o365-wazuh' && basename(wodles) === 'wodles' ? dirname(wodles) : undefined;
}

/**
 * Finds the home and the paths that follow from it; what is named by hand wins.
 *
 * @throws HOME_NOT_FOUND unless the command can do without a home.
 */
export async function resolvePlaces(named: {
  readonly home?: string;
  readonly config?: string;
  readonly queue?: string;
  readonly state?: string;
  readonly dryRun?: boolean;
}): Promise<Places> {
  const homePath = named.home ?? installedHomePath();
  let home: WazuhHome | undefined;
  try {
    home = await detectHome(homePath === undefined ? {} : { home: homePath });
  } catch (error) {
    const canDoWithout = named.dryRun || (named.queue !== undefined && named.state !== undefined);
    if (homePath !== undefined || !canDoWithout) throw error;
  }
  return {
    home,
    configFile: named.config ?? home?.files.configFile,
    queueSocket: named.queue ?? home?.files.queueSocket,
    stateDir: named.state ?? home?.files.stateDir,
  };
}

/** Other time and other patience than the machine's, for whoever cannot wait for days: tests. */
export interface Tempo {
  /** For all that concerns Microsoft and the state. */
  readonly clock?: Clock;
  /** For the way into Wazuh, which is measured in milliseconds of real time: leaps would make it see what is not there. */
  readonly outletClock?: Clock;
  /** How long Wazuh may be away, in ms; default 60,000. */
  readonly patienceMs?: number;
  /** How long an alert may be in analysisd's buffer, in ms; default 1,500. */
  readonly writtenAfterMs?: number;
  readonly feedLimits?: Partial<FeedLimits>;
}

/** Everything that one run of the collector needs, opened; closes it all when disposed of. */
export interface Collector extends AsyncDisposable {
  readonly options: CollectOptions;
  readonly deps: CollectDeps;
  readonly log: Log;
  /** What the user should know beside the figures. */
  readonly notes: string[];
  acknowledgement(): Acknowledgement | 'none';
  requests(): number;
  /** Highest share of the receiver's queue that was in use during a delivery; undefined where it does not tell. */
  queueUsage(): number | undefined;
  /** Size of the dead-letter folder. */
  deadLetterBytes(): number;
}

/**
 * Opens log, state, feeds and outlet for a run; the caller holds the state folder's lock. A dry run has its state in memory and sends nothing.
 *
 * @throws STATE_…, CLOUD_URL_….
 */
export async function openCollector(
  config: Config,
  places: Places,
  mode: { readonly dryRun: boolean; readonly debug: boolean; readonly tempo?: Tempo },
): Promise<Collector> {
  await using cleanUp = new AsyncDisposableStack();
  const { tempo = {} } = mode;
  const clock = tempo.clock ?? SYSTEM_CLOCK;
  const redactor = new Redactor();
  const log = openLog(config, places, mode, redactor, cleanUp);
  const notes: string[] = [];
  const feeds = new Map<string, MicrosoftFeed>();

  let store: OpenedStore;
  let deadLetters: DeadLetters & { readonly usedBytes: number };
  if (mode.dryRun || places.stateDir === undefined) {
    store = openStore({ path: ':memory:', clock });
    deadLetters = { put: () => undefined, usedBytes: 0 };
  } else {
    store = openStore({ path: join(places.stateDir, 'state.db'), clock });
    deadLetters = openDeadLetters({
      folder: join(places.stateDir, 'dead-letter'),
      clock,
      onFull: message => {
        notes.push(message);
        log.error(message);
      },
    });
  }
  cleanUp.defer(() => store.close());
  if (store.recovered) {
    const note = `The state file was damaged (${store.recovered.reason}) and is set aside as ${store.recovered.path}; a new one begins and looks back 7 days. Some events may arrive twice.`;
    notes.push(note);
    log.error(note);
    store.setMeta(STATE_RESET_KEY, note);
  }

  let acknowledgement: Acknowledgement | 'none' = 'none';
  let queueUsage: number | undefined;
  const inner = mode.dryRun
    ? dryRunOutlet(line => process.stdout.write(line))
    : openWazuhOutlet(config, places, log, tempo);
  cleanUp.defer(() => inner.close());
  const outlet: Outlet = {
    deliver: async (messages, signal) => {
      const outcome = await inner.deliver(messages, signal);
      if (outcome.status === 'ok' && !mode.dryRun) {
        acknowledgement = outcome.value.acknowledgement;
        queueUsage = outcome.value.queueUsage ?? queueUsage;
      }
      return outcome;
    },
    ...(inner.awaitWritten ? { awaitWritten: inner.awaitWritten.bind(inner) } : {}),
    close: () => inner.close(),
  };

  const networks = new Networks({
    rules: { insecureFiles: config.insecureFiles },
    onSecret: one => redactor.add(one),
  });
  const pace =
    config.maxRequestsPerSecond === undefined
      ? undefined
      : new RequestPace(config.maxRequestsPerSecond, clock);
  const tenants = config.tenants.map((tenant): CollectTenant => {
    const feed = openFeed(tenant, networks, clock, {
      startMemory: startMemoryIn(store, tenant),
      ...(pace ? { pace } : {}),
      ...(tempo.feedLimits === undefined ? {} : { limits: tempo.feedLimits }),
    });
    feeds.set(tenant.name, feed);
    cleanUp.defer(() => feed.close());
    const { name, tenantId, contentTypes, stopOthers } = tenant;
    const settings = settingsOf(config, tenant);
    // A lost memory looks back as far as Microsoft keeps content: what was delivered already comes again, nothing stays out.
    // Until that is told: whoever met the damage first need not be the run that collects.
    const isReset = Boolean(store.meta(STATE_RESET_KEY));
    const firstLookbackMs = isReset ? WIDEST_LOOKBACK_MS : settings.firstLookbackMs;
    return {
      name,
      tenantId,
      contentTypes,
      stopOthers,
      feed,
      firstLookbackMs,
      overlapMs: settings.overlapMs,
    };
  });

  const deps: CollectDeps = {
    store,
    outlet,
    deadLetters,
    clock,
    log,
    messagesFor: messageMakers(config, { store, clock, onSecret: key => redactor.add(key) }),
  };
  const opened = cleanUp.move();
  return {
    options: {
      tenants,
      concurrency: config.concurrency,
      yieldAfterMs: config.intervalMs,
      // A dry run knows nothing of what was told before.
      ...(mode.dryRun ? {} : { intervalMs: config.intervalMs }),
    },
    deps,
    log,
    notes,
    acknowledgement: () => acknowledgement,
    requests: () => [...feeds.values()].reduce((sum, feed) => sum + feed.counters.requests, 0),
    queueUsage: () => queueUsage,
    deadLetterBytes: () => deadLetters.usedBytes,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const WIDEST_LOOKBACK_MS = 7 * 24 * 3_600_000;

/**
 * One tenant's Activity API for a look without a run: nothing of it is remembered. The caller closes it.
 *
 * @throws CLOUD_URL_…
 */
export function openTenantFeed(
  config: Pick<Config, 'insecureFiles'>,
  tenant: TenantConfig,
  options: {
    readonly clock?: Clock;
    readonly retry?: RetryPolicy;
    readonly limits?: Partial<FeedLimits>;
    /** Told every secret and token, so that it can be kept out of what is shown. */
    readonly onSecret?: (secret: string) => void;
  } = {},
): MicrosoftFeed {
  const { clock = SYSTEM_CLOCK, onSecret, ...patience } = options;
  const rules = { insecureFiles: config.insecureFiles };
  const networks = new Networks({ rules, ...(onSecret ? { onSecret } : {}) });
  return openFeed(tenant, networks, clock, patience);
}

/** The ways to Microsoft; tenants whose way is the same share what was read for it. */
class Networks {
  readonly parts: NetworkParts;
  readonly #known = new Map<string, NetworkSettings>();

  constructor(parts: NetworkParts) {
    this.parts = parts;
  }

  /** @throws as `openNetwork`, anew at each call until it succeeds. */
  open(config: NetworkConfig): NetworkSettings {
    const key = JSON.stringify(config);
    const settings = this.#known.get(key) ?? openNetwork(config, this.parts);
    this.#known.set(key, settings);
    return settings;
  }
}

function openFeed(
  tenant: TenantConfig,
  networks: Networks,
  clock: Clock,
  more: {
    readonly startMemory?: StartMemory;
    readonly limits?: Partial<FeedLimits>;
    readonly retry?: RetryPolicy;
    readonly pace?: RequestPace;
  } = {},
): MicrosoftFeed {
  return createActivityFeed({
    cloud: {
      cloud: tenant.cloud,
      ...(tenant.loginUrl === undefined ? {} : { loginUrl: tenant.loginUrl }),
      ...(tenant.apiUrl === undefined ? {} : { apiUrl: tenant.apiUrl }),
    },
    tenantId: tenant.tenantId,
    clientId: tenant.clientId,
    credential: openCredential(tenant.credential, { clock, ...networks.parts }),
    clock,
    // Read at the first request: a file that cannot be read stops its own tenant, not the run.
    network: () => networks.open(tenant.network),
    ...more,
  });
}

/** When a subscription was last started, kept with the state. */
function startMemoryIn(store: OpenedStore, { tenantId, clientId }: TenantConfig): StartMemory {
  const key = (contentType: string): string => `start/${tenantId}/${clientId}/${contentType}`;
  return {
    lastStartMs: contentType => {
      const at = store.meta(key(contentType));
      return at === undefined ? undefined : Number(at);
    },
    remember: (contentType, atMs) => store.setMeta(key(contentType), String(atMs)),
  };
}

/** In the state folder. */
const TAIL_FILE = 'unwritten-tail';

function openWazuhOutlet(config: Config, places: Places, log: Log, tempo: Tempo): Outlet {
  const { home, queueSocket, stateDir } = places;
  if (queueSocket === undefined)
    throw new O365WazuhError('HOME_NOT_FOUND', 'No queue socket of Wazuh is known.');
  return openOutlet({
    home: home ?? homeAround(queueSocket),
    clock: tempo.outletClock ?? SYSTEM_CLOCK,
    ...(tempo.patienceMs === undefined ? {} : { patienceMs: tempo.patienceMs }),
    ...(tempo.writtenAfterMs === undefined ? {} : { writtenAfterMs: tempo.writtenAfterMs }),
    ...(stateDir === undefined ? {} : { tailFile: join(stateDir, TAIL_FILE) }),
    log,
    eventsPerSecond: config.maxEventsPerSecond,
    queueSocket,
  });
}

/** A queue socket named by hand: the home is the folder that it lies in as in a home, whether the rest is there or not. */
function homeAround(queueSocket: string): Pick<WazuhHome, 'type' | 'version' | 'files' | 'conf'> {
  const path = dirname(dirname(dirname(queueSocket)));
  return { type: 'server', version: undefined, files: homeFiles(path, undefined), conf: scanOssecConf('') };
}

function openLog(
  config: Config,
  places: Places,
  mode: { readonly debug: boolean },
  redactor: Redactor,
  cleanUp: AsyncDisposableStack,
): Log {
  const options = {
    level: mode.debug ? ('debug' as const) : config.logLevel,
    redactor,
    now: () => Date.now(),
  };
  const onTerminal = stderrLog(options);
  if (!places.home) return onTerminal;
  try {
    const file = cleanUp.use(
      openLogFile({ ...options, path: places.home.files.log, account: places.home.account }),
    );
    return mode.debug ? both(file, onTerminal) : file;
  } catch (error) {
    onTerminal.warn(
      `Cannot write ${places.home.files.log}: ${(error as Error).message}. Logging here instead.`,
    );
    return onTerminal;
  }
}

function both(one: Log, other: Log): Log {
  const to = (level: keyof Log) => (message: string) => {
    one[level](message);
    other[level](message);
  };
  return { error: to('error'), warn: to('warn'), info: to('info'), debug: to('debug') };
}
