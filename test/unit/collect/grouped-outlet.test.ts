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

describe('GroupedOutlet, at the end of a run', () => {
  it('passes the wait for what is unwritten on, behind all deliveries, and needs none of an outlet that knows of none', async () => {
    const inner = new FakeOutlet();
    const steps: string[] = [];
    const outlet = new GroupedOutlet(
      {
        deliver: async messages => {
          const outcome = await inner.deliver(messages);
          steps.push('delivered');
          return outcome;
        },
        awaitWritten: () => {
          steps.push('written');
          return Promise.resolve({ status: 'ok', value: { resent: 7 } });
        },
        close: () => inner.close(),
      },
      100,
    );
    void outlet.deliver([Buffer.from('one')], never);

    expect(await outlet.awaitWritten(never)).toEqual({ status: 'ok', value: { resent: 7 } });
    expect(steps).toEqual(['delivered', 'written']);
    expect(await new GroupedOutlet(inner, 100).awaitWritten(never)).toEqual({
      status: 'ok',
      value: { resent: 0 },
    });
  });
});
