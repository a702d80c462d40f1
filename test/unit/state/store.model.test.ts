import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlobState } from '../../../src/collect/ports.ts';
import { openStore } from '../../../src/state/open-store.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { blob, EXCHANGE, identity, NOON_MS } from './samples.ts';
import { tempFolder } from './temp-folder.ts';

const IDS = ['a', 'b', 'c', 'd', 'e'];

type Step =
  | { readonly do: 'list'; readonly ids: readonly string[]; readonly backfill: boolean }
  | {
      readonly do: 'progress' | 'fail';
      readonly id: string;
      readonly events: number;
      readonly sha256: string;
    }
  | { readonly do: 'finish'; readonly id: string; readonly state: 'done' | 'lost' }
  | { readonly do: 'postpone'; readonly id: string; readonly waitMs: number }
  | { readonly do: 'cursor'; readonly toMs: number }
  | { readonly do: 'reopen' };

const id = fc.constantFrom(...IDS);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('list' as const), ids: fc.subarray(IDS), backfill: fc.boolean() }),
  fc.record({
    do: fc.constantFrom('progress' as const, 'progress' as const, 'fail' as const),
    id,
    events: fc.integer({ min: 0, max: 3_000 }),
    sha256: fc.constantFrom('1', '2'),
  }),
  fc.record({
    do: fc.constant('finish' as const),
    id,
    state: fc.constantFrom('done' as const, 'lost' as const),
  }),
  fc.record({ do: fc.constant('postpone' as const), id, waitMs: fc.constantFrom(-1, 60_000) }),
  fc.record({ do: fc.constant('cursor' as const), toMs: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ do: fc.constant('reopen' as const) }),
);

interface ModelBlob {
  state: BlobState;
  backfill: boolean;
  attempts: number;
  notBeforeMs: number;
  eventsDone: number;
  sha256: string | undefined;
  delivered: number;
}

/** What the store must answer, in its simplest form. */
class Model {
  readonly blobs = new Map<string, ModelBlob>();
  cursorMs: number | undefined;
  delivered = 0;

  list(contentId: string, backfill: boolean): number {
    const known = this.blobs.get(contentId);
    if (known && backfill && known.state === 'lost') {
      Object.assign(known, { state: 'listed', backfill, attempts: 0, notBeforeMs: 0 });
    }
    if (known) return 0;
    const fresh = { attempts: 0, notBeforeMs: 0, eventsDone: 0, sha256: undefined, delivered: 0 };
    this.blobs.set(contentId, { state: 'listed', backfill, ...fresh });
    return 1;
  }

  unfinished(): [string, ModelBlob][] {
    return [...this.blobs].filter(([, one]) => one.state === 'listed' || one.state === 'partial');
  }
}

const createdMs = (contentId: string) => NOON_MS - 1_000 * IDS.indexOf(contentId);

describe('the store', () => {
  it('answers as a simple model does, whatever is done to it and however often it is opened anew', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), steps => {
        const folder = tempFolder();
        const path = join(folder, 'state.db');
        const clock = new ManualClock(NOON_MS);
        const model = new Model();
        let store = openStore({ path, clock });
        let partition = store.partition(EXCHANGE);

        for (const one of steps) {
          if (one.do === 'reopen') {
            store.close();
            store = openStore({ path, clock });
            expect(store.recovered).toBeUndefined();
            partition = store.partition(EXCHANGE);
          } else if (one.do === 'list') {
            const listed = one.ids.map(contentId => blob(contentId, createdMs(contentId)));
            const { newlyListed } = partition.commit({ listed, backfill: one.backfill });
            expect(newlyListed).toBe(
              one.ids.reduce((sum, contentId) => sum + model.list(contentId, one.backfill), 0),
            );
          } else if (one.do === 'cursor') {
            partition.commit({ cursorMs: one.toMs });
            model.cursorMs = Math.max(one.toMs, model.cursorMs ?? 0);
          } else {
            const known = model.blobs.get(one.id);
            if (!known) continue;
            if (one.do === 'finish') {
              partition.commit({ finished: { contentId: one.id, state: one.state, events: 1, bytes: 1 } });
              known.state = one.state;
            } else if (one.do === 'postpone') {
              const notBeforeMs = NOON_MS + one.waitMs;
              partition.commit({ postponed: { contentId: one.id, notBeforeMs, reason: 'r' } });
              Object.assign(known, { attempts: known.attempts + 1, notBeforeMs });
            } else {
              const identities = Array.from({ length: one.events }, (_, n) => identity(model.delivered + n));
              const counts = {
                delivered: one.events,
                duplicates: 0,
                deadLettered: 0,
                trimmed: 0,
                identities,
              };
              const progress = { contentId: one.id, sha256: one.sha256, eventsDone: one.events, ...counts };
              if (one.do === 'fail') {
                const finished = { contentId: 'never listed', state: 'done' as const, events: 0, bytes: 0 };
                expect(() => partition.commit({ progress, finished, cursorMs: 1_000 })).toThrow(
                  'never listed',
                );
              } else {
                partition.commit({ progress });
                Object.assign(known, { state: 'partial', eventsDone: one.events, sha256: one.sha256 });
                known.delivered += one.events;
                model.delivered += one.events;
              }
            }
          }

          const unfinished = model.unfinished().sort(([a], [b]) => createdMs(a) - createdMs(b));
          const due = unfinished.filter(([, blob]) => blob.notBeforeMs <= NOON_MS);
          expect(partition.dueBlobs(NOON_MS, 9, new Set())).toEqual(
            due.map(([contentId, { state, attempts, backfill, eventsDone, sha256 }]) => ({
              ...blob(contentId, createdMs(contentId)),
              attempts,
              backfill,
              eventsDone: state === 'partial' ? eventsDone : 0,
              ...(state === 'partial' ? { sha256 } : {}),
            })),
          );
          const live = unfinished.find(([, blob]) => !blob.backfill);
          expect(partition.oldestUnfinishedMs()).toBe(live && createdMs(live[0]));
          const rows = [...partition.ledgerRows(IDS)].map(([key, { state, delivered }]) => ({
            key,
            state,
            delivered,
          }));
          expect(rows).toEqual(
            IDS.flatMap(key => {
              const known = model.blobs.get(key);
              return known ? [{ key, state: known.state, delivered: known.delivered }] : [];
            }),
          );
          expect(partition.cursorMs).toBe(model.cursorMs);
          expect(partition.remembers(identity(model.delivered))).toBe(false);
          if (model.delivered > 0) expect(partition.remembers(identity(model.delivered - 1))).toBe(true);
        }

        const forgotten = Array.from({ length: model.delivered }, (_, n) => n).filter(
          n => !partition.remembers(identity(n)),
        );
        expect(forgotten).toEqual([]);
        store.close();
        rmSync(folder, { recursive: true });
      }),
      { numRuns: Number(process.env['FC_RUNS'] ?? 25) },
    );
  }, 120_000);
});
