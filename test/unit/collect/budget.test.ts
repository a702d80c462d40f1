import { describe, expect, it } from 'vitest';
import { ByteBudget, ByteShare, type BodyRoom } from '../../../src/collect/budget.ts';

const MIB = 1024 * 1024;

/** Runs all that is ready to run. */
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** Asks for room so many times. @returns those that have it so far. */
function ask(share: ByteShare, times: number): BodyRoom[] {
  const rooms: BodyRoom[] = [];
  for (let n = 0; n < times; n += 1) void share.room().then(room => rooms.push(room));
  return rooms;
}

describe('the room for bodies', () => {
  it('counts a body as one like those before it while it is on its way', async () => {
    const share = new ByteShare(new ByteBudget(64 * MIB), 8 * MIB);
    const first = ask(share, 20);
    await turn();
    expect(first).toHaveLength(8);

    for (const room of first.slice(0, 8)) {
      room.isOf(4 * MIB);
      room[Symbol.dispose]();
    }
    await turn();
    expect(first).toHaveLength(8 + 2);
  });

  it('expects little again after some small bodies', async () => {
    const share = new ByteShare(new ByteBudget(64 * MIB), 8 * MIB);
    for (let n = 0; n < 100; n += 1) {
      using room = await share.room();
      room.isOf(1_000);
    }
    const rooms = ask(share, 1_000);
    await turn();
    expect(rooms).toHaveLength(1_000);
  });

  it('lets a single body pass that is larger than all of it', async () => {
    const share = new ByteShare(new ByteBudget(4 * MIB), 2 * MIB);
    const [huge, ...others] = [await share.room(), ...ask(share, 1)];
    huge.isOf(64 * MIB);
    expect(others).toHaveLength(0);
    const next = ask(share, 1);
    await turn();
    expect(next).toHaveLength(0);
    huge[Symbol.dispose]();
    await turn();
    expect(next).toHaveLength(1);
  });

  it('is shared by tenants as far as bodies are here: a download that dribbles in takes no other tenant’s room', async () => {
    const all = new ByteBudget(10 * MIB);
    const [slow, quick] = [new ByteShare(all, 8 * MIB), new ByteShare(all, 8 * MIB)];
    const dribbling = ask(slow, 20);
    await turn();
    expect(dribbling).toHaveLength(8);
    const rooms = ask(quick, 8);
    await turn();
    expect(rooms).toHaveLength(8);

    for (const room of dribbling) room.isOf(2 * MIB);
    const more = ask(new ByteShare(all, 8 * MIB), 1);
    await turn();
    expect(more).toHaveLength(0);
    for (const room of dribbling.slice(0, 5)) room[Symbol.dispose]();
    await turn();
    expect(more).toHaveLength(1);
  });
});
