// npm run bench: measures the built collector against the simulator and a sink, each in a process of its own, beside a plain loop that
// fetches, parses and sends. Prints a table and writes the figures as JSON.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { FULL, type ItemName, ITEMS, QUICK, type Row } from './bench/items.ts';

const NAMES = Object.keys(ITEMS) as ItemName[];
const HELP = `Usage: npm run bench -- [options]

Measures the built collector (npm run build first).

  --only <items>  comma-separated: ${NAMES.join(', ')}
  --quick         a smoke test of a few seconds: the figures mean nothing
  --out <file>    where the JSON goes (default node_modules/.cache/bench.json)
  --help          this text

Examples:
  npm run bench
  npm run bench -- --only throughput,idle
`;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: NAMES.join(',') },
    quick: { type: 'boolean', default: false },
    out: { type: 'string', default: join(PACKAGE_ROOT, 'node_modules/.cache/bench.json') },
    help: { type: 'boolean', default: false },
  },
});
const items = values.only.split(',');
const unknown = items.filter(name => !NAMES.includes(name as ItemName));
if (values.help) process.stdout.write(HELP);
else if (unknown.length > 0) fail(`--only does not know ${unknown.join(', ')}.\n\n${HELP}`);
else if (!existsSync(join(PACKAGE_ROOT, 'dist/collector.cjs')))
  fail('Nothing is built. Run: npm run build\n');
else await bench();

function fail(message: string): void {
  process.stderr.write(message);
  process.exitCode = 2;
}

async function bench(): Promise<void> {
  const rows: Row[] = [];
  const scale = values.quick ? QUICK : FULL;
  const machine = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
  console.log(`${machine}${values.quick ? ', quick: the figures mean nothing' : ''}\n`);
  print(['', 'what', 'value', 'goal', '', 'plain loop', 'ratio']);
  for (const name of items as ItemName[]) {
    for (const row of await ITEMS[name](scale)) {
      rows.push(row);
      const { item, what, value, unit, goal = '', met, reference } = row;
      print([
        item,
        what,
        `${shown(value)} ${unit}`,
        goal,
        met === undefined ? '' : met ? 'met' : 'MISSED',
        reference === undefined ? '' : shown(reference),
        reference === undefined ? '' : (value / reference).toFixed(2),
      ]);
    }
  }
  mkdirSync(dirname(values.out), { recursive: true });
  const withRatios = rows.map(row =>
    row.reference === undefined ? row : { ...row, ratio: row.value / row.reference },
  );
  const report = { machine, quick: values.quick, at: new Date().toISOString(), rows: withRatios };
  writeFileSync(values.out, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\n${values.out}`);
}

function print(cells: readonly string[]): void {
  const widths = [11, 38, 18, 9, 7, 11, 6];
  console.log(
    cells
      .map((cell, n) => cell.padEnd(widths[n] ?? 0))
      .join(' ')
      .trimEnd(),
  );
}

function shown(value: number): string {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 10 ? 2 : 0);
}
