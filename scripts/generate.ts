import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { configurationDocument } from '../src/config/document.ts';
import { generateDashboards } from '../src/dashboards/generate-dashboards.ts';
import { errorDocument } from '../src/error-document.ts';
import { generateRulesetFiles } from '../src/rules/generate.ts';
import { rulesDocument } from '../src/rules/rules-document.ts';

/*
 * Writes what is generated from the catalogue: rules/, decoders/, dashboards/, docs/rules.md, docs/errors.md, docs/configuration.md. With --check nothing is written and
 * the exit code is 1 when a file is stale.
 */
const check = process.argv.includes('--check');
const stale: string[] = [];
const files = [
  ...generateRulesetFiles(),
  ...generateDashboards(),
  { path: 'docs/rules.md', text: rulesDocument() },
  { path: 'docs/errors.md', text: errorDocument() },
  { path: 'docs/configuration.md', text: configurationDocument() },
];
for (const { path, text } of files) {
  const target = join(PACKAGE_ROOT, path);
  if (readOrEmpty(target) === text) continue;
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

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
