import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../src/collect/ports.ts';
import type { VerifiedBlob, VerifiedDay } from '../../src/collect/verify-partition.ts';
import { O365WazuhError } from '../../src/errors.ts';
import type { ContentType } from '../../src/events/content-type.ts';
import type { Verified } from '../../src/verify-run.ts';
import { missingOf, verifyText } from '../../src/verify-text.ts';

const NOON = Date.UTC(2026, 10, 24, 12);
const HOUR = 3_600_000;

function day(change: Partial<VerifiedDay> = {}): VerifiedDay {
  return {
    day: '2026-11-24',
    blobsOffered: 4,
    blobsDone: 4,
    blobsUnfinished: 0,
    blobsLost: 0,
    blobsMissing: 0,
    events: 200,
    delivered: 190,
    duplicates: 10,
    filtered: 0,
    deadLettered: 0,
    trimmed: 0,
    ...change,
  };
}

function verified(change: Partial<Verified> = {}, contentType: ContentType = 'Audit.Exchange'): Verified {
  const partition = { tenantId: '10000000-0000-4000-8000-000000000001', contentType };
  return { tenant: 'contoso', partition, days: [day()], toFetch: [], absent: [], gaps: [], ...change };
}

function absent(hour: number, state: 'missing' | 'lost', offered = true): VerifiedBlob {
  const ref = { contentId: `b${hour}`, contentCreatedMs: NOON + hour * HOUR, contentExpirationMs: NOON };
  const row: LedgerRow | undefined =
    state === 'missing'
      ? undefined
      : {
          ...ref,
          state,
          events: 0,
          bytes: 0,
          sha256: undefined,
          delivered: 0,
          duplicates: 0,
          filtered: 0,
          deadLettered: 0,
          trimmed: 0,
          reason: 'expired: Content requested with the key has already expired.',
        };
  return { ...ref, offered, state, row };
}

describe('the comparison for a person', () => {
  it('is a table for each content type, and one sentence where all is well', () => {
    const all = [verified(), verified({ days: [] }, 'DLP.All')];
    expect(missingOf(all)).toBe(0);
    expect(verifyText(all, undefined)).toBe(`contoso Audit.Exchange
                                      blobs                         events
day (UTC)  offered   done wait lost missing  in them delivered  twice dead
2026-11-24       4      4    0    0       0      200       190     10    0

contoso DLP.All: nothing is offered

Nothing is missing.
`);
  });

  it('has a column for what was filtered, and tells what waits, was shortened and died', () => {
    const days = [
      day({
        blobsUnfinished: 1,
        filtered: 1_234,
        deadLettered: 2,
        trimmed: 3,
        events: 1_999_999,
        delivered: 1_998_763,
      }),
    ];
    const text = verifyText([verified({ days })], { path: 'm.ndjson', blobs: 4, sha256: 'ab'.repeat(32) });
    expect(text).toContain('in them delivered  twice filt. dead\n');
    expect(text).toContain('  1999999   1998763     10  1234    2\n');
    expect(text).toContain(
      '\n1 blob waiting: the next runs try again.\n3 events delivered in a shortened form.\n',
    );
    expect(text).toContain('\n2 events not delivered: see dead-letter list.\nNothing is missing.\n');
    expect(text).toMatch(/\n4 blobs in the manifest\. [^]*\n(?:ab){32} {2}m\.ndjson\n$/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('names what is missing or lost, ten of them, and whether it can still be had', () => {
    const blobs = [
      absent(0, 'lost', false),
      ...Array.from({ length: 12 }, (_, hour) => absent(hour + 1, 'missing')),
    ];
    const one = verified({
      tenant: 'a-tenant-with-a-name-of-no-mean-length-at-all-in-it',
      days: [day({ blobsLost: 1, blobsMissing: 12 })],
      absent: blobs,
      toFetch: blobs.slice(1),
    });
    expect(missingOf([one])).toBe(13);
    const text = verifyText([one], undefined);
    expect(text).toMatch(/2026-11-24 12:00 UTC [^]*lost,\s+and no longer\s+offered\s+\(expired:/);
    expect(text.match(/unknown\s+to the ledger/g)).toHaveLength(9);
    expect(text).toContain('\n  and 3 more; --json and --manifest have all, with their ids.\n');
    expect(text).toMatch(
      /\n13 blobs missing or lost\.\n12 of them are offered still: verify --fix tries them\.\n$/,
    );
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('shows what stopped a listing, and claims nothing of the rest', () => {
    const error = new O365WazuhError('SECRET_EXPIRED', 'The secret has expired.');
    const text = verifyText([verified({ days: [], error }), verified({}, 'DLP.All')], undefined);
    expect(text).toMatch(
      /^contoso Audit\.Exchange\nNot listed to its end: The secret has expired\. \[SECRET_EXPIRED\]/,
    );
    expect(text).toMatch(/\nNot everything could be listed: more may be missing\.\n$/);
  });
});
