import { join, relative } from 'node:path';
import { z } from 'zod';
import { O365WazuhError } from '../../src/errors.ts';
import { contentOfBytes } from '../images.ts';
import type { Image, Wanted } from '../plan.ts';
import { type ArchiveEntry, packArchive, unpackArchive } from './archive.ts';

/** What a backup holds: every managed path as it was, also that it was not there. */
export interface Snapshot {
  readonly id: string;
  /** The command that was about to change these. */
  readonly command: string;
  /** Version of o365-wazuh that made the backup. */
  readonly version: string;
  readonly images: ReadonlyMap<string, Image | undefined>;
}

const INDEX = 'backup.json';

const owner = { mode: z.number(), uid: z.number(), gid: z.number() };
const indexSchema = z.object({
  format: z.literal(1),
  command: z.string(),
  version: z.string(),
  entries: z.array(
    z.discriminatedUnion('kind', [
      z.object({ path: z.string(), kind: z.literal('file'), sha256: z.string(), ...owner }),
      z.object({ path: z.string(), kind: z.literal('directory'), ...owner }),
      z.object({ path: z.string(), kind: z.literal('absent') }),
    ]),
  ),
});

type Index = z.output<typeof indexSchema>;

/**
 * Packs a snapshot. Files that a plan names by their path only (the runtime) are not in it: the package brings them again.
 *
 * @param home paths are kept relative to it; a path outside is kept as it is (an ossec.conf behind a link).
 */
export async function packSnapshot(snapshot: Snapshot, home: string, madeAt: Date): Promise<Buffer> {
  const entries: Index['entries'] = [];
  const files: ArchiveEntry[] = [];
  for (const [path, image] of snapshot.images) {
    const name = nameIn(home, path);
    if (image === undefined) {
      entries.push({ path: name, kind: 'absent' });
      continue;
    }
    const { mode, uid, gid } = image;
    if (image.kind === 'directory') {
      entries.push({ path: name, kind: 'directory', mode, uid, gid });
    } else if ('bytes' in image.content) {
      entries.push({ path: name, kind: 'file', sha256: image.content.sha256, mode, uid, gid });
      files.push({ path: archiveName(name), mode, uid, gid, bytes: image.content.bytes });
    }
  }
  const index: Index = { format: 1, command: snapshot.command, version: snapshot.version, entries };
  const bytes = Buffer.from(`${JSON.stringify(index, null, 2)}\n`);
  return packArchive([{ path: INDEX, mode: 0o600, uid: 0, gid: 0, bytes }, ...files], madeAt);
}

/** @throws INSTALL_BACKUP_BROKEN when the archive is none of ours, was cut, or holds other bytes than its index says. */
export async function unpackSnapshot(archive: Buffer, id: string, home: string): Promise<Snapshot> {
  try {
    const files = new Map((await unpackArchive(archive)).map(entry => [entry.path, entry.bytes]));
    const index = indexSchema.parse(JSON.parse(files.get(INDEX)?.toString('utf8') ?? 'null'));
    const images = new Map<string, Image | undefined>();
    for (const entry of index.entries) images.set(join(home, entry.path), imageOf(entry, files));
    return { id, command: index.command, version: index.version, images };
  } catch (error) {
    throw new O365WazuhError('INSTALL_BACKUP_BROKEN', `The backup ${id} cannot be read whole.`, {
      cause: error,
    });
  }
}

/** What a snapshot asks for: each path as it was. */
export function wantedBySnapshot(snapshot: Snapshot): Wanted[] {
  return [...snapshot.images].map(([path, image]) => ({
    path,
    image,
    reason: `as in backup ${snapshot.id}`,
  }));
}

function imageOf(entry: Index['entries'][number], files: ReadonlyMap<string, Buffer>): Image | undefined {
  if (entry.kind === 'absent') return undefined;
  const { mode, uid, gid } = entry;
  if (entry.kind === 'directory') return { kind: 'directory', mode, uid, gid };
  const bytes = files.get(archiveName(entry.path));
  const content = bytes && contentOfBytes(bytes);
  if (content?.sha256 !== entry.sha256) throw new Error(`${entry.path} is missing or differs`);
  return { kind: 'file', content, mode, uid, gid };
}

function nameIn(home: string, path: string): string {
  return relative(home, path);
}

/** Archives hold no `..`: a file outside the home stands below `outside/`. */
function archiveName(name: string): string {
  return name.startsWith('../') ? `outside/${name.replaceAll('../', '')}` : name;
}
