import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../src/state/open-store.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { EXCHANGE, identity, NOON_MS } from './samples.ts';
import { tempFolder } from './temp-folder.ts';

const ROUNDS = 4;

/** Lets the child settle blobs for about so long, kills it, and returns the last blob that it called settled. */
async function runAndKill(path: string, afterMs: number): Promise<number> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts'), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child.stdout, 'data');
  await sleep(afterMs);
  child.kill('SIGKILL');
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  return Number(output.slice(0, output.lastIndexOf('\n')).split('\n').at(-1));
}

describe('a process killed in the midst of commits', () => {
  it('leaves all that it called settled, and books that agree with each other', async () => {
    const path = join(tempFolder(), 'state.db');
    for (let round = 0; round < ROUNDS; round += 1) {
      const said = await runAndKill(path, 53 * round);

      const store = openStore({ path, clock: new ManualClock(NOON_MS) });
      expect(store.recovered).toBeUndefined();
      const partition = store.partition(EXCHANGE);
      const cursor = partition.cursorMs ?? 0;
      expect(cursor).toBeGreaterThanOrEqual(said);

      const steps = Array.from({ length: cursor + 1 }, (_, n) => n + 1);
      const rows = partition.ledgerRows(steps.map(step => `blob-${step}`));
      const books = steps.map(step => {
        const remembered = Array.from({ length: 300 }, (_, n) =>
          partition.remembers(identity(step * 300 + n)),
        );
        return {
          step,
          delivered: rows.get(`blob-${step}`)?.delivered ?? 0,
          remembered: remembered.filter(Boolean).length,
        };
      });
      expect(books.filter(one => one.remembered !== one.delivered)).toEqual([]);
      expect(books.filter(one => one.step <= cursor && one.delivered !== 300)).toEqual([]);
      store.close();
    }
  }, 120_000);
});
