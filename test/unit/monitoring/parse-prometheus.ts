/** A sample as a strict reader of the text format sees it. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedMetrics {
  readonly types: ReadonlyMap<string, string>;
  readonly samples: readonly ParsedSample[];
  /** The value of the one sample with these labels. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const SAMPLE = new RegExp(
  `^(?<name>${NAME})(?:\\{(?<labels>${LABEL}(?:,${LABEL})*)\\})? (?<value>[+-]?(?:\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?|Inf)|NaN)$`,
);

/**
 * Reads Prometheus' text format 0.0.4 and refuses whatever its own parser, the textfile collector or promtool's lint refuses: a missing last
 * line feed, timestamps, blanks where none belong, a family in two places, a sample without HELP and TYPE before it, a sample twice,
 * a counter that is negative or does not end in _total.
 */
export function parsePrometheus(text: string): ParsedMetrics {
  if (!text.endsWith('\n')) throw new Error('the last line has no line feed');
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const closed = new Set<string>();
  const seen = new Set<string>();
  const samples: ParsedSample[] = [];
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (?<kind>HELP|TYPE) (?<name>\S+) (?<rest>.+)$/.exec(line)?.groups;
    if (comment) {
      const { kind = '', name = '', rest = '' } = comment;
      if (!new RegExp(`^${NAME}$`).test(name)) throw new Error(`bad name: ${line}`);
      if (kind === 'HELP') {
        if (helped.has(name)) throw new Error(`second HELP: ${line}`);
        if (family !== '') closed.add(family);
        if (closed.has(name)) throw new Error(`family in two places: ${line}`);
        helped.add(name);
        family = name;
        if (/\\(?![\\n])/.test(rest)) throw new Error(`bad escape: ${line}`);
      } else {
        if (name !== family || types.has(name)) throw new Error(`TYPE out of place: ${line}`);
        if (!['counter', 'gauge'].includes(rest)) throw new Error(`unknown type: ${line}`);
        if ((rest === 'counter') !== name.endsWith('_total')) throw new Error(`counter or not: ${line}`);
        types.set(name, rest);
      }
      continue;
    }
    const found = SAMPLE.exec(line)?.groups;
    if (!found) throw new Error(`no sample: ${JSON.stringify(line)}`);
    const name = found['name'] ?? '';
    if (name !== family || !types.has(name)) throw new Error(`sample outside its family: ${line}`);
    const key = line.slice(0, line.lastIndexOf(' '));
    if (seen.has(key)) throw new Error(`sample twice: ${line}`);
    seen.add(key);
    const value = Number(found['value']?.replace('Inf', 'Infinity'));
    if (types.get(name) === 'counter' && !(value >= 0)) throw new Error(`negative counter: ${line}`);
    samples.push({ name, labels: labelsOf(found['labels'] ?? ''), value });
  }
  for (const name of types.keys())
    if (!samples.some(one => one.name === name)) throw new Error(`empty family ${name}`);
  return {
    types,
    samples,
    value: (name, labels = {}) =>
      samples.find(one => one.name === name && sameLabels(one.labels, labels))?.value,
  };
}

function labelsOf(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const { groups } of text.matchAll(/(?<name>\w+)="(?<value>(?:[^"\\]|\\.)*)"/g)) {
    const name = groups?.['name'] ?? '';
    if (name in labels) throw new Error(`label twice: ${text}`);
    labels[name] = (groups?.['value'] ?? '').replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
  }
  return labels;
}

function sameLabels(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every(key => a[key] === b[key]);
}
