import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from '../../../src/report/read/split-lines.ts';

function split(chunks: readonly Buffer[]) {
  const lines: string[] = [];
  let tooLong = 0;
  const splitter = new LineSplitter(
    line => lines.push(line.toString()),
    () => (tooLong += 1),
  );
  for (const chunk of chunks) {
    splitter.write(chunk);
    // The reader reads into the same bytes again.
    chunk.fill(0x21);
  }
  splitter.end();
  return { lines, tooLong };
}

describe('LineSplitter', () => {
  it('gives the same lines however the bytes arrive', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 30 }),
        fc.array(fc.nat(40), { maxLength: 40 }),
        (texts, cuts) => {
          const bytes = Buffer.from(texts.map(text => `${text.replace(/[\r\n]/g, '')}\n`).join(''));
          const chunks: Buffer[] = [];
          let rest = bytes;
          for (const cut of cuts) {
            chunks.push(Buffer.from(rest.subarray(0, cut)));
            rest = rest.subarray(cut);
          }
          chunks.push(Buffer.from(rest));

          expect(split(chunks).lines).toEqual(
            texts.map(text => text.replace(/[\r\n]/g, '')).filter(text => text !== ''),
          );
        },
      ),
    );
  });

  it('takes what stands behind the last line end for a line, and Windows line ends for line ends', () => {
    expect(split([Buffer.from('a\r\nb\n\nc')]).lines).toEqual(['a', 'b', 'c']);
  });

  it('skips and counts a line that is too long, and goes on behind it', () => {
    const part = Buffer.alloc(6 * 1024 * 1024, 'x');
    const chunks = [
      Buffer.from('first\n'),
      ...Array.from({ length: 4 }, () => Buffer.from(part)),
      Buffer.from('end\nlast\n'),
    ];

    expect(split(chunks)).toEqual({ lines: ['first', 'last'], tooLong: 1 });
  });
});
