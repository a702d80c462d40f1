import type { Acknowledgement, Books, FeedCounters } from '../collect/ports.ts';
import type { RunSummary } from '../collect/run.ts';
import type { PartitionSummary } from '../collect/summary.ts';

/** Requests to Microsoft since the state began, over all runs. */
export type TotalCounters = Readonly<FeedCounters>;

/** A run that has ended, with the totals as they stand after it: what both the state file and the metrics are made of. */
export interface MonitoredRun {
  readonly summary: RunSummary;
  /** `ok`, or the code of what stopped a part of it. */
  readonly outcome: string;
  /** Undefined as long as no run has delivered anything. */
  readonly acknowledgement: Acknowledgement | undefined;
  /** Highest share of the receiver's queue in use while this run delivered; undefined where it does not tell. */
  readonly queueUsage: number | undefined;
  readonly partitions: readonly MonitoredPartition[];
  /** By tenant label. */
  readonly requests: ReadonlyMap<string, TotalCounters>;
  readonly deadLetterBytes: number;
}

export interface MonitoredPartition {
  readonly summary: PartitionSummary;
  readonly books: Books;
  readonly gaps: number;
}
