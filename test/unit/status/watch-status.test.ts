import { describe, expect, it } from 'vitest';
import { watchStatus } from '../../../src/status/watch-status.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';

async function watch(isTTY: boolean, times: number): Promise<string[]> {
  const written: string[] = [];
  const stop = new AbortController();
  let taken = 0;
  const snapshot = async (): Promise<string> => {
    taken += 1;
    if (taken === times) stop.abort();
    return `snapshot ${taken}\nsecond line\n`;
  };
  const output = { isTTY, write: (text: string) => written.push(text) };
  await watchStatus(snapshot, 1_000, output, new ManualClock(), stop.signal);
  return written;
}

describe('watching', () => {
  it('appends plain snapshots where nobody sees a screen', async () => {
    expect(await watch(false, 2)).toEqual(['snapshot 1\nsecond line\n', 'snapshot 2\nsecond line\n']);
  });

  it('writes each over the one before on a terminal, and leaves the last', async () => {
    const [first = '', second = ''] = await watch(true, 2);

    expect(first.startsWith('\u001b[2J\u001b[H')).toBe(true);
    expect(second).toBe('\u001b[Hsnapshot 2\u001b[K\nsecond line\u001b[K\n\u001b[J');
  });

  it('ends with the error of a snapshot', async () => {
    const failing = watchStatus(
      () => Promise.reject(new Error('no home')),
      1_000,
      { write: () => undefined },
      new ManualClock(),
      new AbortController().signal,
    );

    await expect(failing).rejects.toThrow('no home');
  });
});
