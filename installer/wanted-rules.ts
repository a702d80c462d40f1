import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateRulesetFiles } from '../src/rules/generate.ts';
import { moveRuleIds } from '../src/rules/id-blocks.ts';
import { contentOfBytes, readImage } from './images.ts';
import type { Layout } from './layout.ts';
import type { PackageFiles } from './package-files.ts';
import type { FileImage, Wanted } from './plan.ts';
import type { InstallReport, Notice } from './report.ts';
import { decideRuleFile } from './rule-file.ts';

/** A rule or decoder file as the package brings it. */
export interface ShippedFile {
  /** `rules/x.xml` or `decoders/x.xml`. */
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * The rules and decoders to install, moved to another base where one is asked for, with the names that they get below etc/. Optional rules
 * are not among them.
 */
export function shippedFiles(files: PackageFiles, ruleBase: number | undefined): ShippedFile[] {
  const paths = [
    ...files.decoders.map(name => `decoders/${name}`),
    ...files.rules.map(name => `rules/${name}`),
    ...files.listRules.map(name => `rules/lists/${name}`),
  ];
  const texts =
    ruleBase === undefined
      ? paths.map(path => ({ path, bytes: readFileSync(join(files.root, path)) }))
      : generateRulesetFiles(moveRuleIds(ruleBase))
          .filter(file => paths.includes(file.path))
          .map(({ path, text }) => ({ path, bytes: Buffer.from(text) }));
  return texts.map(({ path, bytes }) => ({ name: path.replace('/lists/', '/'), bytes }));
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

  for (const name of [...names].sort()) {
    const target = join(layout.home, 'etc', name);
    const pristinePath = join(layout.pristine, name);
    const putAside = putAsidePath(layout, name);
    const current = await fileOrNothing(target);
    const pristine = name in installed ? bytesOf(await fileOrNothing(pristinePath)) : undefined;
    const bytes = shipped.find(file => file.name === name)?.bytes;
    const decision = decideRuleFile({ pristine, current: bytesOf(current), shipped: bytes });

    let content = bytesOf(current);
    const write = (text: Buffer, reason: string): void => {
      content = text;
      wanted.push({ path: target, image: ruleImage(contentOfBytes(text), current, input.owner), reason });
    };
    let base = bytes;
    let aside: Buffer | undefined;
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
