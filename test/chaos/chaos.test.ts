import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from '../../src/simulator/faults.ts';
import { Arena } from './arena.ts';
import { HEALTH_BEYOND_A_GROUP, HUGE_BLOB, TELLING_SCHEDULES } from './cases.ts';
import { type MutationName, MUTATIONS } from './mutations.ts';
import { CHAOS_FAULTS } from './schedule.ts';

const LANES = 4;
const SCHEDULES = 200;
const SEED = Number(process.env['O365_WAZUH_CHAOS_SEED'] ?? 1 + Math.floor(Math.random() * 999_999));
/** The machine may have other work; alone it takes about a minute. */
const PATIENCE_MS = 900_000;

let arena: Arena;
beforeAll(async () => {
  arena = await Arena.open({ lanes: LANES });
});
afterAll(() => arena[Symbol.asyncDispose]());

describe('faults, kills and restarts in any order', () => {
  it(
    `lose nothing, repeat at most a group each and keep the order, in ${SCHEDULES} schedules`,
    async () => {
      console.log(`chaos: O365_WAZUH_CHAOS_SEED=${SEED}`);
      const found = await arena.search({ seed: SEED, runs: SCHEDULES });

      const { schedules, runs, kills, events, repeats } = arena.tally;
      console.log(
        `chaos: ${schedules} schedules, ${runs} runs, ${kills} kills, ${events} events, ${repeats} repeated`,
      );
      expect(found).toBeUndefined();
      expect(schedules).toBeGreaterThanOrEqual(SCHEDULES);
      expect(kills).toBeGreaterThan(SCHEDULES / 10);
    },
    PATIENCE_MS,
  );

  it('leave a blob of thousands of events whole', async () => {
    expect(await arena.judge(HUGE_BLOB)).toEqual([]);
  });

  it('tell of the feed itself in groups as well', async () => {
    expect(await arena.judge(HEALTH_BEYOND_A_GROUP)).toEqual([]);
  });

  it('include every fault that can strike a client with a secret', () => {
    const elsewhere = [
      'huge-blob',
      'other-cloud',
      'identity-updating',
      'identity-not-ready',
      'identity-missing',
    ];

    expect(
      Object.keys(FAULTS)
        .filter(name => !CHAOS_FAULTS.has(name))
        .sort(),
    ).toEqual(elsewhere.sort());
  });
});

describe.each(Object.keys(MUTATIONS) as MutationName[])('a collector that %s', name => {
  const schedule = TELLING_SCHEDULES[name];

  it('is found out', async () => {
    await using broken = await Arena.open({ lanes: 1, mutation: MUTATIONS[name] });

    expect(await arena.judge(schedule)).toEqual([]);
    expect(await broken.judge(schedule)).not.toEqual([]);
  });
});
