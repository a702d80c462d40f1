// Builds all of dist/: the launcher, the bundled command line, the single-file collector, and the socket addon.
import { build, type BuildOptions } from 'esbuild';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildAddon } from './build-addon.ts';
import { bundleDiet } from './bundle-diet.ts';
import { runtimePackage } from './runtime-package.ts';

const root = join(import.meta.dirname, '..');
const quiet = process.argv.includes('--quiet');
/** For a release: the addons of all processors, with the headers that the other one's runtime package carries. */
const allArchs = process.argv.includes('--all-archs');
const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
const runtimeVersion = process.version.slice(1);

mkdirSync(join(root, 'dist'), { recursive: true });

for (const arch of ['x64', 'arm64'] as const) {
  const runtime = runtimePackage(`node-linux-${arch}`, { fetch: allArchs });
  if (runtime === undefined) continue;
  const outcome = buildAddon(arch, join(runtime, 'include/node'));
  if (outcome === 'no-compiler' && (allArchs || arch === process.arch)) {
    const compiler =
      arch === process.arch ? 'g++' : `g++-${arch === 'arm64' ? 'aarch64' : 'x86-64'}-linux-gnu`;
    console.error(`Building the socket addon for ${arch} needs a C++ compiler: apt-get install ${compiler}`);
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
  plugins: [bundleDiet()],
  define: {
    __VERSION__: JSON.stringify(version),
    __RUNTIME_VERSION__: JSON.stringify(runtimeVersion),
    'import.meta.dirname': '__dirname',
  },
} satisfies BuildOptions;

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
