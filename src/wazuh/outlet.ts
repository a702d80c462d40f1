import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toO365WazuhError, type O365WazuhError } from '../errors.ts';
import type { Clock, Delivery, Log, Outcome, Outlet } from '../collect/ports.ts';
import { AcknowledgedPace } from './acknowledged-pace.ts';
import { AgentPace } from './agent-pace.ts';
import { getFigures } from './analysisd.ts';
import { DatagramSocket } from './datagram-socket.ts';
import { FixedPace } from './fixed-pace.ts';
import { hasFeature, type WazuhHome } from './home.ts';
import { interrupted } from './delivery-errors.ts';
import { InheritedTail } from './inherited-tail.ts';
import { OssecLogWatch } from './ossec-log-watch.ts';
import type { Pace } from './pace.ts';
import { earlyOutcome } from './pending-delivery.ts';
import { QueueSocket } from './queue.ts';
import { isLasting, queueError } from './queue-error.ts';
import { SendingMark } from './reload-lock.ts';
import { SavedTailFile } from './saved-tail.ts';
import { SocketOutlet } from './socket-outlet.ts';
import { TailKeeper } from './tail-keeper.ts';
import { WRITTEN_AFTER_MS } from './unwritten-tail.ts';

export interface OutletOptions {
  readonly home: Pick<WazuhHome, 'type' | 'version' | 'files' | 'conf'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Another queue socket than the home's. analysisd's own socket is looked for beside it. */
  readonly queueSocket?: string;
  /** Ceiling in events a second where a manager tells no figures (before 4.4). Default 2,000. */
  readonly eventsPerSecond?: number;
  /** Ceiling in events a second on an agent. Default 300, and at most 60 % of what its client_buffer passes on. */
  readonly agentEventsPerSecond?: number;
  /** How long Wazuh may be away or stand still before a delivery is given up, in ms. Default 60,000. */
  readonly patienceMs?: number;
  /** Where the last messages are kept as long as a crash of analysisd could take them, for whoever comes after us. Default: nowhere. */
  readonly tailFile?: string;
  /** How long that is, in ms. Default: `WRITTEN_AFTER_MS`. */
  readonly writtenAfterMs?: number;
}

const DEFAULT_EVENTS_PER_SECOND = 2_000;
const DEFAULT_AGENT_EVENTS_PER_SECOND = 300;
const AGENT_SHARE = 0.6;
const DEFAULT_PATIENCE_MS = 60_000;
const PROBE_PAUSE_MS = 100;
/** analysisd binds its queue some time before it answers for its figures: so long the one without the other means nothing. */
const NO_FIGURES_AFTER_MS = { known: 10_000, unknown: 1_000 };

/**
 * The way into Wazuh for a home: acknowledged by analysisd's figures where it tells them, at a safe pace where not.
 *
 * Touches nothing before the first delivery. Wazuh need not run yet: which way it is to be is found out by the first delivery
 * that meets it, and kept.
 */
export function openOutlet(options: OutletOptions): Outlet {
  return new ProbingOutlet(options);
}

class ProbingOutlet implements Outlet {
  readonly #options: OutletOptions;
  readonly #closed = new AbortController();
  #outlet: Outlet | undefined;
  #probing: Promise<Outlet | O365WazuhError> | undefined;

  constructor(options: OutletOptions) {
    this.#options = options;
  }

  async deliver(messages: readonly Buffer[], signal: AbortSignal): Promise<Outcome<Delivery>> {
    if (this.#outlet) return this.#outlet.deliver(messages, signal);
    const early = earlyOutcome(messages, signal, 'socket');
    if (early) return early;
    const found = await this.#open(signal);
    if ('code' in found) return { status: 'retry', error: found };
    return found.deliver(messages, signal);
  }

  /** One probe for all who wait, in their order; it ends with the outlet, or with the first caller's signal. */
  #open(signal: AbortSignal): Promise<Outlet | O365WazuhError> {
    this.#probing ??= this.#probe(AbortSignal.any([signal, this.#closed.signal])).finally(() => {
      this.#probing = undefined;
    });
    return this.#probing;
  }

  async awaitWritten(signal: AbortSignal): Promise<Outcome<Pick<Delivery, 'resent'>>> {
    const { tailFile } = this.#options;
    if (this.#outlet === undefined && tailFile !== undefined && existsSync(tailFile)) {
      const outcome = await this.#open(signal);
      if ('code' in outcome) return { status: 'retry', error: outcome };
    }
    return (await this.#outlet?.awaitWritten?.(signal)) ?? { status: 'ok', value: { resent: 0 } };
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#probing;
    await this.#outlet?.close();
  }

  async #probe(signal: AbortSignal): Promise<Outlet | O365WazuhError> {
    try {
      const kind = await chooseKind(this.#options, signal);
      if (typeof kind !== 'string') return kind;
      this.#outlet = makeOutlet(kind, this.#options);
      return this.#outlet;
    } catch (error) {
      return signal.aborted ? interrupted() : toO365WazuhError(error);
    }
  }
}

