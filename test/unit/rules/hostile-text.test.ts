import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { catalogueEntries } from '../../../src/rules/catalogue-index.ts';
import { toByteString } from '../../../src/rules/preview/byte-string.ts';
import { emitPcre2 } from '../../../src/rules/preview/pcre2-emit.ts';
import { parsePcre2 } from '../../../src/rules/preview/pcre2-parse.ts';

/** As long as a value can be. */
const BYTES = 60_000;
/** A pattern that runs away would take hours; all together take seconds. */
const DEADLINE_MS = 240_000;

/** Texts that nearly match everywhere: pieces of arrays as rules see them, and of the pattern itself. */
function hostileTexts(pattern: string): readonly string[] {
  const words = pattern.match(/[A-Za-z][A-Za-z0-9 ]{2,}/g) ?? [];
  const pieces = [
    'a',
    '1',
    ' ',
    '\\"',
    '. ',
    '"Name":\t"X",\n\t"Value":\t"',
    '"NewValue":\t"',
    ...words.slice(0, 3),
    words.join(' '),
    words.map(word => `"Name":\t"${word}",\n\t"NewValue":\t"`).join(''),
  ];
  return [...new Set(pieces)]
    .filter(Boolean)
    .map(piece => piece.repeat(Math.ceil(BYTES / piece.length)).slice(0, BYTES));
}

/** Runs in a thread of its own, which can be stopped; tells where it is, so that a pattern that runs away has a name. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
for (const [index, { source, texts }] of workerData.entries()) {
  parentPort.postMessage({ index });
  const expression = new RegExp(source);
  for (const text of texts) expression.test(text);
}
parentPort.postMessage({ done: true });
`;

describe('every pattern of the catalogue', () => {
  const patterns = [
    ...new Set(
      catalogueEntries()
        .flatMap(({ rule }) => rule.fields)
        .filter(field => field.kind === 'pcre2')
        .map(field => field.pattern),
    ),
  ];

  it(
    'gets through 60 KB made to hurt it',
    async () => {
      const work = patterns.map(pattern => ({
        source: emitPcre2(parsePcre2(toByteString(pattern)).root, false).source,
        texts: hostileTexts(pattern),
      }));
      expect(work.length).toBeGreaterThan(300);

      const thread = new Worker(THREAD, { eval: true, workerData: work });
      let at = 0;
      const finished = await new Promise<boolean>((resolve, reject) => {
        const timer = setTimeout(() => resolve(false), DEADLINE_MS);
        thread.on('error', reject);
        thread.on('message', (message: { index?: number; done?: boolean }) => {
          at = message.index ?? at;
          if (message.done !== true) return;
          clearTimeout(timer);
          resolve(true);
        });
      });
      await thread.terminate();

      expect(finished, patterns[at]).toBe(true);
    },
    DEADLINE_MS + 60_000,
  );
});
