import type { ContentType } from '../events/content-type.ts';

/** One line of the book: one event in one blob. An event that is offered twice has two lines. */
export interface OfferedEvent {
  readonly tenantId: string;
  readonly contentType: ContentType;
  readonly contentId: string;
  /** Place in the blob, from 0. */
  readonly index: number;
  /** The event's JSON text, exactly as in the blob. */
  readonly text: string;
  /** False when its blob can never be fetched: then no client can deliver this line. */
  readonly available: boolean;
  /** Epoch milliseconds; from this time on a listing shows the blob. */
  readonly listedMs: number;
}

/** The event's `Id` as it stands in the text; undefined where it has none. Does not parse the event. */
export function idOf(event: OfferedEvent): string | undefined {
  return /"Id":"(?<id>[^"]*)"/.exec(event.text)?.groups?.['id'];
}
