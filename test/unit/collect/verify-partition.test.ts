import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../../src/collect/ports.ts';
import { type VerifiedBlob, verifyPartition } from '../../../src/collect/verify-partition.ts';
import { FakeFeed } from './fakes.ts';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 10, 24, 12);
const never = new AbortController().signal;

function row(contentId: string, state: LedgerRow['state'], hour: number, settled = 0): LedgerRow {
  const reason = state === 'lost' ? 'missing: gone' : undefined;
  return {
    contentId,
    contentCreatedMs: NOON + hour * HOUR,
    contentExpirationMs: NOON + 200 * HOUR,
    state,
    events: settled,
    bytes: 1,
    sha256: undefined,
    delivered: settled,
    duplicates: 0,
    filtered: 0,
    deadLettered: 0,
    trimmed: 0,
    reason,
  };
}

describe('a comparison with the ledger', () => {
  it('counts what is lost or waits though Microsoft lists it no more, and fetches only what is listed', async () => {
    const feed = new FakeFeed();
    for (const [contentId, hour] of [
      ['done', 0],
      ['unknown', 1],
      ['lost', 2],
      ['waits', 3],
    ] as const)
      feed.blobs.push({ contentId, createdMs: NOON + hour * HOUR, events: [] });
    const rows = [
      row('done', 'done', 0, 5),
      row('lost', 'lost', 2),
      row('waits', 'listed', 3),
      row('lost and gone', 'lost', 4),
      row('waits and gone', 'partial', 5),
    ];
    const seen: VerifiedBlob[] = [];

    const verified = await verifyPartition(
      feed,
      {
        partition: { tenantId: 't', contentType: 'Audit.General' },
        ledgerRows: ids =>
          new Map(rows.filter(one => ids.includes(one.contentId)).map(one => [one.contentId, one])),
        unsettledRows: () => rows.filter(one => one.state !== 'done'),
      },
      { fromMs: NOON, toMs: NOON + 10 * HOUR },
      never,
      blob => seen.push(blob),
    );

    expect(verified.days).toMatchObject([
      {
        blobsOffered: 4,
        blobsDone: 1,
        blobsUnfinished: 2,
        blobsLost: 2,
        blobsMissing: 1,
        events: 5,
        delivered: 5,
      },
    ]);
    expect(verified.toFetch.map(one => one.contentId)).toEqual(['unknown', 'lost']);
    expect(verified.absent.map(one => [one.contentId, one.state, one.offered])).toEqual([
      ['unknown', 'missing', true],
      ['lost', 'lost', true],
      ['lost and gone', 'lost', false],
    ]);
    expect(seen.map(one => one.contentId)).toEqual([
      'done',
      'unknown',
      'lost',
      'waits',
      'lost and gone',
      'waits and gone',
    ]);
  });
});
