import type { ContentType } from '../events/content-type.ts';
import type { O365WazuhError } from '../errors.ts';
import type { Gap } from './ports.ts';
import type { Tally } from './settle-blob.ts';

/** What one run did for one content type of one tenant. */
export class PartitionSummary implements Tally {
  readonly tenant: string;
  readonly contentType: ContentType;
  blobsListed = 0;
  blobsDone = 0;
  blobsLost = 0;
  blobsPostponed = 0;
  events = 0;
  delivered = 0;
  duplicates = 0;
  /** How many events each filter caught, by its name. */
  readonly filtered = new Map<string, number>();
  deadLettered = 0;
  trimmed = 0;
  resent = 0;
  bytes = 0;
  /** Longest time between a blob's appearance at Microsoft and its delivery, in this run. */
  maxLagMs = 0;
  cursorMs: number | undefined;
  readonly gaps: Gap[] = [];
  /** What stopped this content type; undefined when it ran to its end. */
  error: O365WazuhError | undefined;
  /** The last fault that was put off rather than stopping anything. */
  lastError: O365WazuhError | undefined;

  constructor(tenant: string, contentType: ContentType) {
    this.tenant = tenant;
    this.contentType = contentType;
  }

  blobDone(events: number, bytes: number, lagMs: number): void {
    this.blobsDone += 1;
    this.events += events;
    this.bytes += bytes;
    this.maxLagMs = Math.max(this.maxLagMs, lagMs);
  }

  /** Keeps the first error: the later ones usually follow from it. */
  fail(error: O365WazuhError): void {
    this.error ??= error;
  }
}
