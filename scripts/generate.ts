import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { generatedFiles } from './generated-files.ts';

/*
 * Writes what is generated: rules/, decoders/, lists/, dashboards/, docs/rules.md, docs/errors.md, docs/configuration.md. With --check nothing is written and
 * the exit code is 1 when a file is stale.
 */
const check = process.argv.includes('--check');
const stale: string[] = [];
for (const { path, text } of generatedFiles()) {
  const target = join(PACKAGE_ROOT, path);
  if (readOrUndefined(target) === text) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}
console.log(
  stale.length === 0
    ? 'All generated files are up to date.'
    : `${check ? 'Stale' : 'Written'}: ${stale.join(', ')}`,
);
process.exitCode = check && stale.length > 0 ? 1 : 0;

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
