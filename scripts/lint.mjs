// Runs oxlint on the pinned Node. It is not in package.json: its packages for other platforms are not in every registry, and then the
// lock file of everything else is refused. So it is fetched here, at an exact version, when it is missing.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const oxlint = join(root, 'node_modules/oxlint/bin/oxlint');
if (!existsSync(oxlint)) {
  const packages = ['oxlint@1.94.0', 'oxlint-tsgolint@7.0.2007'];
  execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', ...packages], {
    cwd: root,
    stdio: 'inherit',
  });
}
const node24 = join(root, 'scripts/node24.mjs');
const args = [node24, oxlint, '--type-aware', '--deny-warnings', ...process.argv.slice(2)];
process.exit(spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status ?? 1);
