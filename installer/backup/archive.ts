import { Header, Pack, Parser, ReadEntry } from 'tar';

/** A file in an archive. Folders are made from the paths. */
export interface ArchiveEntry {
  /** Relative, with `/`. */
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly bytes: Buffer;
}

/**
 * Packs files into a tar archive compressed with gzip, in memory. The same entries give the same bytes.
 *
 * @param mtime stamped on every entry.
 */
export async function packArchive(entries: readonly ArchiveEntry[], mtime: Date): Promise<Buffer> {
  const pack = new Pack({ gzip: { portable: true }, portable: false });
  const chunks: Buffer[] = [];
  pack.on('data', chunk => chunks.push(chunk));
  const done = pack.promise();
  for (const { path, mode, uid, gid, bytes } of entries) {
    const header = new Header({ path, mode, uid, gid, size: bytes.length, mtime, type: 'File' });
    const entry = new ReadEntry(header);
    pack.add(entry);
    entry.end(bytes);
  }
  pack.end();
  await done;
  return Buffer.concat(chunks);
}

/** Unpacks an archive of `packArchive`, in memory: no path in it is ever written to. */
export async function unpackArchive(archive: Buffer): Promise<ArchiveEntry[]> {
  const entries: Promise<ArchiveEntry>[] = [];
  const parser = new Parser({
    strict: true,
    onReadEntry: entry => {
      const { path, mode = 0o600, uid = 0, gid = 0 } = entry;
      entries.push(entry.concat().then(bytes => ({ path, mode: mode & 0o7777, uid, gid, bytes })));
    },
  });
  const done = new Promise<void>((resolve, reject) => {
    parser.on('end', resolve);
    parser.on('error', reject);
  });
  parser.end(archive);
  await done;
  return Promise.all(entries);
}
