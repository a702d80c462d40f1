import { join } from 'node:path';
import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/state/open-store.ts';
import { readStateReport } from '../../../src/state/state-report.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { blob, DAY_MS, EXCHANGE, finished, GENERAL, identity, NOON_MS, progress } from './samples.ts';
import { tempFolder } from './temp-folder.ts';

describe('the report on the state', () => {
  it('tells where each partition stands, also while a run is under way', () => {
    const path = join(tempFolder(), 'state.db');
    const clock = new ManualClock(NOON_MS);
    const store = openStore({ path, clock });
    const exchange = store.partition(EXCHANGE);
    store.partition(GENERAL);
    exchange.commit({ listed: [blob('a'), blob('b'), blob('c')], cursorMs: 7, sweptMs: 6 });
    const filtered = new Map([
      ['noise', 3],
      ['bind', 1],
    ]);
    exchange.commit({ progress: { ...progress('a', [identity(1), identity(2)]), duplicates: 1, filtered } });
    exchange.commit({ progress: { ...progress('a', [], 2), filtered: new Map([['bind', 1]]) } });
    exchange.commit({ finished: finished('a', 3) });
    exchange.commit({ postponed: { contentId: 'b', notBeforeMs: 0, reason: 'down' } });
    exchange.commit({
      finished: { contentId: 'c', state: 'lost', events: 0, bytes: 0, reason: 'expired' },
      gap: { fromMs: 1, toMs: 2, reason: 'blob-lost' },
    });
    const run = { startedMs: 1, endedMs: 2, outcome: 'ok', delivered: 2, duplicates: 1, blobs: 1 };
    store.recordRun(run);
    store.recordRun({ ...run, outcome: 'INTERRUPTED' });
    store.setMeta('health', '[]');

    const report = readStateReport(path, { runs: 1, sinceMs: NOON_MS - DAY_MS });
    expect(report.partitions).toEqual([
      {
        ...EXCHANGE,
        cursorMs: 7,
        sweptMs: 6,
        unfinishedBlobs: 1,
        maxAttempts: 1,
        lostBlobs: 1,
        lastDeliveredMs: NOON_MS,
        lastCreatedMs: NOON_MS,
        gaps: [{ fromMs: 1, toMs: 2, reason: 'blob-lost', recordedMs: NOON_MS }],
      },
      {
        ...GENERAL,
        cursorMs: undefined,
        sweptMs: undefined,
        unfinishedBlobs: 0,
        maxAttempts: 0,
        lostBlobs: 0,
        lastDeliveredMs: undefined,
        lastCreatedMs: undefined,
        gaps: [],
      },
    ]);
    expect(report.runs).toEqual([{ ...run, outcome: 'INTERRUPTED' }]);
    const figures = {
      blobs: 1,
      bytes: 30,
      delivered: 2,
      duplicates: 1,
      filtered: 5,
      deadLettered: 0,
      trimmed: 0,
    };
    expect(report.days).toEqual([{ ...EXCHANGE, day: '2026-11-24', ...figures }]);
    const caught = { ...EXCHANGE, day: '2026-11-24' };
    expect(report.filtered).toEqual([
      { ...caught, filter: 'noise', events: 3 },
      { ...caught, filter: 'bind', events: 2 },
    ]);
    expect(exchange.ledgerRows(['a']).get('a')?.filtered).toBe(5);
    expect(report.meta('health')).toBe('[]');
    expect(readStateReport(path, { runs: 0, sinceMs: NOON_MS + DAY_MS }).days).toEqual([]);
    store.close();
  });

  it('leaves nothing behind in the folder', () => {
    const folder = tempFolder();
    const path = join(folder, 'state.db');
    const store = openStore({ path, clock: new ManualClock(NOON_MS) });
    store.partition(EXCHANGE);
    store.close();
    expect(readdirSync(folder)).toEqual(['state.db']);

    expect(readStateReport(path, { runs: 1, sinceMs: 0 }).partitions).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['state.db']);
  });

  it('says that there is nothing yet', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'empty.db'), '');
    for (const name of ['none.db', 'empty.db']) {
      expect(() => readStateReport(join(folder, name), { runs: 1, sinceMs: 0 })).toThrow(
        expect.objectContaining({ code: 'STATE_ABSENT' }) as Error,
      );
    }
  });
});
