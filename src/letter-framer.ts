import type { CollectTenant } from './collect/collect-tenant.ts';
import type { MessageMaker } from './collect/message-maker.ts';
import type { Identity, PartitionStore } from './collect/ports.ts';
import { identityOf } from './events/identity.ts';
import { parseEvent } from './events/parse-event.ts';
import { isMasked } from './events/privacy.ts';
import { type DeadLetter, letterId } from './state/dead-letters.ts';
import type { Collector } from './wiring.ts';

/** Why a letter cannot be sent again. */
export type UnsendableReason =
  /** Nothing but its size and hash were kept. */
  | 'text hidden by privacy settings'
  /** What is kept of it is no event: it was none, or too large to be kept whole. */
  | 'no event'
  /** Its tenant or content type is not configured any more. */
  | 'not configured'
  /** It brings out a defect, which another version may not have. */
  | 'cannot be framed';

/** A letter that is ready to be sent. */
export interface FramedLetter {
  readonly id: string;
  readonly datagram: Buffer;
  readonly identity: Identity;
  readonly store: PartitionStore;
}

/** Makes messages of dead letters, marked as backfill, with the settings as they are now. */
export class LetterFramer {
  readonly #collector: Pick<Collector, 'options' | 'deps'>;
  readonly #makers = new Map<string, MessageMaker>();
  readonly #stores = new Map<string, PartitionStore>();

  constructor(collector: Pick<Collector, 'options' | 'deps'>) {
    this.#collector = collector;
  }

  frame(letter: DeadLetter): FramedLetter | UnsendableReason {
    const { event: kept, tenantId, contentType, at, identity } = letter;
    const tenant = this.#collector.options.tenants.find(
      one => one.tenantId === tenantId && one.contentTypes.includes(contentType),
    );
    if (!tenant) return 'not configured';
    if (isMasked(kept)) return 'text hidden by privacy settings';
    const text = typeof kept === 'string' ? kept : JSON.stringify(kept);
    const event = typeof kept === 'string' ? parseEvent(kept) : kept;
    if (!event) return 'no event';
    const seen = { contentCreatedMs: Date.parse(at), backfill: true };
    const done = { redacted: letter.redacted ?? [], hashed: letter.hashed ?? [] };
    const maker = this.#makerOf(tenant, letter);
    let datagram: Buffer;
    try {
      datagram = Buffer.from(maker.make(event, seen, text, { done }).message);
    } catch {
      return 'cannot be framed';
    }
    return {
      id: letterId(letter),
      datagram,
      // Of an event that privacy settings changed, Microsoft's own form is what comes again.
      identity: identity === undefined ? identityOf(event) : Buffer.from(identity, 'hex').toString('latin1'),
      store: this.#storeOf(letter),
    };
  }

  /** Before a delivery: the kinds of its fields must be known after a crash as well. */
  saveLearned(): void {
    for (const maker of this.#makers.values()) maker.saveLearned();
  }

  #storeOf({ tenantId, contentType }: DeadLetter): PartitionStore {
    const key = `${tenantId} ${contentType}`;
    const store = this.#stores.get(key) ?? this.#collector.deps.store.partition({ tenantId, contentType });
    this.#stores.set(key, store);
    return store;
  }

  #makerOf(tenant: CollectTenant, { contentType }: DeadLetter): MessageMaker {
    const key = `${tenant.name} ${contentType}`;
    const maker = this.#makers.get(key) ?? this.#collector.deps.messagesFor(tenant, contentType);
    this.#makers.set(key, maker);
    return maker;
  }
}
