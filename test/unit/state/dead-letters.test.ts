import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DeadLetter, openDeadLetters, type OpenedDeadLetters } from '../../../src/state/dead-letters.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { DAY_MS, EXCHANGE, NOON_MS } from './samples.ts';
import { tempFolder } from './temp-folder.ts';

const LETTER = {
  partition: EXCHANGE,
  contentId: 'a',
  index: 3,
  reason: 'trimmed' as const,
  event: { Id: 'x', Text: 'ж\n"' },
};

async function readAll(letters: OpenedDeadLetters): Promise<DeadLetter[]> {
  const all: DeadLetter[] = [];
  for await (const letter of letters.read()) all.push(letter);
  return all;
}

describe('dead letters', () => {
  it('are one readable line each, in a file a day that root alone can read', async () => {
    const folder = join(tempFolder(), 'dead-letter');
    const clock = new ManualClock(NOON_MS);
    const letters = openDeadLetters({ folder, clock });
    letters.put(LETTER);
    clock.pass(DAY_MS);
    letters.put({ ...LETTER, reason: 'unparsable', event: '{"Id":' });

    expect(readdirSync(folder)).toEqual(['2026-11-24.ndjson', '2026-11-25.ndjson']);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, '2026-11-24.ndjson')).mode & 0o777).toBe(0o600);
    const { partition: _, ...rest } = LETTER;
    expect(await readAll(letters)).toEqual([
      { at: '2026-11-24T12:00:00.000Z', ...EXCHANGE, ...rest },
      { at: '2026-11-25T12:00:00.000Z', ...EXCHANGE, ...rest, reason: 'unparsable', event: '{"Id":' },
    ]);
    expect(letters.counters).toEqual({ written: 2, refused: 0 });
    expect(letters.list().map(file => file.day)).toEqual(['2026-11-24', '2026-11-25']);
  });

  it('refuse what finds no room, counting also what earlier runs wrote, and delete nothing for it', async () => {
    const folder = tempFolder();
    const clock = new ManualClock(NOON_MS);
    const size = { maxBytes: 2_000 };
    openDeadLetters({ folder, clock, ...size }).put({ ...LETTER, event: 'o'.repeat(1_200) });

    const said: string[] = [];
    const letters = openDeadLetters({ folder, clock, ...size, onFull: message => said.push(message) });
    letters.put(LETTER);
    letters.put({ ...LETTER, reason: 'undeliverable' });
    letters.put({ ...LETTER, reason: 'undeliverable', event: 'x'.repeat(600) });

    expect(letters.counters).toEqual({ written: 1, refused: 2 });
    expect([letters.refused(EXCHANGE), letters.refused({ ...EXCHANGE, contentType: 'DLP.All' })]).toEqual([
      2, 0,
    ]);
    expect(said).toEqual([expect.stringMatching(/^The dead-letter folder has filled 7\d % of its room: /)]);
    expect((await readAll(letters)).map(letter => letter.reason)).toEqual(['trimmed', 'undeliverable']);
  });

  it('go on in a new line where a crash cut the last one off', async () => {
    const folder = tempFolder();
    const clock = new ManualClock(NOON_MS);
    const letters = openDeadLetters({ folder, clock });
    letters.put(LETTER);
    appendFileSync(join(folder, '2026-11-24.ndjson'), '{"at":"2026-11-24T12:0');
    letters.put({ ...LETTER, index: 4 });

    expect((await readAll(letters)).map(letter => letter.index)).toEqual([3, 4]);
    expect(readFileSync(join(folder, '2026-11-24.ndjson'), 'utf8')).toMatch(/\n$/);
  });

  it('are kept for 90 days; other files are left alone', () => {
    const folder = tempFolder();
    for (const name of ['2026-08-25.ndjson', '2026-08-26.ndjson', 'notes.txt'])
      writeFileSync(join(folder, name), '');
    openDeadLetters({ folder, clock: new ManualClock(NOON_MS) });
    expect(readdirSync(folder)).toEqual(['2026-08-26.ndjson', 'notes.txt']);
  });

  it('throw when they can’t be written: the event must not count as settled', () => {
    const folder = join(tempFolder(), 'dead-letter');
    const letters = openDeadLetters({ folder, clock: new ManualClock(NOON_MS) });
    rmSync(folder, { recursive: true });
    writeFileSync(folder, '');
    expect(() => letters.put(LETTER)).toThrow(expect.objectContaining({ code: 'STATE_UNWRITABLE' }) as Error);
  });
});
