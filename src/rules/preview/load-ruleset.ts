import { BUILT_IN_DECODERS, BUILT_IN_ROOTS } from './built-in-files.ts';
import { toByteString } from './byte-string.ts';
import { CorrelationSlots } from './correlation-slots.ts';
import type { DecoderTree } from './decoder-model.ts';
import { type CdbList, readCdbList } from './list-lookup.ts';
import type { RuleProblem } from './problem.ts';
import { readDecoders, type RulesetFile } from './read-decoders.ts';
import { readRules } from './read-rules.ts';
import type { Rule } from './rule-model.ts';
import { compileSiblings, type Siblings } from './siblings.ts';

export interface RulesetSource {
  /** Rule files, in any order. */
  readonly files: readonly RulesetFile[];
  /** Decoder files, in any order. One that sorts after `0006-json_decoders.xml` never gets JSON, as on a manager. */
  readonly decoders?: readonly RulesetFile[];
  /** Texts of CDB lists by the path that ossec.conf has for them (`etc/lists/…`). */
  readonly lists?: Readonly<Record<string, string>>;
}

/** Rules, decoders and lists as analysisd holds them. Immutable; sessions keep the counters. */
export interface Ruleset {
  /** What was found while reading, in the order of the files. With one of class `error` analysisd would not start. */
  readonly problems: readonly RuleProblem[];
  readonly decoders: DecoderTree;
  readonly roots: Siblings;
  readonly rules: readonly Rule[];
  readonly histories: number;
  readonly slots: CorrelationSlots;
}

/**
 * Reads rules, decoders and lists as analysisd 4.3–4.14 does: files of all folders together, sorted by base name. Pure: the caller reads the files.
 *
 * The seven root rules of Wazuh (ids 1–7) and its JSON decoders are built in, for rules that come without the stock ruleset, at the places of
 * `0010-rules_config.xml` and `0006-json_decoders.xml`; those files, when given, replace them. Other stock rules and decoders are known only if
 * they are given.
 *
 * It never throws for what a file holds: see `problems`, and `createSession`, which refuses a ruleset that has errors.
 */
export function loadRuleset(source: RulesetSource): Ruleset {
  const problems: RuleProblem[] = [];
  const decoders = readDecoders(inLoadOrder(source.decoders ?? [], BUILT_IN_DECODERS), problems);
  const tree = readRules(
    inLoadOrder(source.files, BUILT_IN_ROOTS),
    decoders.names,
    readLists(source.lists ?? {}),
    problems,
  );
  return {
    problems,
    decoders,
    roots: compileSiblings(tree.roots),
    rules: tree.rules,
    histories: tree.size.histories,
    slots: new CorrelationSlots(tree.rules),
  };
}

/** Sorted by base name, with the built-in file at the place of the stock one unless that is given. */
function inLoadOrder(files: readonly RulesetFile[], builtIn: RulesetFile): RulesetFile[] {
  const given = files.map(file => ({ file, base: baseName(file) }));
  if (!given.some(({ base }) => base === builtIn.name)) given.push({ file: builtIn, base: builtIn.name });
  return given.sort((a, b) => (a.base < b.base ? -1 : a.base > b.base ? 1 : 0)).map(({ file }) => file);
}

/** A byte string, since Wazuh compares with `strcmp`. */
function baseName({ name, sortAs }: RulesetFile): string {
  return toByteString(sortAs ?? name.slice(name.lastIndexOf('/') + 1));
}

/** By each name that a rule may use for them. */
function readLists(texts: Readonly<Record<string, string>>): ReadonlyMap<string, CdbList> {
  const lists = new Map<string, CdbList>();
  for (const [name, text] of Object.entries(texts)) {
    const path = name.includes('/') ? name : `ruleset/rules/${name}`;
    const base = path.split('.cdb', 1)[0] ?? path;
    if (lists.has(base)) continue;
    const list = readCdbList(toByteString(text));
    lists.set(base, list);
    lists.set(`${base}.cdb`, list);
  }
  return lists;
}
