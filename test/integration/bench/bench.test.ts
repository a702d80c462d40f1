import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ITEMS, type Row } from '../../../scripts/bench/items.ts';
import { runChild } from '../../../src/demo/run-child.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'o365-bench-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (args: readonly string[]) =>
  runChild(process.execPath, [join(PACKAGE_ROOT, 'scripts/bench.ts'), ...args], {
    cwd: folder,
  });

// What it measures depends on the machine and is nobody's promise here: only that every item can be measured.
describe('the benchmark', () => {
  it('measures every item, prints a table and writes it down', async () => {
    const file = join(folder, 'bench.json');

    const { exitCode, stdout } = await run(['--quick', '--out', file]);

    expect(exitCode).toBe(0);
    const { rows } = JSON.parse(readFileSync(file, 'utf8')) as { rows: Row[] };
    expect([...new Set(rows.map(row => row.item))]).toEqual(Object.keys(ITEMS));
    for (const { what, value } of rows) {
      expect(stdout).toContain(what);
      expect(value, what).toSatisfy(Number.isFinite);
    }
    expect(rows.filter(row => row.reference !== undefined).length).toBeGreaterThan(3);
  }, 600_000);

  it('names the items that it knows when asked for another', async () => {
    const { exitCode, stderr } = await run(['--only', 'thruput']);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('--only does not know thruput');
    expect(stderr).toContain(Object.keys(ITEMS).join(', '));
  });
});
