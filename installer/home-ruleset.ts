import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { O365WazuhError } from '../src/errors.ts';
import { type Conf, readConf } from './ossec-conf/read-conf.ts';
import { childrenNamed, type WazuhElement } from './wazuh-xml/element.ts';

/** A file as analysisd would read it. `name` is relative to the home. */
export interface RulesetText {
  readonly name: string;
  readonly text: string;
}

/** Everything that the ruleset sections of an ossec.conf name. */
export interface HomeRuleset {
  readonly files: readonly RulesetText[];
  readonly decoders: readonly RulesetText[];
  /** By the path that ossec.conf has for them. */
  readonly lists: Readonly<Record<string, string>>;
  /** What is named and cannot be read: analysisd leaves it out with a warning, or does not start. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

interface Directives {
  readonly dir: string;
  readonly include: string;
  readonly exclude: string;
  readonly folder: string;
}

const RULES: Directives = {
  dir: 'rule_dir',
  include: 'rule_include',
  exclude: 'rule_exclude',
  folder: 'ruleset/rules',
};
const DECODERS: Directives = {
  dir: 'decoder_dir',
  include: 'decoder_include',
  exclude: 'decoder_exclude',
  folder: 'ruleset/decoders',
};

/**
 * Reads the rules, decoders and lists of a Wazuh home as its analysisd does: the folders of the ruleset sections and the files they name,
 * without those that are excluded. Without any folder it is Wazuh's own.
 *
 * A `pattern` attribute other than the usual `.xml$` is not followed: such a folder is listed as unreadable.
 *
 * @param home absolute path.
 * @throws INSTALL_CONF_UNREADABLE for an ossec.conf that Wazuh could not read either.
 */
export async function readHomeRuleset(
  home: string,
  confPath = join(home, 'etc/ossec.conf'),
): Promise<HomeRuleset> {
  const read = readConf(await readFile(confPath));
  if (read.ok) return readRulesetOf(home, read.conf);
  throw new O365WazuhError(
    'INSTALL_CONF_UNREADABLE',
    `${confPath} line ${read.fault.line}: ${read.fault.reason}.`,
    { details: { path: confPath, line: read.fault.line } },
  );
}

/**
 * The same for an ossec.conf that may not be in place yet.
 *
 * @param changes absolute path → what the file will hold; undefined where it will be gone.
 */
export async function readRulesetOf(
  home: string,
  conf: Conf,
  changes: ReadonlyMap<string, string | undefined> = new Map(),
): Promise<HomeRuleset> {
  const sections = conf.roots.flatMap(root => root.children).filter(section => section.name === 'ruleset');
  const reader = new Reader(home, changes);
  const files = await reader.collect(sections, RULES);
  const decoders = await reader.collect(sections, DECODERS);
  const lists: Record<string, string> = {};
  for (const { value } of sections.flatMap(section => childrenNamed(section, 'list'))) {
    const text = await reader.text(value.includes('/') ? value : `${RULES.folder}/${value}`);
    if (text !== undefined) lists[value] = text;
  }
  return { files, decoders, lists, unreadable: reader.unreadable };
}

class Reader {
  readonly unreadable: { path: string; reason: string }[] = [];
  readonly #home: string;
  readonly #changes: ReadonlyMap<string, string | undefined>;

  constructor(home: string, changes: ReadonlyMap<string, string | undefined>) {
    this.#home = home;
    this.#changes = changes;
  }

  async collect(sections: readonly WazuhElement[], names: Directives): Promise<RulesetText[]> {
    const named = (tag: string): WazuhElement[] => sections.flatMap(section => childrenNamed(section, tag));
    const excluded = named(names.exclude).map(one => one.value);
    const paths = named(names.include).map(({ value }) =>
      value.includes('/') ? value : `${names.folder}/${value}`,
    );
    const folders = named(names.dir);
    for (const folder of folders.length > 0 ? folders : [undefined]) {
      for (const path of await this.#inFolder(folder, names.folder)) {
        if (!isNamed(path, excluded) && !isNamed(path, paths)) paths.push(path);
      }
    }
    const texts: RulesetText[] = [];
    for (const path of paths) {
      const text = await this.text(path);
      if (text !== undefined) texts.push({ name: path, text });
    }
    return texts;
  }

  async text(path: string): Promise<string | undefined> {
    // analysisd reads it after its chroot: a leading slash means the home.
    const file = join(this.#home, path);
    if (this.#changes.has(file)) return this.#changes.get(file);
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      this.unreadable.push({ path, reason: (error as Error).message });
      return undefined;
    }
  }

  async #inFolder(folder: WazuhElement | undefined, fallback: string): Promise<string[]> {
    const path = folder?.value ?? fallback;
    const pattern = folder?.attributes.get('pattern') ?? '.xml$';
    if (pattern !== '.xml$') {
      this.unreadable.push({ path, reason: `its pattern '${pattern}' is not followed here` });
      return [];
    }
    try {
      const full = join(this.#home, path);
      const added = [...this.#changes.keys()]
        .filter(file => dirname(file) === full)
        .map(file => basename(file));
      const names = new Set([...(await readdir(full)), ...added]);
      return [...names]
        .filter(name => name.endsWith('.xml'))
        .map(name => relative(this.#home, join(this.#home, path, name)));
    } catch (error) {
      this.unreadable.push({ path, reason: (error as Error).message });
      return [];
    }
  }
}

/** By its path as written, or by its bare name. */
function isNamed(path: string, names: readonly string[]): boolean {
  return names.includes(path) || names.includes(path.slice(path.lastIndexOf('/') + 1));
}
