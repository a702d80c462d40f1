import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSession } from '../../../../src/rules/preview/create-session.ts';
import { loadRuleset } from '../../../../src/rules/preview/load-ruleset.ts';

const FREQUENCY = 3;
const TIMEFRAME_SECONDS = 20;
const COUNTED = 100_500;
const COUNTING = 100_501;

interface Happening {
  readonly afterSeconds: number;
  readonly agent: string | undefined;
  readonly user: string | undefined;
  readonly place: string | undefined;
}

const value = (...texts: string[]) => fc.option(fc.constantFrom(...texts), { nil: undefined });
const happenings = fc.array(
  fc.record({
    afterSeconds: fc.integer({ min: 0, max: 8 }),
    agent: value('001', '002'),
    user: value('a', 'b'),
    place: value('x', 'y', 'z'),
  }),
  { maxLength: 60 },
);

/** The engine's own walk: from the newest event back, one by one. */
function expected(all: readonly Happening[], anyAgent: boolean): number[] {
  const kept: { at: number; matched: boolean; event: Happening }[] = [];
  let now = 0;
  return all.map(event => {
    now += event.afterSeconds;
    let counted = 0;
    let newest: (typeof kept)[number] | undefined;
    let fires = false;
    for (const record of kept.toReversed()) {
      if (now - record.at > TIMEFRAME_SECONDS) break;
      if (!anyAgent && record.event.agent !== event.agent) continue;
      if (event.user === undefined || record.event.user !== event.user) continue;
      if (event.place !== undefined && record.event.place === event.place) continue;
      if (record.matched) break;
      if (counted < FREQUENCY - 2) {
        counted += 1;
        newest ??= record;
        continue;
      }
      fires = true;
      if (newest) newest.matched = true;
      break;
    }
    // An event that fired the counting rule is not kept for it: it fired another one.
    if (!fires) kept.push({ at: now, matched: false, event });
    return fires ? COUNTING : COUNTED;
  });
}

function found(all: readonly Happening[], anyAgent: boolean): (number | undefined)[] {
  const ruleset = loadRuleset({
    files: [
      {
        name: '0900-test.xml',
        text: `<group name="test,">
  <rule id="${COUNTED}" level="3"><decoded_as>json</decoded_as><field name="kind">one</field><description>One.</description></rule>
  <rule id="${COUNTING}" level="10" frequency="${FREQUENCY}" timeframe="${TIMEFRAME_SECONDS}">
    <if_matched_sid>${COUNTED}</if_matched_sid>
    <same_field>user</same_field>
    <different_field>place</different_field>
    ${anyAgent ? '<global_frequency />' : ''}
    <description>Many.</description>
  </rule>
</group>`
          .replaceAll('name="kind"', 'name="o.kind"')
          .replaceAll('>user<', '>o.user<')
          .replaceAll('>place<', '>o.place<'),
      },
    ],
  });
  expect(ruleset.problems).toEqual([]);
  const session = createSession(ruleset);
  let now = 1_800_000_000;
  return all.map(({ afterSeconds, agent, user, place }) => {
    now += afterSeconds;
    const location = agent === undefined ? 'here' : `[${agent}] (name) any->here`;
    const o = {
      kind: 'one',
      ...(user === undefined ? {} : { user }),
      ...(place === undefined ? {} : { place }),
    };
    return session.evaluate({ o }, { location, atMs: now * 1000 }).rule;
  });
}

describe('the memory of rules that count', () => {
  it.each([false, true])('finds what a walk over all events finds (any agent: %s)', anyAgent => {
    fc.assert(
      fc.property(happenings, all => {
        expect(found(all, anyAgent)).toEqual(expected(all, anyAgent));
      }),
      { numRuns: 150 },
    );
  });

  it('forgets the oldest events once there are 8192, and goes on counting the others', () => {
    const event = (n: number): Happening => ({
      afterSeconds: 0,
      agent: undefined,
      user: `u${n}`,
      place: `p${n}`,
    });
    const many = Array.from({ length: 9000 }, (_, n) => event(n));
    const answers = found(
      [event(-1), ...many, { ...event(8999), place: 'other' }, { ...event(8999), place: 'third' }],
      true,
    );

    expect(answers.slice(0, -1).every(rule => rule === COUNTED)).toBe(true);
    expect(answers.at(-1)).toBe(COUNTING);
  });
});
