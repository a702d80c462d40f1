import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../../../src/state/open-store.ts';
import { readLedger } from '../../../src/state/read-ledger.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { blob, DAY_MS, EXCHANGE, finished, GENERAL, NOON_MS } from './samples.ts';
import { tempFolder } from './temp-folder.ts';

it('a ledger read beside the runs tells what is not settled of a span, oldest first', () => {
  const path = join(tempFolder(), 'state.db');
  const store = openStore({ path, clock: new ManualClock(NOON_MS) });
  const partition = store.partition(EXCHANGE);
  partition.commit({
    listed: [
      blob('waits', NOON_MS - 1),
      blob('done', NOON_MS - 2),
      blob('lost', NOON_MS - 3),
      blob('too new', NOON_MS),
      blob('too old', NOON_MS - DAY_MS - 1),
    ],
  });
  store.partition(GENERAL).commit({ listed: [blob('of another', NOON_MS - 1)] });
  partition.commit({ finished: finished('done') });
  partition.commit({ finished: { ...finished('lost'), state: 'lost', reason: 'gone' } });

  const ledger = readLedger(path, EXCHANGE);
  const found = ledger.unsettledRows({ fromMs: NOON_MS - DAY_MS, toMs: NOON_MS });

  expect(found.map(one => [one.contentId, one.state, one.reason])).toEqual([
    ['lost', 'lost', 'gone'],
    ['waits', 'listed', undefined],
  ]);
  const unknown = readLedger(path, { ...EXCHANGE, contentType: 'DLP.All' });
  expect(unknown.unsettledRows({ fromMs: 0, toMs: NOON_MS })).toEqual([]);
  expect(ledger.ledgerRows(['done']).get('done')?.state).toBe('done');
  store.close();
});
