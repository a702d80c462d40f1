// Looks at a built addon as the machines will that it is for: processor, C library, and whether the pinned Node loads it.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runtimePackage } from './runtime-package.ts';

export type Arch = 'x64' | 'arm64';

const MACHINES = { x64: 'Advanced Micro Devices X86-64', arm64: 'AArch64' } as const;

/** What Node 24 itself asks for, so that the addon never asks for more: RHEL 8 has these. */
const NEWEST = { GLIBC: '2.28', GLIBCXX: '3.4.25', CXXABI: '1.3.11' } as const;

/** Where Debian's cross packages put the libraries of the other processor. */
const SYSROOT = '/usr/aarch64-linux-gnu';

/**
 * What is wrong with the addon of a processor; empty when nothing is. Needs `readelf` (binutils).
 *
 * @param path `unix_dgram.node`.
 */
export function addonProblems(path: string, arch: Arch): string[] {
  const machine = execFileSync('readelf', ['-hW', path], { encoding: 'utf8' });
  const versions = execFileSync('readelf', ['-VW', path], { encoding: 'utf8' });
  const problems = machine.includes(MACHINES[arch]) ? [] : [`${path} is not for ${arch}`];
  for (const [library, newest] of Object.entries(NEWEST)) {
    const asked = [...versions.matchAll(new RegExp(`\\b${library}_(\\d+(?:\\.\\d+)+)`, 'g'))].map(
      match => match[1] ?? '',
    );
    const tooNew = [...new Set(asked)].filter(version => isNewer(version, newest));
    if (tooNew.length > 0)
      problems.push(`${path} needs ${library} ${tooNew.join(', ')}, newer than ${newest}`);
  }
  return problems;
}

/**
 * Loads the addon with the pinned Node of its processor, under qemu's user emulation where that is another than this machine's.
 *
 * @returns `loaded`, or why it could not be tried.
 * @throws when it was tried and failed.
 */
export function loadAddon(path: string, arch: Arch): string {
  const runtime = runtimePackage(`node-linux-${arch}`, { fetch: false });
  if (runtime === undefined) return `left out: there is no node-linux-${arch} here`;
  const script = 'console.log(process.arch, require(process.argv[1]).SOCK_DGRAM)';
  const node = [join(runtime, 'bin/node'), '-e', script, path];
  const isForeign = arch !== process.arch;
  if (isForeign && spawnSync('qemu-aarch64', ['--version']).error !== undefined)
    return 'left out: there is no qemu-aarch64 here (apt-get install qemu-user)';
  if (isForeign && !existsSync(SYSROOT)) return `left out: there is no ${SYSROOT} here`;
  const [program = '', ...args] = isForeign ? ['qemu-aarch64', '-L', SYSROOT, ...node] : node;
  const output = execFileSync(program, args, { encoding: 'utf8', timeout: 300_000 }).trim();
  if (output !== `${arch} 2`) throw new Error(`${path} was loaded and said ${JSON.stringify(output)}`);
  return 'loaded';
}

function isNewer(version: string, than: string): boolean {
  const [one, other] = [version, than].map(text => text.split('.').map(Number));
  for (const [index, part] of (one ?? []).entries()) {
    const rest = part - (other?.[index] ?? 0);
    if (rest !== 0) return rest > 0;
  }
  return false;
}
