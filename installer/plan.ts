/**
 * What a file holds. Small files are carried as `bytes`; large ones (the runtime) are named by `source`, a path to copy from, so that a
 * plan never holds them in memory.
 */
export type Content =
  | { readonly sha256: string; readonly size: number; readonly bytes: Buffer }
  | { readonly sha256: string; readonly size: number; readonly source: string };

export interface FileImage {
  readonly kind: 'file';
  readonly content: Content;
  /** Permission bits, without the file type. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface DirectoryImage {
  readonly kind: 'directory';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export type Image = FileImage | DirectoryImage;

/** What one path should become. `image` undefined: it should not be there. */
export interface Wanted {
  readonly path: string;
  readonly image: Image | undefined;
  /** Why, in a few words for the operator. */
  readonly reason: string;
  /** The collector writes it: it goes whatever it holds by then. Only for what should not be there. */
  readonly written?: boolean;
}

export type Action = 'create' | 'replace' | 'attributes' | 'remove';

/** One path's change. `before` and `after` are absent where the path does not exist. */
export interface Change {
  readonly path: string;
  readonly action: Action;
  readonly before?: Image;
  readonly after?: Image;
  readonly reason: string;
  /** Removed even when it was written to, or went, since the plan was made. */
  readonly written?: boolean;
}

/** Everything one command will change, in the order in which it is changed. A pure value: what is printed is what is run. */
export interface Plan {
  readonly changes: readonly Change[];
}

/**
 * Compares what is wanted with what is there. Directories are made before what they hold and removed after it; files keep the order of
 * `wanted`.
 *
 * @param wanted of several wishes for one path the last one counts.
 * @param present the image of every wanted path as it is now; undefined where there is nothing.
 */
export function planChanges(
  wanted: readonly Wanted[],
  present: ReadonlyMap<string, Image | undefined>,
): Plan {
  const byPath = new Map(wanted.map(want => [want.path, want]));
  const changes = [...byPath.values()].flatMap(want => changeOf(want, present.get(want.path)) ?? []);
  const directories = changes.filter(change => isDirectory(change) && change.action !== 'remove');
  const files = changes.filter(change => !isDirectory(change));
  const gone = changes.filter(change => isDirectory(change) && change.action === 'remove');
  return {
    changes: [
      ...directories.toSorted((a, b) => depth(a) - depth(b)),
      ...files,
      ...gone.toSorted((a, b) => depth(b) - depth(a)),
    ],
  };
}

function depth(change: Change): number {
  return change.path.split('/').length;
}

function isDirectory(change: Change): boolean {
  return (change.after ?? change.before)?.kind === 'directory';
}

function changeOf(want: Wanted, before: Image | undefined): Change | undefined {
  const { path, image: after, reason } = want;
  if (after === undefined) {
    return before && { path, action: 'remove', before, reason, ...(want.written ? { written: true } : {}) };
  }
  if (before === undefined) return { path, action: 'create', after, reason };
  if (before.kind === 'file' && after.kind === 'file' && before.content.sha256 !== after.content.sha256) {
    return { path, action: 'replace', before, after, reason };
  }
  const same = before.mode === after.mode && before.uid === after.uid && before.gid === after.gid;
  return same ? undefined : { path, action: 'attributes', before, after, reason };
}
