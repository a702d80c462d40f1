import { describe, expect, it } from 'vitest';
import { catalogueEntries } from '../../../../src/rules/catalogue-index.ts';
import { peerCoverageDocument } from '../../../../src/rules/peers/coverage-document.ts';
import { coverageOf } from '../../../../src/rules/peers/model.ts';
import { PEER_RULESETS } from '../../../../src/rules/peers/rulesets.ts';

const ours = new Map(catalogueEntries().map(({ rule }) => [rule.id, rule]));

/** How many rules each project had when they were compared. */
const COUNTS = { Wazuh: 128, Elastic: 49, Splunk: 67, Sigma: 67, SOCFortress: 152 };

describe('the comparison with the rules of others', () => {
  it('holds every rule of theirs', () => {
    expect(Object.fromEntries(PEER_RULESETS.map(({ peer, rules }) => [peer, rules.length]))).toEqual(COUNTS);
  });

  it.each(PEER_RULESETS.map(ruleset => [ruleset.peer, ruleset] as const))(
    '%s: names only rules that exist, each once an entry',
    (_, { rules }) => {
      const unknown = rules.flatMap(([name, ids]) =>
        ids.filter(id => !ours.has(id)).map(id => `${name}: ${id}`),
      );
      const repeated = rules.filter(([, ids]) => new Set(ids).size !== ids.length).map(([name]) => name);
      expect({ unknown, repeated }).toEqual({ unknown: [], repeated: [] });
    },
  );

  it.each(PEER_RULESETS.map(ruleset => [ruleset.peer, ruleset] as const))(
    '%s: says why, where ours lacks something',
    (_, { rules }) => {
      const silent = rules.filter(
        ([, ids, note]) => (ids.length === 0 && note === undefined) || note?.trim() === '',
      );
      expect(silent).toEqual([]);
    },
  );

  it('knows covered, covered in part and not covered apart', () => {
    expect(coverageOf(['a', [1]])).toBe('covered');
    expect(coverageOf(['a', [1], 'without places'])).toBe('in part');
    expect(coverageOf(['a', [], 'another feed'])).toBe('not covered');
  });

  it('is written with a row for every rule', () => {
    const text = peerCoverageDocument();
    for (const { rules } of PEER_RULESETS) {
      for (const [name, ids] of rules) expect(text).toContain(`| ${name} | ${ids.join(', ')} |`);
    }
  });
});
