import type { ContentType } from '../../src/events/content-type.ts';

/** Places in the collector where a run can be struck, each counted from 1. */
export const SEAMS = [
  /** A datagram is about to be handed to the kernel. */
  'send',
  /** A group was taken by Wazuh, and nothing of it is recorded. */
  'taken',
  /** A step of progress is about to be written. */
  'write',
  /** A step of progress has been written. */
  'written',
  /** A page of a listing has arrived. */
  'page',
  /** A blob has arrived. */
  'fetched',
] as const;

export type Seam = (typeof SEAMS)[number];

/** What strikes a run: `kill -9`, SIGTERM, or a disk that takes nothing any more. */
export interface Blow {
  readonly seam: Seam;
  readonly nth: number;
  readonly how: 'kill' | 'term' | 'disk';
}

/** One run of the collector, as the child is told. */
export interface RunOrder {
  readonly home: string;
  readonly url: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly contentTypes: readonly ContentType[];
  /** The child's time minus the machine's, in ms. */
  readonly offsetMs: number;
  readonly lookbackHours: number;
  readonly groupEvents: number;
  readonly concurrency: number;
  readonly patienceMs: number;
  readonly writtenAfterMs: number;
  readonly blow?: Blow;
}

/** What the child says of its run. */
export interface RunReport {
  /** Error codes of the partitions, or of the run. */
  readonly errors: readonly string[];
  readonly delivered: number;
  readonly blobsLost: number;
  readonly gaps: number;
  /** Groups that Wazuh did not take: a part of each may have arrived. */
  readonly failedGroups: number;
  readonly largestGroup: number;
  readonly resent: number;
  readonly struck: boolean;
}

export type ChildMessage = 'ready' | { readonly leaptMs: number } | { readonly report: RunReport };
