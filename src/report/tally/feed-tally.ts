import { DurationSketch } from '../count/duration-sketch.ts';
import { TimeGrid } from '../count/time-grid.ts';
import { TopCounter } from '../count/top-counter.ts';
import type { Alert } from '../read/alert.ts';
import { cutText } from '../read/cut-text.ts';

/** The collector's events about itself are of this workload. */
const OWN_WORKLOAD = 'o365-wazuh';
const MAX_FEEDS = 48;

/** One subscription of one tenant. */
export interface FeedSeen {
  tenant: string;
  subscription: string;
  firstMs: number;
  lastMs: number;
  late: number;
  backfill: number;
  /** From the event itself to its alert, without what a backfill fetched. */
  readonly delay: DurationSketch;
}

export interface MessageSeen {
  operation: string;
  tenant: string;
  contentType: string;
  detail: string;
  level: number;
  lastMs: number;
}

/** Whether the events came, and how late. */
export class FeedTally {
  late = 0;
  backfill = 0;
  readonly delay = new DurationSketch();
  readonly bands = new TopCounter<undefined>(50, () => undefined);
  readonly feeds = new TopCounter<FeedSeen>(MAX_FEEDS, () => ({
    tenant: '',
    subscription: '',
    firstMs: Infinity,
    lastMs: 0,
    late: 0,
    backfill: 0,
    delay: new DurationSketch(),
  }));
  /** Alerts by feed: where a series is empty, nothing came. */
  readonly coverage = new TimeGrid(MAX_FEEDS);
  readonly messages = new TopCounter<MessageSeen>(500, () => ({
    operation: '',
    tenant: '',
    contentType: '',
    detail: '',
    level: 0,
    lastMs: 0,
  }));

  add(alert: Alert): void {
    if (alert.workload === OWN_WORKLOAD) this.#addMessage(alert);
    else this.#addEvent(alert);
  }

  #addEvent(alert: Alert): void {
    const { timeMs, createdMs } = alert;
    // Without the collector's marks the workload is the next best thing.
    const subscription = alert.subscription || alert.workload || 'Unknown';
    const feed = this.feeds.add(feedKey(alert.tenant, subscription));
    feed.tenant = alert.tenant;
    feed.subscription = subscription;
    feed.firstMs = Math.min(feed.firstMs, timeMs);
    feed.lastMs = Math.max(feed.lastMs, timeMs);
    this.coverage.add(timeMs, feedKey(alert.tenant, subscription));
    if (alert.lagBand !== '') this.bands.add(alert.lagBand);
    if (alert.isLate) {
      feed.late += 1;
      this.late += 1;
    }
    if (alert.isBackfill) {
      feed.backfill += 1;
      this.backfill += 1;
    } else if (createdMs !== undefined) {
      feed.delay.add(timeMs - createdMs);
      this.delay.add(timeMs - createdMs);
    }
  }

  #addMessage(alert: Alert): void {
    const contentType = cutText(alert.event['ContentType'], 64);
    const detail = cutText(alert.event['Detail']);
    const message = this.messages.add(JSON.stringify([alert.operation, alert.tenant, contentType, detail]));
    message.operation = alert.operation;
    message.tenant = alert.tenant;
    message.contentType = contentType;
    message.detail = detail;
    message.level = Math.max(message.level, alert.level);
    message.lastMs = Math.max(message.lastMs, alert.timeMs);
  }
}

/** Name of a feed's series in `coverage`. */
export function feedKey(tenant: string, subscription: string): string {
  return tenant === '' ? subscription : `${tenant} · ${subscription}`;
}
