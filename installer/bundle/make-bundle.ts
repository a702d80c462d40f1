import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packArchive } from '../backup/archive.ts';
import { type BundleArch, bundleFiles, sha256 } from './bundle-files.ts';
import { findRuntimePackage } from './find-runtime-package.ts';

/** Stamped on every file, as npm does: the same package gives the same bytes. */
const MTIME = new Date('1985-10-26T08:15:00Z');

export interface Bundle {
  /** The one folder in the archive. */
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[];
  /** Undefined in a dry run. */
  readonly archive?: Buffer;
}

/**
 * Packs everything that an installation needs into one archive, in memory (about 50 MB).
 *
 * @param input.dryRun only lists what it would hold.
 * @throws INSTALL_PARTS_MISSING; the signal's reason when it aborts.
 */
export async function makeBundle(
  input: {
    readonly packageRoot: string;
    readonly version: string;
    readonly arch: BundleArch;
    readonly dryRun: boolean;
  },
  signal: AbortSignal,
  onFetch: (name: string) => void = () => undefined,
): Promise<Bundle> {
  const { packageRoot, version, arch, dryRun } = input;
  const scratch = await mkdtemp(join(tmpdir(), 'o365-wazuh-bundle-'));
  try {
    const runtimeFolder = await findRuntimePackage(packageRoot, arch, scratch, signal, onFetch);
    const files = bundleFiles({ packageRoot, runtimeFolder, version, arch });
    const folder = `o365-wazuh-${version}-linux-${arch}`;
    const listed = files.map(({ path, bytes }) => ({ path, bytes: bytes.length, sha256: sha256(bytes) }));
    if (dryRun) return { folder, files: listed };
    const entries = files.map(({ path, mode, bytes }) => ({
      path: `${folder}/${path}`,
      mode,
      uid: 0,
      gid: 0,
      bytes,
    }));
    const archive = await packArchive(entries, MTIME);
    signal.throwIfAborted();
    return { folder, files: listed, archive };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
