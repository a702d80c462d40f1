import { build } from 'esbuild';
import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import type { Mutation } from './mutations.ts';

/**
 * Bundles the collector's child into a new temporary folder, as the released collector is bundled, with the addon beside it.
 *
 * @param mutation planted on the way.
 * @returns the folder and the bundle's path in it; the caller removes the folder.
 */
export async function bundleChild(
  mutation?: Mutation,
): Promise<{ readonly folder: string; readonly path: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'o365-chaos-'));
  const path = join(folder, 'collector-child.cjs');
  await build({
    entryPoints: [join(PACKAGE_ROOT, 'test/chaos/collector-child.ts')],
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22.13',
    logLevel: 'error',
    define: { __VERSION__: '"0.0.0-chaos"', 'import.meta.dirname': '__dirname' },
    plugins: mutation === undefined ? [] : [planted(mutation)],
  });
  copyFileSync(
    join(PACKAGE_ROOT, 'dist/native', `linux-${process.arch}`, 'unix_dgram.node'),
    join(folder, 'unix_dgram.node'),
  );
  return { folder, path };
}

function planted({ file, find, replace }: Mutation): import('esbuild').Plugin {
  return {
    name: 'planted-defect',
    setup(building) {
      const path = join(PACKAGE_ROOT, file);
      building.onLoad({ filter: /\.ts$/ }, args => {
        if (args.path !== path) return undefined;
        const text = readFileSync(path, 'utf8');
        if (text.split(find).length !== 2) throw new Error(`${file} does not hold ${find} exactly once`);
        return { contents: text.replace(find, () => replace), loader: 'ts' };
      });
    },
  };
}
