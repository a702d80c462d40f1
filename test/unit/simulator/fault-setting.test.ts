import { describe, expect, it } from 'vitest';
import { isO365WazuhError } from '../../../src/errors.ts';
import { parseFault } from '../../../src/simulator/fault-setting.ts';

function errorOf(text: string): { message: string; hint: string } {
  try {
    parseFault(text);
  } catch (error) {
    if (isO365WazuhError(error) && error.code === 'USAGE') return error;
  }
  throw new Error(`${text} was not refused as a usage error`);
}

describe('a fault on the command line', () => {
  it.each([
    ['error-500', {}],
    ['error-500=0.05', { rate: 0.05 }],
    ['error-500=.5', { rate: 0.5 }],
    ['error-500=1', { rate: 1 }],
    ['error-500=3x', { count: 3 }],
    ['error-500:blob', { on: 'blob' }],
    ['error-500:DLP.All=2x@10', { on: 'DLP.All', count: 2, skip: 10 }],
    ['error-500@4', { skip: 4 }],
  ])('%s reads as %j', (text, setting) => {
    expect(parseFault(text)).toEqual(['error-500', setting]);
  });

  it.each([
    ['no-such-fault', 'Unknown fault "no-such-fault".'],
    ['toString', 'Unknown fault "toString".'],
    ['error-500=2', 'must be a number from 0 to 1'],
    ['error-500=', 'is not of the form'],
    ['error-500=x', 'is not of the form'],
    ['error-500=-1', 'is not of the form'],
    ['', 'is not of the form'],
    ['error-500:nowhere', 'cannot be limited to "nowhere"'],
  ])('%j is refused: %s', (text, message) => {
    expect(errorOf(text).message).toContain(message);
  });

  it('says how to write what was probably meant', () => {
    expect(errorOf('error-500=3').hint).toContain('error-500=3x');
    expect(errorOf('no-such-fault').hint).toContain('reset-in-body');
    expect(errorOf('reset:nowhere').hint).toContain('notifications');
  });
});
