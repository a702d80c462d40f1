import type { ContentType } from '../events/content-type.ts';
import { ERROR_TABLE } from '../error-table.ts';
import type { O365WazuhError } from '../errors.ts';
import { LagSketch } from './lag-sketch.ts';
import type { Gap } from './ports.ts';
import type { Tally } from './settle-blob.ts';

/** True when Wazuh's side stopped a part of the run: a second wait for it would be in vain. */
export function isWazuhAway(summaries: readonly PartitionSummary[]): boolean {
  return summaries.some(({ error }) => error && ERROR_TABLE[error.code].exit === 'wazuh');
}

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
  /** How long events waited between their blob's appearance at Microsoft and their delivery, in this run; without those of a backfill. */
  readonly lag = new LagSketch();
  /** Where the cursor stands; undefined as long as nothing was ever settled. */
  cursorMs: number | undefined;
  readonly gaps: Gap[] = [];
  /** The run ended for it before it was through, since other tenants waited for the next run. */
  isCutShort = false;
  /** What stopped this content type; undefined when it ran to its end. */
  error: O365WazuhError | undefined;
  /** The last fault that was put off rather than stopping anything. */
  lastError: O365WazuhError | undefined;

  constructor(tenant: string, contentType: ContentType) {
    this.tenant = tenant;
    this.contentType = contentType;
  }

  /** @param lagMs undefined for a blob of a backfill: it was not waited for. */
  blobDone(events: number, bytes: number, lagMs: number | undefined): void {
    this.blobsDone += 1;
    this.events += events;
    this.bytes += bytes;
    if (lagMs !== undefined) this.lag.add(lagMs, events);
  }

  /** Keeps the first error: the later ones usually follow from it. */
  fail(error: O365WazuhError): void {
    this.error ??= error;
  }
}
