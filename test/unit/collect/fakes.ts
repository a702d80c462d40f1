import { createHash } from 'node:crypto';
import type {
  ActivityFeed,
  BlobRef,
  Delivery,
  FetchedBlob,
  Outcome,
  Outlet,
  Span,
} from '../../../src/collect/ports.ts';
import type { ContentType } from '../../../src/events/content-type.ts';
import { O365WazuhError } from '../../../src/errors.ts';

/** A blob as the fake Microsoft holds it. */
export interface FakeBlob {
  readonly contentId: string;
  readonly createdMs: number;
  readonly events: readonly Record<string, unknown>[];
  readonly expiresMs?: number;
}

/** An ActivityFeed that holds blobs in memory and can be told to misbehave. */
export class FakeFeed implements ActivityFeed {
  readonly counters = { requests: 0, retries: 0, throttled: 0, tokenRenewals: 0, bytes: 0, byStatus: {} };
  readonly blobs: FakeBlob[] = [];
  readonly listedSpans: Span[] = [];
  readonly fetched: string[] = [];
  /** Per blob, what the next fetches answer in place of the body. */
  readonly faults = new Map<string, Outcome<FetchedBlob>[]>();
  listingFault: Outcome<readonly BlobRef[]> | undefined;
  subscriptionFault: Outcome<'enabled'> | undefined;

  ensureSubscriptions(
    wanted: readonly ContentType[],
    _options?: Parameters<ActivityFeed['ensureSubscriptions']>[1],
  ): ReturnType<ActivityFeed['ensureSubscriptions']> {
    return Promise.resolve(
      new Map(
        wanted.map(type => [type, this.subscriptionFault ?? ({ status: 'ok', value: 'enabled' } as const)]),
      ),
    );
  }

  async *listContent(
    _type: ContentType,
    span: Span,
  ): AsyncGenerator<Outcome<readonly BlobRef[]>, void, void> {
    this.listedSpans.push(span);
    const inside = this.blobs.filter(blob => blob.createdMs >= span.fromMs && blob.createdMs < span.toMs);
    const refs = inside.map(blob => ({
      contentId: blob.contentId,
      contentCreatedMs: blob.createdMs,
      contentExpirationMs: blob.expiresMs ?? blob.createdMs + 20 * 86_400_000,
    }));
    // Pages of two, and an empty one between them, as Microsoft sends now and then.
    for (let at = 0; at < refs.length; at += 2) {
      yield { status: 'ok', value: refs.slice(at, at + 2) };
      yield { status: 'ok', value: [] };
    }
    if (this.listingFault) yield this.listingFault;
  }

  fetchBlob(contentId: string): Promise<Outcome<FetchedBlob>> {
    this.fetched.push(contentId);
    const fault = this.faults.get(contentId)?.shift();
    if (fault) return Promise.resolve(fault);
    const blob = this.blobs.find(one => one.contentId === contentId);
    return Promise.resolve(
      blob
        ? { status: 'ok', value: bodyOf(JSON.stringify(blob.events)) }
        : { status: 'skip', reason: 'missing', error: new O365WazuhError('BLOB_MISSING', `no ${contentId}`) },
    );
  }
}

export function bodyOf(text: string): FetchedBlob {
  const body = Buffer.from(text);
  return { body, sha256: createHash('sha256').update(body).digest('hex') };
}

/** An Outlet that keeps what it takes, and can refuse, throw, or hold deliveries back. */
export class FakeOutlet implements Outlet {
  readonly messages: string[] = [];
  readonly batches: number[] = [];
  /** What the next deliveries answer; those that are left out are taken. */
  readonly answers: (Outcome<Delivery> | (() => void))[] = [];
  /** A delivery with a message that holds this text is refused whole, as one with a message over the limit is. */
  tooLarge: string | undefined;
  /** A delivery with a message that holds this text is lost again and again, as if it brought analysisd down. */
  deadly: string | undefined;

  async deliver(messages: readonly Buffer[]): Promise<Outcome<Delivery>> {
    // A turn of the event loop, so that blobs under way really interleave.
    await new Promise(resolve => setImmediate(resolve));
    const answer = this.answers.shift();
    if (typeof answer === 'function') answer();
    else if (answer && answer.status !== 'ok') return answer;
    const { tooLarge, deadly } = this;
    if (deadly !== undefined && messages.some(message => message.includes(deadly)))
      return { status: 'retry', error: new O365WazuhError('DELIVERY_UNCONFIRMED', 'lost') };
    if (tooLarge !== undefined && messages.some(message => message.includes(tooLarge)))
      return {
        status: 'skip',
        reason: 'invalid',
        error: new O365WazuhError('MESSAGE_TOO_LARGE', 'too large'),
      };
    this.batches.push(messages.length);
    for (const message of messages) this.messages.push(message.toString('utf8'));
    return { status: 'ok', value: { acknowledgement: 'figures', resent: 0 } };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Ids of the delivered events, in order. */
  get ids(): string[] {
    return this.messages.map(message => /"Id":"(?<id>[^"]+)"/.exec(message)?.groups?.['id'] ?? message);
  }
}

export function event(id: string, extra: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Id: id,
    CreationTime: '2031-01-10T10:00:00',
    Operation: 'FileAccessed',
    Workload: 'SharePoint',
    ...extra,
  };
}

export function events(prefix: string, count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, n) => event(`${prefix}-${n}`));
}
