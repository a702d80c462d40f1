import { z } from 'zod';

/** A queue inside analysisd and the counter of what left it. */
export interface Stage {
  /** Events taken out of the queue since analysisd started. */
  readonly passed: number;
  /** Events waiting in it. */
  readonly waiting: number;
}

/** analysisd's own account of itself at one moment (`getstats`, since 4.4). */
export interface Figures {
  /** When this analysisd started, epoch seconds: tells one process from the next. */
  readonly startedAt: number;
  /** Datagrams read from the queue socket, whosever they were. */
  readonly received: number;
  /** Drops of events like ours: location that names no module of Wazuh's. */
  readonly dropped: number;
  /** Places in the queue that our events wait in to be decoded. It is the only one that drops. */
  readonly capacity: number;
  /** What an event passes on its way, in order: decoding, rules, alert file, archive file. Each is first in, first out. */
  readonly stages: readonly [decode: Stage, rules: Stage, alerts: Stage, archives: Stage];
}

const count = z.number().nonnegative();
const queue = z.looseObject({ size: count, usage: z.number() });
const nested: z.ZodType<Nested> = z.lazy(() => z.record(z.string(), z.union([z.number(), nested])));
type Nested = { readonly [key: string]: number | Nested };

const answer = z.looseObject({
  uptime: count,
  metrics: z.looseObject({
    events: z.looseObject({
      received: count,
      processed: count,
      received_breakdown: z.looseObject({
        decoded_breakdown: nested,
        dropped_breakdown: z.looseObject({
          modules_breakdown: z.looseObject({ logcollector_breakdown: z.looseObject({ others: count }) }),
        }),
      }),
      written_breakdown: z.looseObject({ alerts: count, archives: count }),
    }),
    queues: z.looseObject({ others: queue, processed: queue, alerts: queue, archives: queue }),
  }),
});

/** Kinds of events that have a decoding queue of their own; all others share ours (analysisd.c, `ad_input_main`). */
const OWN_QUEUE = new Set([
  'dbsync',
  'eventchannel',
  'rootcheck',
  'sca',
  'syscheck',
  'syscollector',
  'upgrade',
]);

/**
 * Reads the `data` of a `getstats` answer. The names are the same in 4.4 … 4.14 (analysisd/state.c, `asys_create_state_json`).
 *
 * @returns undefined when it has another shape: a version that we do not know.
 */
export function parseFigures(data: unknown): Figures | undefined {
  const parsed = answer.safeParse(data);
  if (!parsed.success) return undefined;
  const { uptime, metrics } = parsed.data;
  const { events, queues } = metrics;
  return {
    startedAt: uptime,
    received: events.received,
    dropped: events.received_breakdown.dropped_breakdown.modules_breakdown.logcollector_breakdown.others,
    capacity: queues.others.size - 1,
    stages: [
      { passed: sharedDecodes(events.received_breakdown.decoded_breakdown), waiting: waiting(queues.others) },
      { passed: events.processed, waiting: waiting(queues.processed) },
      { passed: events.written_breakdown.alerts, waiting: waiting(queues.alerts) },
      { passed: events.written_breakdown.archives, waiting: waiting(queues.archives) },
    ],
  };
}

/** `usage` is elements / (size − 1), as a float (shared/queue_op.c). */
function waiting(queue: { size: number; usage: number }): number {
  return Math.max(0, Math.round(queue.usage * (queue.size - 1)));
}

function sharedDecodes(breakdown: Nested): number {
  let sum = 0;
  for (const [kind, value] of Object.entries(breakdown)) {
    if (OWN_QUEUE.has(kind)) continue;
    sum += typeof value === 'number' ? value : sharedDecodes(value);
  }
  return sum;
}
