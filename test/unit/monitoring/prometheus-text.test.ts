import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prometheusText } from '../../../src/monitoring/prometheus-text.ts';
import { parsePrometheus } from './parse-prometheus.ts';

describe('the text of metrics', () => {
  it('is what Prometheus reads', () => {
    const text = prometheusText([
      { name: 'a_total', type: 'counter', help: 'How many.', samples: [{ labels: {}, value: 3 }] },
      {
        name: 'b',
        type: 'gauge',
        help: 'A share of\nwhat \\ is.',
        samples: [{ labels: { tenant: 'a"b\\c\nd', code: '200' }, value: 0.25 }],
      },
      { name: 'unknown', type: 'gauge', help: 'Nothing known.', samples: [] },
    ]);

    expect(text).toBe(
      `# HELP a_total How many.
# TYPE a_total counter
a_total 3
# HELP b A share of\\nwhat \\\\ is.
# TYPE b gauge
b{tenant="a\\"b\\\\c\\nd",code="200"} 0.25
`,
    );
  });

  it('comes back as it was, whatever the labels and values', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.double())), pairs => {
        const samples = pairs.map(([label, value], n) => ({ labels: { label, n: String(n) }, value }));
        const text = prometheusText([{ name: 'x', type: 'gauge', help: 'X.', samples }]);

        if (samples.length === 0) expect(text).toBe('');
        else
          expect(parsePrometheus(text).samples).toEqual(
            samples.map(one => ({ name: 'x', ...one, value: one.value === 0 ? 0 : one.value })),
          );
      }),
    );
  });
});

describe('the strict reader of these tests', () => {
  it.each([
    ['no line feed at the end', '# HELP a A.\n# TYPE a gauge\na 1'],
    ['a sample without its type', '# HELP a A.\na 1\n'],
    ['a timestamp', '# HELP a A.\n# TYPE a gauge\na 1 1700000000\n'],
    ['a counter without _total', '# HELP a A.\n# TYPE a counter\na 1\n'],
    ['a sample twice', '# HELP a A.\n# TYPE a gauge\na{b="c"} 1\na{b="c"} 2\n'],
    ['an open label', '# HELP a A.\n# TYPE a gauge\na{b="c} 1\n'],
    ['an empty line', '# HELP a A.\n# TYPE a gauge\n\na 1\n'],
    ['a word for a value', '# HELP a A.\n# TYPE a gauge\na undefined\n'],
  ])('refuses %s', (_name, text) => {
    expect(() => parsePrometheus(text)).toThrow();
  });
});
