import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfirmationLedger } from '../../../src/wazuh/confirmation-ledger.ts';
import { parseFigures, type Figures } from '../../../src/wazuh/figures.ts';
import { AnalysisdModel } from '../../stand-ins/analysisd-model.ts';

const KERNEL_QUEUE = 11;

/** analysisd behind a kernel queue, the ledger before it, and time as the test says. */
class World {
  nowMs = 0;
  readonly processed = new Set<string>();
  readonly #kernel: { readonly message: Buffer; readonly foreign: boolean }[] = [];
  model: AnalysisdModel;
  ledger: ConfirmationLedger;
  confirmed = 0;

  constructor(eventsPerSecond: number, queueSize = 200) {
    this.model = new AnalysisdModel({
      eventsPerSecond,
      queueSize,
      nowMs: 0,
      startedAt: 1,
      onProcessed: message => this.processed.add(message.toString()),
    });
    this.ledger = this.newLedger(true);
  }

  newLedger(socketIsEmpty: boolean): ConfirmationLedger {
    return new ConfirmationLedger({
      figures: this.figures(),
      nowMs: this.nowMs,
      socketIsEmpty,
      socketCapacity: 2 * KERNEL_QUEUE,
    });
  }

  figures(): Figures {
    const figures = parseFigures(this.model.stats());
    if (!figures) throw new Error('the model speaks an unknown dialect');
    return figures;
  }

  /** Accepts as many as the kernel has places for. */
  send(count: number): void {
    const accepted = Math.min(count, KERNEL_QUEUE - this.#kernel.length);
    for (let index = 1; index <= accepted; index += 1) {
      const name = `ours ${this.ledger.position + index}`;
      this.#kernel.push({ message: Buffer.from(name), foreign: false });
    }
    this.ledger.sent(accepted);
  }

  sendForeign(count: number): void {
    const accepted = Math.min(count, KERNEL_QUEUE - this.#kernel.length);
    for (let index = 0; index < accepted; index += 1) {
      this.#kernel.push({ message: Buffer.from('theirs'), foreign: true });
    }
  }

  read(count: number): void {
    for (const { message, foreign } of this.#kernel.splice(0, count)) this.model.receive(message, foreign);
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.model.advance(this.nowMs);
  }

  look(): 'steady' | 'restart' | 'drop' {
    const verdict = this.ledger.look(this.figures(), this.nowMs);
    if (verdict.status === 'lost') return verdict.reason;
    this.confirmed = verdict.confirmed;
    return 'steady';
  }

  unprocessedOfConfirmed(): string[] {
    const names = Array.from({ length: this.confirmed }, (_, index) => `ours ${index + 1}`);
    return names.filter(name => !this.processed.has(name));
  }
}

type Step = readonly [kind: 'send' | 'sendForeign' | 'read' | 'pass' | 'look', amount: number];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constant('send' as const), fc.integer({ min: 1, max: 15 })) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('sendForeign' as const), fc.integer({ min: 1, max: 15 })) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('read' as const), fc.integer({ min: 1, max: 15 })) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('pass' as const), fc.integer({ min: 1, max: 15 })) },
  { weight: 4, arbitrary: fc.tuple(fc.constant('look' as const), fc.constant(0)) },
);

function play(world: World, [kind, amount]: Step): 'steady' | 'restart' | 'drop' {
  if (kind === 'look') return world.look();
  world[kind](amount);
  return 'steady';
}

describe('ConfirmationLedger', () => {
  it('never confirms an event that has not been through the rules, whatever else goes on', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 120 }),
        fc.integer({ min: 50, max: 5_000 }),
        (steps, eventsPerSecond) => {
          const world = new World(eventsPerSecond);
          for (const one of steps) {
            if (play(world, one) !== 'steady') return;
            // The input thread never lets a full socket wait for 5 ms.
            if (one[0] === 'pass' && one[1] >= 5) world.read(KERNEL_QUEUE);
            expect(world.unprocessedOfConfirmed()).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('confirms everything in the end, also while others keep sending', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.boolean(), (steps, othersGoOn) => {
        const world = new World(2_000);
        for (const one of steps) if (play(world, one) !== 'steady') return;
        for (let round = 0; round < 400; round += 1) {
          if (othersGoOn) world.sendForeign(1);
          world.read(KERNEL_QUEUE);
          world.pass(5);
          expect(world.look()).toBe('steady');
        }
        expect(world.confirmed).toBe(world.ledger.position);
      }),
      { numRuns: 100 },
    );
  });

  it('confirms a lone batch with the second look after analysisd worked it off', () => {
    const world = new World(1_000);
    world.send(8);
    world.read(8);
    world.pass(50);
    world.look();
    expect(world.confirmed).toBe(0);
    world.pass(5);
    world.look();
    expect(world.confirmed).toBe(8);
  });

  it('does not confirm what still waits for the rules', () => {
    const world = new World(1);
    world.send(8);
    world.read(8);
    for (let look = 0; look < 5; look += 1) {
      world.pass(1);
      world.look();
    }
    expect(world.confirmed).toBe(0);
  });

  it('does not take other senders’ events for ours', () => {
    const world = new World(1_000_000);
    world.sendForeign(5);
    world.send(5);
    world.read(5);
    world.look();
    world.pass(3);
    world.look();
    expect(world.confirmed).toBe(0);
  });

  it('tells of a drop while something is unconfirmed', () => {
    const world = new World(1_000);
    world.send(5);
    world.model.dropNext(1);
    world.read(5);
    expect(world.look()).toBe('drop');
  });

  it('passes over drops of others when nothing of ours is out', () => {
    const world = new World(1_000);
    world.model.dropNext(3);
    world.sendForeign(5);
    world.read(5);
    expect(world.look()).toBe('steady');
  });

  it('tells of a restart, also when the new process has read more than the old one', () => {
    const world = new World(1_000);
    world.send(5);
    world.read(5);
    world.model = new AnalysisdModel({ eventsPerSecond: 1_000, nowMs: 0, startedAt: 2 });
    for (let index = 0; index < 100; index += 1) world.model.receive(Buffer.from('theirs'), true);
    expect(world.look()).toBe('restart');
  });

  it('does not trust the count of what was read when older messages may still be in the socket', () => {
    const world = new World(1_000_000);
    world.send(5);
    world.ledger = world.newLedger(false);
    world.send(5);
    // The five of the older ledger come in, none of the new one's.
    world.read(5);
    world.look();
    world.pass(5);
    world.look();
    expect(world.confirmed).toBe(0);
  });

  it('leaves room up to the limit, less what waits in queue and socket', () => {
    const world = new World(1, 16_384);
    expect(world.ledger.room(0.6)).toBe(9_829);
    world.send(5);
    world.look();
    expect(world.ledger.room(0.6)).toBe(9_824);
  });

  it('says when the next confirmation is due', () => {
    const world = new World(1_000);
    world.send(10);
    world.read(10);
    world.look();
    world.pass(5);
    world.look();
    world.pass(2);
    const verdict = world.ledger.look(world.figures(), world.nowMs);
    expect(verdict).toMatchObject({ status: 'steady', nextInMs: expect.closeTo(3, 0) });
  });
});
