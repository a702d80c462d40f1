import { describe, expect, it } from 'vitest';
import { FirstAlertCaution } from '../../../src/wazuh/first-alert-caution.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';

/** As after a look that told whether the first alert is at risk. */
function cautionAfterLook(isFirstAlertAtRisk: boolean) {
  const tail = { isFirstAlertAtRisk };
  const clock = new ManualClock();
  const caution = new FirstAlertCaution(tail, clock, 500);
  const look = (isAtRisk: boolean): boolean => {
    tail.isFirstAlertAtRisk = isAtRisk;
    return caution.sawFirstAlert();
  };
  look(isFirstAlertAtRisk);
  return { caution, look, clock };
}

describe('FirstAlertCaution', () => {
  it('is in nobody’s way where no half line was left', () => {
    const { caution, look } = cautionAfterLook(false);
    caution.sent();
    expect([caution.sliceMessages, caution.mayAdd(100), caution.mustListen]).toEqual([500, true, false]);
    expect(look(false)).toBe(false);
  });

  it('sends one message and listens for a second, then twice as many each time, up to a whole slice', () => {
    const { caution, look, clock } = cautionAfterLook(true);
    const slices: number[] = [];
    for (let n = 0; n < 11; n += 1) {
      expect([caution.mayAdd(0), caution.mustListen]).toEqual([true, false]);
      slices.push(caution.sliceMessages);
      caution.sent();
      clock.pass(999);
      expect([caution.mayAdd(0), caution.mustListen]).toEqual([false, true]);
      clock.pass(1);
      expect(look(true)).toBe(false);
    }
    expect(slices).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 500, 500]);
  });

  it('adds nothing to what is not confirmed', () => {
    expect(cautionAfterLook(true).caution.mayAdd(1)).toBe(false);
  });

  it('tells once that the first alert was written, and begins anew with the next half line', () => {
    const { caution, look } = cautionAfterLook(true);
    caution.sent();
    expect([look(false), look(false)]).toEqual([true, false]);
    expect([caution.sliceMessages, caution.mayAdd(100), caution.mustListen]).toEqual([500, true, false]);
    caution.sent();
    look(true);
    expect(caution.sliceMessages).toBe(1);
  });
});
