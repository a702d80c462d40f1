import * as fc from 'fast-check';

/** Runs per target: few on every build, many with `npm run fuzz`. */
export const RUNS = Number(process.env['FUZZ_RUNS'] ?? 150);

/** The same inputs on every build; others at each long run, which prints its seed. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);

/** So long a single input may keep a parser busy on the slowest of machines. The parsers are linear: a run takes milliseconds. */
const MAX_MS = 20_000;

/** What parsers stumble over: names of the language's own members, breaks of every format, numbers out of range, depth and length. */
const NASTY: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '"__proto__":{"polluted":true},',
  '{"constructor":{"prototype":{"polluted":true}}}',
  '\u0000',
  '\ud800',
  '\udfff',
  '\uFEFF',
  '\u2028',
  '\u{1F4A9}',
  '\\',
  '\\u0000',
  '\\ud800',
  '"',
  "'",
  '`',
  '\n',
  '\r\n',
  '\t',
  ' ',
  ',',
  ':',
  ';',
  '-',
  '- ',
  '? ',
  '| ',
  '>',
  '<',
  '</',
  '/>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '&b;',
  '&#x41;',
  '&amp;',
  '<var name="a">$a</var>',
  '$a',
  '!!js/function ',
  '!!binary ',
  '&a [*a, *a]',
  '<<: *a',
  '*a',
  '---\n',
  '%YAML 1.2\n',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '(a+)+$',
  '\\p(?<!a)',
  '[^',
  '{1,999999}',
  '*',
  '+',
  '%00',
  '%s%n',
  '$(id)',
  '../',
  '0',
  '-0',
  '1e999',
  '9007199254740993',
  '-99999999999999999999',
  '0x10',
  'NaN',
  'null',
  'true',
  'AADSTS7000215',
  'AF20022',
  'http://169.254.169.254/',
  'Bearer eyJ.eyJ.x',
  'Retry again after 99999999999h',
];

const deep = fc.oneof(
  fc.integer({ min: 1, max: 3_000 }).map(count => '['.repeat(count)),
  fc.integer({ min: 1, max: 3_000 }).map(count => '{"a":'.repeat(count)),
  fc.integer({ min: 1, max: 3_000 }).map(count => '<a>'.repeat(count)),
  fc.integer({ min: 1, max: 3_000 }).map(count => '('.repeat(count)),
  fc.integer({ min: 1, max: 3_000 }).map(count => '- '.repeat(count)),
  fc.integer({ min: 1, max: 30_000 }).map(count => 'a'.repeat(count)),
  fc.integer({ min: 1, max: 30_000 }).map(count => ' '.repeat(count)),
);

const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 1, arbitrary: deep },
);

/** One change: at a place from 0 to 1 of the text, so much of it is replaced by a piece, cut, or said again. */
const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 4_000 })),
  how: fc.constantFrom('replace', 'replace', 'insert', 'insert', 'cut', 'repeat', 'end'),
  piece,
});

/** Texts that begin as good ones and were changed at some places; now and then no good one at all. */
export function spoilt(...good: readonly string[]): fc.Arbitrary<string> {
  const changed = fc
    .tuple(fc.constantFrom(...good), fc.array(edit, { maxLength: 6 }))
    .map(([text, edits]) => edits.reduce(apply, text));
  const wild = fc.array(piece, { maxLength: 30 }).map(pieces => pieces.join(''));
  return fc.oneof({ weight: 8, arbitrary: changed }, { weight: 1, arbitrary: wild });
}

/** The same for bytes, with bytes changed that no text has. */
export function spoiltBytes(...good: readonly Buffer[]): fc.Arbitrary<Buffer> {
  const flips = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat({ max: 255 })), {
    maxLength: 20,
  });
  return fc
    .tuple(fc.constantFrom(...good), fc.array(edit, { maxLength: 3 }), flips)
    .map(([bytes, edits, flipped]) => {
      const text = edits.reduce(apply, bytes.toString('latin1'));
      const changed = Buffer.from(text, 'latin1');
      for (const [at, byte] of flipped) changed[Math.floor(at * (changed.length - 1))] = byte;
      return changed;
    });
}

function apply(
  text: string,
  { at, length, how, piece: added }: { at: number; length: number; how: string; piece: string },
): string {
  const start = Math.floor(at * text.length);
  const [before, middle, after] = [
    text.slice(0, start),
    text.slice(start, start + length),
    text.slice(start + length),
  ];
  switch (how) {
    case 'replace':
      return before + added + after;
    case 'insert':
      return before + added + middle + after;
    case 'cut':
      return before + after;
    case 'repeat':
      return before + middle + middle + middle + after;
    default:
      return before + added;
  }
}

/**
 * Feeds a target with hostile inputs. It may give any result and throw errors that `isAllowed` knows; it may not throw anything else, change
 * what all objects inherit, or work on one input without end.
 */
export async function withstand<T>(
  inputs: fc.Arbitrary<T>,
  target: (input: T) => unknown,
  isAllowed: (error: unknown) => boolean = () => false,
): Promise<void> {
  const before = inherited();
  let slowestMs = 0;
  await fc.assert(
    fc.asyncProperty(inputs, async input => {
      const startedMs = performance.now();
      try {
        await target(input);
      } catch (error) {
        if (!isAllowed(error)) throw error;
      }
      slowestMs = Math.max(slowestMs, performance.now() - startedMs);
      if (inherited() !== before) throw new Error(`what all objects inherit was changed: ${inherited()}`);
      if (slowestMs > MAX_MS) throw new Error(`one input took ${Math.round(slowestMs)} ms`);
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: RUNS > 1_000 },
  );
}

/** Everything that a polluted prototype would show. */
function inherited(): string {
  return [Object.prototype, Array.prototype, Function.prototype, String.prototype]
    .map(one => Object.getOwnPropertyNames(one).join())
    .join('|');
}
