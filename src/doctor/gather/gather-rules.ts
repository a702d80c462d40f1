import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import type { Manifest } from '../../../installer/manifest.ts';
import { rulesIn, rulesInFolders, xmlFiles } from '../../../installer/rule-ids.ts';
import { childrenNamed, lastValue, type WazuhElement } from '../../../installer/wazuh-xml/element.ts';
import { parseWazuhXml } from '../../../installer/wazuh-xml/parse-wazuh-xml.ts';
import type { WazuhAccount } from '../../wazuh/accounts.ts';
import type { WazuhHome } from '../../wazuh/home.ts';
import type { ConfFact, RulesFact } from '../facts.ts';

/**
 * The rules and decoders that this home would load, and what stands in the way of ours.
 *
 * @param manifest names the files that are ours.
 * @param loadedMs when the running analysisd last read them, if that is known.
 */
export function gatherRules(
  home: WazuhHome,
  conf: ConfFact,
  manifest: Manifest,
  loadedMs: number | undefined,
): RulesFact {
  const installed = Object.keys(manifest.files).map(name => join(home.path, 'etc', name));
  const present = installed.filter(path => existsSync(path));
  const ownRules = present.filter(path => path.startsWith(home.files.rulesDir));
  const changes = present.map(path => statSync(path).mtimeMs);
  const decoder = present.find(path => path.startsWith(home.files.decodersDir));
  return {
    ownFiles: present,
    decoderFile: decoder && basename(decoder),
    deleted: installed.filter(path => !existsSync(path)),
    unreadable: present.filter(path => !isReadableBy(path, home.account)),
    sites: rulesInFolders(home.path, conf.ruleDirs, new Set()).toSorted(byLoading),
    ownIds: new Set(
      ownRules.flatMap(path => rulesIn(readFileSync(path, 'latin1'), path).map(rule => rule.id)),
    ),
    decodersBefore: decoder === undefined ? [] : decodersBefore(home, conf, present, decoder),
    newestChangeMs: changes.length === 0 ? undefined : Math.max(...changes),
    loadedMs,
  };
}

/** Wazuh sorts by the file's name over all folders (rules-config.c); of equal ids the first one counts. */
function byLoading(one: { readonly file: string }, other: { readonly file: string }): number {
  const [a, b] = [basename(one.file), basename(other.file)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Files that come before our decoder and hold a top-level decoder that takes any JSON object. */
function decodersBefore(home: WazuhHome, conf: ConfFact, ours: readonly string[], own: string): string[] {
  return conf.decoderDirs
    .map(dir => (isAbsolute(dir.value) ? dir.value : join(home.path, dir.value)))
    .flatMap(folder => xmlFiles(folder).map(name => join(folder, name)))
    .filter(path => !ours.includes(path) && basename(path) < basename(own))
    .filter(path => takesJson(readFileSync(path, 'latin1')));
}

function takesJson(text: string): boolean {
  const parsed = parseWazuhXml(text);
  return parsed.ok && parsed.roots.some(isJsonDecoder);
}

function isJsonDecoder(decoder: WazuhElement): boolean {
  if (childrenNamed(decoder, 'parent').length > 0 || childrenNamed(decoder, 'program_name').length > 0)
    return false;
  return /^\^?\\?\{(?:\\s\*)?(?:"|\\"|\.|$)/.test(lastValue(decoder, 'prematch')?.trim() ?? '');
}

function isReadableBy(path: string, account: WazuhAccount | undefined): boolean {
  if (account === undefined) return true;
  const { mode, uid, gid } = statSync(path);
  if (uid === account.uid) return (mode & 0o400) !== 0;
  return gid === account.gid ? (mode & 0o040) !== 0 : (mode & 0o004) !== 0;
}