type Kind = 'acknowledged' | 'fixed' | 'agent';

async function chooseKind(options: OutletOptions, signal: AbortSignal): Promise<Kind | O365WazuhError> {
  const { home, clock, log, patienceMs = DEFAULT_PATIENCE_MS } = options;
  if (home.type === 'agent') return 'agent';
  const known = hasFeature(home, 'getstats');
  if (known === false) return 'fixed';

  const { queueSocket, analysisSocket } = sockets(options);
  const startedAtMs = clock.now();
  let aloneSinceMs: number | undefined;
  for (;;) {
    const refusal = await figuresRefusal(analysisSocket, signal);
    if (refusal === undefined) return 'acknowledged';
    const errno = tryQueue(queueSocket);
    const nowMs = clock.now();
    if (errno === undefined) {
      aloneSinceMs ??= nowMs;
      const isFinal = ['not-json', 'FIGURES_UNKNOWN'].includes(refusal);
      if (isFinal || nowMs - aloneSinceMs >= NO_FIGURES_AFTER_MS[known ? 'known' : 'unknown']) {
        log.info(`analysisd tells no figures (${refusal}): sending at a fixed pace, unacknowledged.`);
        return 'fixed';
      }
    } else {
      aloneSinceMs = undefined;
      if (isLasting(errno, queueSocket) || nowMs - startedAtMs >= patienceMs) {
        return queueError(errno, queueSocket);
      }
    }
    await clock.sleep(PROBE_PAUSE_MS, signal);
  }
}

/** @returns undefined when analysisd tells its figures, else why not, in a word. */
async function figuresRefusal(analysisSocket: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await getFigures(analysisSocket, signal);
    return undefined;
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toO365WazuhError(thrown);
    const { reason } = error.details;
    return typeof reason === 'string' ? reason : error.code;
  }
}

function tryQueue(path: string): string | undefined {
  const socket = new DatagramSocket();
  const errno = socket.connect(path);
  socket.close();
  return errno;
}

function sockets(options: OutletOptions): { queueSocket: string; analysisSocket: string } {
  const { files } = options.home;
  if (options.queueSocket === undefined) return files;
  return { queueSocket: options.queueSocket, analysisSocket: join(dirname(options.queueSocket), 'analysis') };
}

function makeOutlet(kind: Kind, options: OutletOptions): Outlet {
  const { home, clock, log, patienceMs = DEFAULT_PATIENCE_MS } = options;
  const { queueSocket, analysisSocket } = sockets(options);
  const queue = new QueueSocket({ path: queueSocket, clock, patienceMs });
  const { tailFile, writtenAfterMs = WRITTEN_AFTER_MS } = options;
  const file = tailFile === undefined ? undefined : new SavedTailFile(tailFile, log);
  const saved = file?.read();
  const ossecLog = new OssecLogWatch(home.files.ossecLog, saved?.log);
  const { alertsJson } = home.files;
  if (kind === 'acknowledged') {
    return new AcknowledgedPace({
      queue,
      analysisSocket,
      mark: new SendingMark(home.files.stateDir),
      ossecLog,
      tail: new TailKeeper({
        writtenAfterMs,
        ossecLog,
        alertsJson,
        ...(file ? { file } : {}),
        saved,
        nowMs: clock.now(),
      }),
      clock,
      log,
      patienceMs,
      socketCapacity: readSocketCapacity(),
    });
  }
  const outlet = new SocketOutlet(queue, kind === 'fixed' ? fixedPace(options) : agentPace(options));
  return file && saved ? new InheritedTail(outlet, { saved, file, ossecLog, alertsJson, log }) : outlet;
}

function fixedPace({ home, clock, log, eventsPerSecond = DEFAULT_EVENTS_PER_SECOND }: OutletOptions): Pace {
  return new FixedPace({ eventsPerSecond, stateFile: home.files.analysisdState, clock, log });
}

function agentPace({ home, clock, ...options }: OutletOptions): Pace {
  const { events: bufferEvents, eventsPerSecond } = home.conf.agentBuffer;
  const ceiling = options.agentEventsPerSecond ?? DEFAULT_AGENT_EVENTS_PER_SECOND;
  return new AgentPace({
    eventsPerSecond: Math.min(ceiling, eventsPerSecond * AGENT_SHARE),
    bufferEvents,
    stateFile: home.files.agentdState,
    clock,
    patienceMs: options.patienceMs ?? DEFAULT_PATIENCE_MS,
  });
}

/**
 * More messages than the kernel holds for analysisd's socket. The limit is fixed when the socket is made, and may have been changed
 * since; so some are added.
 */
function readSocketCapacity(): number {
  try {
    return 2 * Number(readFileSync('/proc/sys/net/unix/max_dgram_qlen', 'utf8')) + 64;
  } catch {
    return 2 * 512 + 64;
  }
}
