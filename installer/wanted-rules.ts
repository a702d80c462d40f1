import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateRulesetFiles } from '../src/rules/generate.ts';
import { contentOfBytes, readImage } from './images.ts';
import type { Layout } from './layout.ts';
import { renumberRules } from './merge/renumber-rules.ts';
import type { PackageFiles } from './package-files.ts';
import type { FileImage, Wanted } from './plan.ts';
import type { InstallReport, Notice } from './report.ts';
import { decideRuleFile } from './rule-file.ts';
import { rulesIn } from './rule-ids.ts';

/** A rule or decoder file as the package brings it. */
export interface ShippedFile {
  /** `rules/x.xml` or `decoders/x.xml`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * The rules and decoders to install, with the names that they get below etc/. Optional rules are not among them.
 *
 * @param move maps ids of the catalogue to others; undefined takes the files of the package as they are.
 */
export function shippedFiles(files: PackageFiles, move: ((id: number) => number) | undefined): ShippedFile[] {
  const paths = shippedPaths(files);
  const texts =
    move === undefined
      ? paths.map(path => ({ path, bytes: readFileSync(join(files.root, path)) }))
      : generateRulesetFiles(move)
          .filter(file => paths.includes(file.path))
          .map(({ path, text }) => ({ path, bytes: Buffer.from(text) }));
  return texts.map(({ path, bytes }) => ({ name: nameBelowEtc(path), bytes }));
}

/** The names alone. */
export function shippedNames(files: PackageFiles): string[] {
  return shippedPaths(files).map(nameBelowEtc);
}

function shippedPaths(files: PackageFiles): string[] {
  return [
    ...files.decoders.map(name => `decoders/${name}`),
    ...files.rules.map(name => `rules/${name}`),
    ...files.listRules.map(name => `rules/lists/${name}`),
  ];
}

function nameBelowEtc(path: string): string {
  return path.replace('/lists/', '/');
}

/** Where the new version of a file waits that could not be merged: outside etc/rules, since every XML file there is loaded. */
export function putAsidePath(layout: Layout, name: string): string {
  return join(layout.conflicts, `${name.replace('/', '-')}.o365-wazuh-new`);
}

export interface WantedRules {
  readonly wanted: readonly Wanted[];
  /** Names of installed files with the SHA-256 of their pristine copies, for the manifest. */
  readonly files: Readonly<Record<string, string>>;
  /** The files as they will be, those that the user deleted left out. */
  readonly contents: readonly Buffer[];
  readonly notices: readonly Notice[];
  readonly conflicts: InstallReport['conflicts'];
}

export interface WantedRulesInput {
  readonly layout: Layout;
  readonly shipped: readonly ShippedFile[];
  /** From the manifest of the installation that is there. */
  readonly installed: Readonly<Record<string, string>>;
  readonly owner: { readonly uid: number; readonly gid: number };
  readonly admin: { readonly uid: number; readonly gid: number };
  /** Settle conflicts for the user's side, for good. */
  readonly keepMine: boolean;
  /** Where the installed rules get other ids: maps the old ones. */
  readonly move?: ((id: number) => number) | undefined;
}

/** Decides every rule and decoder file, each with its pristine copy. Reads the home, changes nothing. */
export async function wantedRules(input: WantedRulesInput): Promise<WantedRules> {
  const { layout, shipped, installed } = input;
  const wanted: Wanted[] = [];
  const notices: Notice[] = [];
  const conflicts: InstallReport['conflicts'][number][] = [];
  const files: Record<string, string> = {};
  const contents: Buffer[] = [];
  const names = new Set([...shipped.map(file => file.name), ...Object.keys(installed)]);
  const moved = await movedIds(input);

  for (const name of [...names].sort()) {
    const target = join(layout.home, 'etc', name);
    const pristinePath = join(layout.pristine, name);
    const putAside = putAsidePath(layout, name);
    const current = await fileOrNothing(target);
    // Both are looked at with the new ids, so that an edit of the user's stays on its rule.
    const kept = name in installed ? await fileOrNothing(pristinePath) : undefined;
    // Where the copy is lost, a file that still is what was installed is as good.
    const isUnedited = current !== undefined && current.content.sha256 === installed[name];
    const pristine = renumbered(bytesOf(kept ?? (isUnedited ? current : undefined)), moved);
    const bytes = shipped.find(file => file.name === name)?.bytes;
    const mine = renumbered(bytesOf(current), moved);
    const decision = decideRuleFile({ pristine, current: mine, shipped: bytes });

    let content = mine;
    const write = (text: Buffer, reason: string): void => {
      content = text;
      wanted.push({ path: target, image: ruleImage(contentOfBytes(text), current, input.owner), reason });
    };
    let base = bytes;
    let aside: Buffer | undefined;
    if (mine && !bytesOf(current)?.equals(mine)) write(mine, 'your file with the new ids');
    switch (decision.kind) {
      case 'take-shipped':
        if (bytes) write(bytes, name.startsWith('rules/') ? 'rules' : 'decoders');
        else {
          content = undefined;
          if (current)
            wanted.push({ path: target, image: undefined, reason: 'no longer part of o365-wazuh' });
        }
        break;
      case 'merge':
        write(decision.merged, 'new version merged with your edits');
        notices.push({ code: 'merged', text: `${target}: the new version was merged with your edits.` });
        break;
      case 'keep-current':
        notices.push({ code: 'edited', text: `${target} holds edits of yours and stays as it is.` });
        break;
      case 'stay-deleted':
        notices.push({ code: 'deleted', text: `${target} was deleted by you and stays deleted.` });
        break;
      case 'conflict':
        if (input.keepMine) break;
        conflicts.push({ file: target, ids: decision.ids, putAside });
        aside = bytes;
        // The next merge must start from what the user's file was made from.
        base = pristine;
        break;
      default:
        decision satisfies never;
    }
    wanted.push(
      { path: putAside, image: aside && privateImage(aside, input.admin), reason: 'new version, put aside' },
      { path: pristinePath, image: base && privateImage(base, input.admin), reason: 'pristine copy' },
    );
    if (base) files[name] = contentOfBytes(base).sha256;
    if (content) contents.push(content);
  }
  if (conflicts.length > 0) {
    wanted.push({
      path: layout.conflicts,
      image: { kind: 'directory', mode: 0o750, ...input.admin },
      reason: 'new versions, put aside',
    });
  }
  return { wanted, files, contents, notices, conflicts };
}

/** The new ids of all rules that were installed; rules that the user added have ids of their own. */
async function movedIds({ layout, installed, move }: WantedRulesInput): Promise<ReadonlyMap<number, number>> {
  const ids = new Map<number, number>();
  if (move === undefined) return ids;
  for (const name of Object.keys(installed)) {
    const pristine = bytesOf(await fileOrNothing(join(layout.pristine, name)));
    for (const { id } of rulesIn(pristine?.toString('latin1') ?? '', name)) ids.set(id, move(id));
  }
  return ids;
}

function renumbered(bytes: Buffer | undefined, ids: ReadonlyMap<number, number>): Buffer | undefined {
  if (bytes === undefined || ids.size === 0) return bytes;
  return Buffer.from(renumberRules(bytes.toString('latin1'), ids), 'latin1');
}

/** Readable by the user that analysisd runs as: a file that is not would be skipped with a mere warning. */
export function ruleImage(
  content: FileImage['content'],
  current: FileImage | undefined,
  owner: WantedRulesInput['owner'],
): FileImage {
  const readable =
    current !== undefined &&
    ((current.uid === owner.uid && current.mode & 0o400) ||
      (current.gid === owner.gid && current.mode & 0o040));
  const attributes = readable
    ? { mode: current.mode, uid: current.uid, gid: current.gid }
    : { mode: 0o660, ...owner };
  return { kind: 'file', content, ...attributes };
}

export function privateImage(bytes: Buffer, admin: WantedRulesInput['admin'], mode = 0o640): FileImage {
  return { kind: 'file', content: contentOfBytes(bytes), mode, ...admin };
}

async function fileOrNothing(path: string): Promise<FileImage | undefined> {
  const image = await readImage(path);
  return image?.kind === 'file' ? image : undefined;
}

function bytesOf(image: FileImage | undefined): Buffer | undefined {
  return image && 'bytes' in image.content ? image.content.bytes : undefined;
}
