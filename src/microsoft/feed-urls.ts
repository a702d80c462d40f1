import type { Span } from '../collect/ports.ts';
import type { ContentType } from '../events/content-type.ts';

/** The URLs of one tenant's feed. Every one lies on the configured root: no host that an answer names is ever used. */
export class FeedUrls {
  readonly #root: string;
  readonly #publisher: string;

  /** @param publisherId GUID whose share of the quota is used; without one, all callers of the world share a single quota. */
  constructor(apiUrl: string, tenantId: string, publisherId: string) {
    this.#root = `${apiUrl}/api/v1.0/${encodeURIComponent(tenantId)}/activity/feed`;
    this.#publisher = `PublisherIdentifier=${encodeURIComponent(publisherId)}`;
  }

  subscriptions(): string {
    return `${this.#root}/subscriptions/list?${this.#publisher}`;
  }

  change(operation: 'start' | 'stop', contentType: ContentType): string {
    return `${this.#root}/subscriptions/${operation}?contentType=${contentType}&${this.#publisher}`;
  }

  /** Whole seconds that hold the span: its start rounded down, its end up. */
  content(contentType: ContentType, span: Span): string {
    const times = `startTime=${toSeconds(span.fromMs, Math.floor)}&endTime=${toSeconds(span.toMs, Math.ceil)}`;
    return `${this.#root}/subscriptions/content?contentType=${contentType}&${times}&${this.#publisher}`;
  }

  /**
   * The next page of a listing, on the configured root whatever host the header names.
   *
   * @param header the value of `NextPageUri`.
   * @returns undefined when it does not point to this tenant's listing at this host: then nothing may be sent.
   */
  nextPage(header: string): string | undefined {
    const root = new URL(this.#root);
    const url = URL.parse(header.trim(), `${this.#root}/`);
    if (!url || url.origin !== root.origin || url.username || url.password) return undefined;
    const path = url.pathname.toLowerCase().replace('/api/v1/', '/api/v1.0/');
    if (path !== `${root.pathname}/subscriptions/content`.toLowerCase()) return undefined;
    const named = [...url.searchParams.keys()].some(key => key.toLowerCase() === 'publisheridentifier');
    const query = named ? url.search : `${url.search || '?'}${url.search ? '&' : ''}${this.#publisher}`;
    return `${this.#root}/subscriptions/content${query}`;
  }

  /** @returns undefined for an id that would leave the path of the blobs, or that is no text. */
  blob(contentId: string): string | undefined {
    if (contentId === '' || !contentId.isWellFormed()) return undefined;
    if (contentId.split(/[/\\]/).some(part => part === '.' || part === '..')) return undefined;
    // `$` and its like stay as they are, as Microsoft writes them; all that could end the path or change it is encoded.
    const path = contentId.replace(/[^A-Za-z0-9$._~!'()*+,;=:@-]/gu, encodeURIComponent);
    return `${this.#root}/audit/${path}?${this.#publisher}`;
  }
}

/** `YYYY-MM-DDTHH:MM:SS` in UTC, the longest form that Microsoft documents. */
function toSeconds(ms: number, round: (seconds: number) => number): string {
  return new Date(round(ms / 1000) * 1000).toISOString().slice(0, 19);
}
