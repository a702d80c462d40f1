// The collector as the wodle runs it, in a process that can be struck at any seam. Takes one order after the other; each opens everything
// anew. Ends with its parent.
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import type { ActivityFeed, Outlet, PartitionStore, Store } from '../../src/collect/ports.ts';
import type { CollectTenant } from '../../src/collect/collect-tenant.ts';
import { collect } from '../../src/collect/run.ts';
import type { Config } from '../../src/config/config.ts';
import { configFromFlags } from '../../src/config/legacy-flags.ts';
import { O365WazuhError, toO365WazuhError } from '../../src/errors.ts';
import { loadUnixDgram } from '../../src/wazuh/native-addon.ts';
import { openCollector } from '../../src/wiring.ts';
import { LeapingClock } from './leaping-clock.ts';
import type { Blow, ChildMessage, RunOrder, RunReport, Seam } from './orders.ts';

const HOUR_MS = 3_600_000;
const DEFAULT_CLIENT_SECRET = 'simulator-secret';

/** Counts what passes each seam, and strikes. */
class Striker {
  readonly #blow: Blow | undefined;
  readonly #term = new AbortController();
  #passed = 0;
  struck = false;

  constructor(blow: Blow | undefined) {
    this.#blow = blow;
  }

  get signal(): AbortSignal {
    return this.#term.signal;
  }

  pass(seam: Seam): void {
    if (this.#blow?.seam !== seam || this.struck) return;
    this.#passed += 1;
    if (this.#passed < this.#blow.nth) return;
    this.struck = true;
    if (this.#blow.how === 'kill') process.kill(process.pid, 'SIGKILL');
    if (this.#blow.how === 'term') this.#term.abort(new Error('SIGTERM'));
    if (this.#blow.how === 'disk') throw new O365WazuhError('STATE_DISK_FULL', 'No room is left.');
  }
}

let striker = new Striker(undefined);
const addon = loadUnixDgram();
const sendRaw = addon.send.bind(addon);
addon.send = (fd, message) => {
  if (!message.includes('getstats')) striker.pass('send');
  return sendRaw(fd, message);
};

async function run(order: RunOrder): Promise<RunReport> {
  striker = new Striker(order.blow);
  const { home, contentTypes, groupEvents, patienceMs } = order;
  const stateDir = join(home, 'queue/o365-wazuh');
  mkdirSync(stateDir, { recursive: true });
  const config: Config = {
    ...configFromFlags({
      tenantId: order.tenantId,
      clientId: order.clientId,
      clientSecret: DEFAULT_CLIENT_SECRET,
      contentTypes,
      loginUrl: order.url,
      apiUrl: order.url,
    }),
    firstLookbackMs: order.lookbackHours * HOUR_MS,
    overlapMs: 2 * HOUR_MS,
    concurrency: order.concurrency,
    logLevel: 'error',
  };
  const clock = new LeapingClock(order.offsetMs, ms => say({ leaptMs: ms }));
  const places = {
    home: undefined,
    configFile: undefined,
    queueSocket: join(home, 'queue/sockets/queue'),
    stateDir,
  };
  const figures = { failedGroups: 0, largestGroup: 0, resent: 0 };
  try {
    await using collector = await openCollector(config, places, {
      dryRun: false,
      debug: false,
      // A stalled answer is waited for in real time: not for a minute here.
      tempo: {
        clock,
        patienceMs,
        writtenAfterMs: order.writtenAfterMs,
        feedLimits: { idleMs: 400, transferMs: 5_000, controlMs: 5_000 },
      },
    });
    const { deps, options } = collector;
    const summary = await collect(
      { ...options, groupEvents, tenants: options.tenants.map(struckFeed) },
      { ...deps, store: struckStore(deps.store), outlet: watchedOutlet(deps.outlet, figures), log: SILENT },
      striker.signal,
    );
    const { partitions } = summary;
    const sum = (pick: (one: (typeof partitions)[number]) => number) =>
      partitions.reduce((total, one) => total + pick(one), 0);
    return {
      errors: partitions.flatMap(one => (one.error ? [one.error.code] : [])),
      delivered: sum(one => one.delivered),
      blobsLost: sum(one => one.blobsLost),
      gaps: sum(one => one.gaps.length),
      ...figures,
      struck: striker.struck,
    };
  } catch (error) {
    const { code, message } = toO365WazuhError(error);
    const errors = [code === 'INTERNAL' ? `INTERNAL ${message}` : code];
    return { errors, delivered: 0, blobsLost: 0, gaps: 0, ...figures, struck: striker.struck };
  }
}

const quiet = (): void => undefined;
const SILENT = { error: quiet, warn: quiet, info: quiet, debug: quiet };

function watchedOutlet(
  inner: Outlet,
  figures: { -readonly [K in 'failedGroups' | 'largestGroup' | 'resent']: number },
): Outlet {
  return {
    async deliver(messages, signal) {
      figures.largestGroup = Math.max(figures.largestGroup, messages.length);
      const outcome = await inner.deliver(messages, signal);
      if (outcome.status === 'ok') {
        figures.resent += outcome.value.resent;
        striker.pass('taken');
      } else {
        figures.failedGroups += 1;
      }
      return outcome;
    },
    ...(inner.awaitWritten ? { awaitWritten: inner.awaitWritten.bind(inner) } : {}),
    close: () => inner.close(),
  };
}

function struckStore(inner: Store): Store {
  const partitions = new Map<PartitionStore, PartitionStore>();
  return {
    partition(partition) {
      const store = inner.partition(partition);
      const known = partitions.get(store) ?? struckPartition(store);
      partitions.set(store, known);
      return known;
    },
    prune: nowMs => inner.prune(nowMs),
    recordRun: record => inner.recordRun(record),
    meta: key => inner.meta(key),
    setMeta: (key, value) => inner.setMeta(key, value),
    close: () => inner.close(),
  };
}

function struckPartition(inner: PartitionStore): PartitionStore {
  return new Proxy(inner, {
    get(target, name) {
      if (name === 'commit') {
        return (step: Parameters<PartitionStore['commit']>[0]) => {
          striker.pass('write');
          const done = target.commit(step);
          striker.pass('written');
          return done;
        };
      }
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function struckFeed(tenant: CollectTenant): CollectTenant {
  const inner = tenant.feed;
  const feed: ActivityFeed = {
    ensureSubscriptions: (wanted, choice, signal) => inner.ensureSubscriptions(wanted, choice, signal),
    async *listContent(contentType, span, signal) {
      for await (const page of inner.listContent(contentType, span, signal)) {
        striker.pass('page');
        yield page;
      }
    },
    async fetchBlob(contentId, signal) {
      const outcome = await inner.fetchBlob(contentId, signal);
      striker.pass('fetched');
      return outcome;
    },
    counters: inner.counters,
  };
  return { ...tenant, feed };
}

function say(message: ChildMessage): void {
  process.send?.(message);
}

process.on('disconnect', () => process.exit());
process.on('message', (order: RunOrder) => {
  void run(order).then(report => say({ report }));
});
say('ready');
