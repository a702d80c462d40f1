import type { ContentType } from '../events/content-type.ts';
import { isContentType } from '../events/content-type.ts';
import type { Answer } from './answer.ts';
import type { FaultPlan } from './fault-plan.ts';
import { parseFault } from './fault-setting.ts';
import { idOf } from './offered-event.ts';
import type { GivenEvent } from './world-options.ts';
import type { World } from './world.ts';

interface EventsOrder {
  /** Synthetic events of all content types … */
  readonly count?: number;
  /** … or one blob with these events (or so many synthetic ones) of one content type. */
  readonly contentType?: string;
  readonly events?: number | readonly GivenEvent[];
  readonly tenantIndex?: number;
  /** How long ago the blob's contentCreated is. */
  readonly createdAgoMs?: number;
  /** How long from now until a listing shows the blob. */
  readonly listedInMs?: number;
}

/** Orders over HTTP, for tests in another process: `POST /_simulator/{events,faults,advance}` with a JSON body. */
export function obey(path: string, body: string, world: World, faults: FaultPlan): Answer {
  try {
    const order = JSON.parse(body) as unknown;
    switch (path) {
      case '/_simulator/events':
        return { status: 200, body: addEvents(order as EventsOrder, world) };
      case '/_simulator/advance':
        world.clock.advance((order as { ms: number }).ms);
        return { status: 200, body: { now: new Date(world.clock.now()).toISOString() } };
      case '/_simulator/faults':
        faults.set(Object.fromEntries((order as { faults: readonly string[] }).faults.map(parseFault)));
        return { status: 200, body: {} };
      default:
        return { status: 404 };
    }
  } catch (error) {
    return { status: 400, body: { Message: error instanceof Error ? error.message : String(error) } };
  }
}

function addEvents(order: EventsOrder, world: World): unknown {
  const { tenantIndex = 0 } = order;
  if (order.contentType === undefined) return { blobs: world.addEvents(order.count ?? 1, tenantIndex) };
  const nowMs = world.clock.now();
  const blob = world.addBlob({
    contentType: knownContentType(order.contentType),
    events: order.events ?? 1,
    tenantIndex,
    createdMs: nowMs - (order.createdAgoMs ?? 0),
    listedMs: nowMs + (order.listedInMs ?? 0),
  });
  return { contentId: blob.contentId };
}

function knownContentType(text: string): ContentType {
  if (isContentType(text)) return text;
  throw new RangeError(`${JSON.stringify(text)} is no content type`);
}

/** The book as NDJSON, one line per event and blob; with the events themselves on request. */
export function* bookLines(world: World, withText: boolean): Generator<string> {
  for (const event of world.offered()) {
    const { text, ...facts } = event;
    yield `${JSON.stringify({ ...facts, id: idOf(event), ...(withText ? { text } : {}) })}\n`;
  }
}
