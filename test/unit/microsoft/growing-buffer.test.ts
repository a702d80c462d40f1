import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GrowingBuffer } from '../../../src/microsoft/growing-buffer.ts';

describe('GrowingBuffer', () => {
  it('holds exactly what was appended, whatever size was expected', () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(chunks, fc.integer({ min: 0, max: 5_000 }), (appended, expectedBytes) => {
        const buffer = new GrowingBuffer(expectedBytes);
        for (const chunk of appended) buffer.append(Buffer.from(chunk));
        const whole = Buffer.concat(appended);
        expect(buffer.length).toBe(whole.length);
        expect(buffer.bytes().equals(whole)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
