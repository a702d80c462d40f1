// Compiles unix-dgram's single C++ file against the headers that the pinned runtime's own package carries. No node-gyp: one
// compiler call is all the addon needs, and the same call with Debian's cross compiler makes the arm64 one.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/**
 * Builds `dist/native/linux-<arch>/unix_dgram.node` unless the file there was made from the same inputs.
 *
 * Links libstdc++ and libgcc_s dynamically, as Node itself does: a static libgcc would ask for a newer glibc than Node's own 2.28.
 *
 * @param arch `x64` or `arm64`.
 * @param includeDir the runtime package's `include/node`.
 * @returns `built`, `current`, or `no-compiler` (the caller decides whether that is an error).
 */
export function buildAddon(arch: 'x64' | 'arm64', includeDir: string): 'built' | 'current' | 'no-compiler' {
  const compiler =
    arch === process.arch ? 'g++' : arch === 'arm64' ? 'aarch64-linux-gnu-g++' : 'x86_64-linux-gnu-g++';
  const source = join(root, 'node_modules/unix-dgram/src/unix_dgram.cc');
  const outDir = join(root, 'dist/native', `linux-${arch}`);
  const out = join(outDir, 'unix_dgram.node');
  const stampFile = join(root, 'node_modules/.cache', `unix_dgram-${arch}.stamp`);
  const args = [
    '-shared', '-fPIC', '-O2', '-s', '-std=gnu++20', '-pthread', '-w',
    '-fno-exceptions', '-fno-rtti', '-fno-strict-aliasing',  
    '-DNODE_GYP_MODULE_NAME=unix_dgram', '-DUSING_UV_SHARED=1', '-DUSING_V8_SHARED=1', '-DV8_DEPRECATION_WARNINGS=0',
    '-DBUILDING_NODE_EXTENSION', '-D_FILE_OFFSET_BITS=64',
    `-I${includeDir}`, `-I${join(root, 'node_modules/nan')}`,
    source, '-o', out,
  ]; // prettier-ignore
  const version = readFileSync(join(includeDir, 'node_version.h'), 'utf8');
  const stamp = createHash('sha256')
    .update(readFileSync(source))
    .update(version)
    .update(args.join(' '))
    .digest('hex');
  if (existsSync(out) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return 'current';
  try {
    execFileSync(compiler, ['--version'], { stdio: 'ignore' });
  } catch {
    return 'no-compiler';
  }
  mkdirSync(outDir, { recursive: true });
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  execFileSync(compiler, args, { stdio: 'inherit' });
  writeFileSync(stampFile, stamp);
  return 'built';
}
