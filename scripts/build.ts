// Builds all of dist/: the launcher, the bundled command line, the single-file collector, and the socket addon.
import { build } from 'esbuild';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildAddon } from './build-addon.ts';

const root = join(import.meta.dirname, '..');
const quiet = process.argv.includes('--quiet');
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
const runtimeVersion = process.version.slice(1);

mkdirSync(join(root, 'dist'), { recursive: true });

for (const arch of ['x64', 'arm64'] as const) {
  const includeDir = join(root, `node_modules/node-linux-${arch}/include/node`);
  if (!existsSync(includeDir)) continue;
  const outcome = buildAddon(arch, includeDir);
  if (outcome === 'no-compiler' && arch === process.arch) {
    console.error('Building the socket addon needs a C++ compiler: apt-get install g++');
    process.exitCode = 1;
  }
  if (!quiet) console.log(`native/linux-${arch}/unix_dgram.node: ${outcome}`);
}

const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  legalComments: 'none',
  logLevel: quiet ? 'warning' : 'info',
  absWorkingDir: root,
  define: {
    __VERSION__: JSON.stringify(version),
    __RUNTIME_VERSION__: JSON.stringify(runtimeVersion),
    'import.meta.dirname': '__dirname',
  },
} as const;

await build({
  ...shared,
  entryPoints: ['src/launcher.ts'],
  outfile: 'dist/launcher.cjs',
  target: 'node18',
  banner: { js: '#!/usr/bin/env node' },
});
await build({
  ...shared,
  entryPoints: ['src/cli.ts'],
  outfile: 'dist/cli.cjs',
  target: 'node22.13',
  minifyWhitespace: true,
  minifySyntax: true,
});
await build({
  ...shared,
  entryPoints: ['src/collector.ts'],
  outfile: 'dist/collector.cjs',
  target: 'node22.13',
  minifyWhitespace: true,
  minifySyntax: true,
});
chmodSync(join(root, 'dist/launcher.cjs'), 0o755);
