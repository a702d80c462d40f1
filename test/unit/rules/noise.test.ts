import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ATTACK_CORPORA, countNoise } from '../../../scripts/noise-counts.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';

const FOLDER = join(PACKAGE_ROOT, '../shared/data/corpora');
const missing = !existsSync(FOLDER);
if (missing) console.log(`skipped: the recorded events are not there (${FOLDER})`);

const MOST_NOISY_SHARE = 0.02;

describe.skipIf(missing)('the noise of the rules on recorded events', () => {
  it.each([
    ['each event once, as the collector delivers it', false],
    ['events as often as they are recorded', true],
  ])('stays within the budget: %s', (_name, repeats) => {
    const corpora = countNoise(FOLDER, repeats);
    const sum = (chosen: typeof corpora, key: 'events' | 'noisy' | 'grave'): number =>
      chosen.reduce((all, one) => all + one[key], 0);
    const everyday = corpora.filter(one => !one.attacks);

    expect(corpora.map(one => one.name)).toEqual(expect.arrayContaining(Object.keys(ATTACK_CORPORA)));
    expect(sum(corpora, 'events')).toBeGreaterThan(5_000);
    expect(sum(corpora, 'noisy') / sum(corpora, 'events')).toBeLessThanOrEqual(MOST_NOISY_SHARE);
    expect(sum(everyday, 'noisy') / sum(everyday, 'events')).toBeLessThanOrEqual(MOST_NOISY_SHARE);
    expect(sum(everyday, 'grave')).toBe(0);
  });

  it('finds the attacks all the same', () => {
    for (const corpus of countNoise(FOLDER, false).filter(one => one.attacks))
      expect(corpus.noisy, corpus.name).toBeGreaterThan(0);
  });
});
