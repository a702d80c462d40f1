import { describe, expect, it } from 'vitest';
import { GroupedOutlet } from '../../../src/collect/grouped-outlet.ts';
import { FakeOutlet } from './fakes.ts';

const never = new AbortController().signal;

describe('a group of batches', () => {
  it('that is refused for the size of one message is delivered batch by batch, so that its neighbours are not refused for it', async () => {
    const inner = new FakeOutlet();
    inner.tooLarge = 'huge';
    const outlet = new GroupedOutlet(inner, 100);

    const outcomes = await Promise.all(
      ['first', 'before', 'huge', 'after'].map(text => outlet.deliver([Buffer.from(text)], never)),
    );

    expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'skip', 'ok']);
    expect(inner.messages).toEqual(['first', 'before', 'after']);
  });
});
