// Runs a script on the pinned Node 24 from node_modules, whatever Node started this file (it may be 18 or 20).
// Usage: node scripts/node24.mjs FILE [ARGS…]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const runtime = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
if (!existsSync(runtime)) {
  console.error(`The pinned Node runtime is missing: ${runtime}\nInstall it with: npm ci`);
  process.exit(2);
}
const result = spawnSync(runtime, process.argv.slice(2), { stdio: 'inherit' });
if (result.error) console.error(result.error.message);
process.exit(result.status ?? 1);
