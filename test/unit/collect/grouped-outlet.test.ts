import { describe, expect, it } from 'vitest';
import { GroupedOutlet } from '../../../src/collect/grouped-outlet.ts';
import { O365WazuhError } from '../../../src/errors.ts';
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

  it('that is lost again and again is delivered batch by batch, so that one that brings analysisd down keeps none of its neighbours away', async () => {
    const inner = new FakeOutlet();
    inner.deadly = 'deadly';
    const outlet = new GroupedOutlet(inner, 100);

    const outcomes = await Promise.all(
      ['first', 'before', 'deadly', 'after'].map(text => outlet.deliver([Buffer.from(text)], never)),
    );

    expect(outcomes.map(({ status }) => status)).toEqual(['ok', 'ok', 'retry', 'ok']);
    expect(inner.messages).toEqual(['first', 'before', 'after']);
  });

  it('that is lost however small it is leaves the rest to the next run', async () => {
    let asked = 0;
    const lost = new O365WazuhError('DELIVERY_UNCONFIRMED', 'Lost.');
    const outlet = new GroupedOutlet(
      {
        deliver: () => {
          asked += 1;
          return Promise.resolve({ status: 'retry', error: lost });
        },
        close: () => Promise.resolve(),
      },
      100,
    );

    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => outlet.deliver([Buffer.from('event')], never)),
    );

    expect(outcomes).toEqual(Array.from({ length: 20 }, () => ({ status: 'retry', error: lost })));
    // The first leaves before the others are there; those go together, then two of them alone.
    expect(asked).toBe(4);
  });
});

describe('a group that Wazuh did not take', () => {
  it.each([
    new O365WazuhError('QUEUE_UNREACHABLE', 'Nobody listens.'),
    new O365WazuhError('WAZUH_STANDS_STILL', 'Nothing is worked off.'),
  ])('stands for all that wait and that come later, $code: Wazuh is waited for once a run', async away => {
    let asked = 0;
    const outlet = new GroupedOutlet(
      {
        deliver: () => {
          asked += 1;
          return Promise.resolve({ status: 'retry', error: away });
        },
        close: () => Promise.resolve(),
      },
      1,
    );
    const waiting = ['first', 'second', 'third'].map(text => outlet.deliver([Buffer.from(text)], never));

    for (const outcome of await Promise.all(waiting))
      expect(outcome).toEqual({ status: 'retry', error: away });
    await outlet.room();
    expect(await outlet.deliver([Buffer.from('later')], never)).toEqual({ status: 'retry', error: away });
    expect(asked).toBe(1);
  });

  it('stands for nobody else when it was lost again and again', async () => {
    const inner = new FakeOutlet();
    inner.answers.push({ status: 'retry', error: new O365WazuhError('DELIVERY_UNCONFIRMED', 'Lost.') });
    const outlet = new GroupedOutlet(inner, 1);

    expect(await outlet.deliver([Buffer.from('lost')], never)).toMatchObject({ status: 'retry' });
    expect(await outlet.deliver([Buffer.from('another')], never)).toMatchObject({ status: 'ok' });
    expect(inner.messages).toEqual(['another']);
  });

  it('stands for nobody else when its caller ended it', async () => {
    const inner = new FakeOutlet();
    const outlet = new GroupedOutlet(
      {
        deliver: (messages, signal) =>
          signal.aborted
            ? Promise.resolve({ status: 'retry', error: new O365WazuhError('INTERRUPTED', 'Ended.') })
            : inner.deliver(messages),
        close: () => inner.close(),
      },
      1,
    );

    expect(await outlet.deliver([Buffer.from('ended')], AbortSignal.abort())).toMatchObject({
      status: 'retry',
    });
    expect(await outlet.deliver([Buffer.from('another')], never)).toMatchObject({ status: 'ok' });
    expect(inner.messages).toEqual(['another']);
  });
});

describe('room in a GroupedOutlet', () => {
  it('is there again once a group has left: no more than one group waits beside the one under way', async () => {
    const inner = new FakeOutlet();
    const outlet = new GroupedOutlet(inner, 10);
    let [waiting, most] = [0, 0];
    const deliverSome = async (): Promise<void> => {
      for (let n = 0; n < 5; n += 1) {
        await outlet.room();
        waiting += 5;
        most = Math.max(most, waiting);
        await outlet.deliver(
          Array.from({ length: 5 }, () => Buffer.from('event')),
          never,
        );
        waiting -= 5;
      }
    };
    await Promise.all(Array.from({ length: 8 }, deliverSome));

    expect(inner.messages).toHaveLength(8 * 5 * 5);
    expect(most).toBeLessThanOrEqual(30);
  });

  it('is there again when deliveries are refused', async () => {
    const inner = new FakeOutlet();
    const outlet = new GroupedOutlet(inner, 2);
    inner.tooLarge = 'huge';
    const refused = ['huge', 'huge', 'huge', 'huge'].map(text => outlet.deliver([Buffer.from(text)], never));
    await outlet.room();
    expect((await Promise.all(refused)).map(({ status }) => status)).toEqual([
      'skip',
      'skip',
      'skip',
      'skip',
    ]);
    await outlet.room();
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
