import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FaultPlan, type Opportunity } from '../../../src/simulator/fault-plan.ts';
import type { FaultSettings } from '../../../src/simulator/fault-setting.ts';

function strikes(plan: FaultPlan, times: number, opportunity: Opportunity = { route: 'blob' }): boolean[] {
  return Array.from({ length: times }, () => plan.fires('error-500', opportunity));
}

describe('a plan of faults', () => {
  it('decides the n-th opportunity of a fault by the seed alone, whatever other faults are on', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.boolean(), { maxLength: 30 }), (seed, others) => {
        const alone = new FaultPlan(seed, { 'error-500': 0.3 });
        const mixed = new FaultPlan(seed, { 'error-500': 0.3, reset: 0.5 });
        for (const other of others) {
          if (other) mixed.fires('reset');
          expect(mixed.fires('error-500')).toBe(alone.fires('error-500'));
        }
      }),
    );
  });

  it('strikes about as often as its rate says', () => {
    const share = strikes(new FaultPlan(7, { 'error-500': 0.1 }), 5000).filter(Boolean).length / 5000;

    expect(share).toBeGreaterThan(0.08);
    expect(share).toBeLessThan(0.12);
  });

  it.each([
    ['a rate of 1', { 'error-500': 1 }, [true, true, true, true, true]],
    ['an empty setting', { 'error-500': {} }, [true, true, true, true, true]],
    ['a rate of 0', { 'error-500': 0 }, [false, false, false, false, false]],
    ['a count', { 'error-500': { count: 2 } }, [true, true, false, false, false]],
    [
      'a count after some have passed',
      { 'error-500': { count: 2, skip: 1 } },
      [false, true, true, false, false],
    ],
    ['another fault', { reset: 1 }, [false, false, false, false, false]],
  ] as const)('strikes by %s', (_name, settings: FaultSettings, expected) => {
    expect(strikes(new FaultPlan(1, settings), 5)).toEqual(expected);
  });

  it('counts only the opportunities that it is limited to', () => {
    const plan = new FaultPlan(1, { 'error-500': { count: 1, on: 'content' } });

    expect(plan.fires('error-500', { route: 'blob' })).toBe(false);
    expect(plan.fires('error-500', { route: 'content' })).toBe(true);
    expect(plan.fires('error-500', { route: 'content' })).toBe(false);
  });

  it('can be limited to a content type', () => {
    const plan = new FaultPlan(1, { forbidden: { on: 'DLP.All' } });

    expect(plan.fires('forbidden', { route: 'content', contentType: 'Audit.General' })).toBe(false);
    expect(plan.fires('forbidden', { route: 'content', contentType: 'DLP.All' })).toBe(true);
  });

  it('spares the login unless told otherwise', () => {
    expect(new FaultPlan(1, { reset: 1 }).fires('reset', { route: 'token' })).toBe(false);
    expect(new FaultPlan(1, { reset: { on: 'token' } }).fires('reset', { route: 'token' })).toBe(true);
    expect(new FaultPlan(1, { 'token-throttled': 1 }).fires('token-throttled', { route: 'token' })).toBe(
      true,
    );
  });

  it('starts its streams anew when it is replaced, and keeps the tally', () => {
    const plan = new FaultPlan(5, { 'error-500': 0.5 });
    const before = strikes(plan, 20);
    plan.set({ 'error-500': 0.5 });

    expect(strikes(plan, 20)).toEqual(before);
    expect(plan.fired['error-500']).toBe(2 * before.filter(Boolean).length);
  });
});
