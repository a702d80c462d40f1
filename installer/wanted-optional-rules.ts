import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateRulesetFiles } from '../src/rules/generate.ts';
import { DEFAULT_RULE_BASE, GENERIC_RULE_ID } from '../src/rules/id-blocks.ts';
import { RULE_FILES } from '../src/rules/rule-files.ts';
import { contentOfBytes, lstatIfAny, readImage } from './images.ts';
import type { Layout } from './layout.ts';
import { renumberRules } from './merge/renumber-rules.ts';
import type { Wanted } from './plan.ts';
import type { Notice } from './report.ts';
import { rulesIn } from './rule-ids.ts';
import type { Owner } from './session.ts';
import { moveTo, type RuleIds } from './wanted-rule-ids.ts';
import { ruleImage, type ShippedFile } from './wanted-rules.ts';

const USUAL: RuleIds = { base: DEFAULT_RULE_BASE, genericRule: GENERIC_RULE_ID };
const OPTIONAL = RULE_FILES.filter(file => file.installation === 'optional');

export interface WantedOptionalRules {
  readonly wanted: readonly Wanted[];
  /** Those that get other ids, as they will be. */
  readonly moved: readonly ShippedFile[];
  readonly notices: readonly Notice[];
}

export interface OptionalRulesInput {
  readonly layout: Layout;
  readonly owner: Owner;
  /** Where the rules of the installation that is there stand, and where they are to stand. */
  readonly from: RuleIds;
  readonly to: RuleIds;
  /** Told to move the rules: a file of the user's is not changed unasked. */
  readonly isAsked: boolean;
}

/**
 * The optional rule files that the user copied into etc/rules: they build on our rules, so they must have the ids that go with these. A copy
 * that has not, since our rules move or since it was copied as it is in the package, gets them where a rule base is asked for; all else in it
 * stays, edits and rules of the user's own included. Otherwise it is told, as is a link, which is never changed.
 */
export async function wantedOptionalRules(input: OptionalRulesInput): Promise<WantedOptionalRules> {
  const wanted: Wanted[] = [];
  const moved: ShippedFile[] = [];
  const notices: Notice[] = [];
  for (const { path: inPackage } of OPTIONAL) {
    const name = inPackage.replace('/optional/', '/');
    const path = join(input.layout.home, 'etc', name);
    const stats = await lstatIfAny(path);
    const text = await textOf(path);
    const renumbered = text === undefined ? undefined : withIdsOf(text, inPackage, input);
    if (stats === undefined || text === undefined || renumbered === undefined) continue;
    const ids = changedIds(text, renumbered);
    const isLink = !stats.isFile() || stats.nlink > 1;
    if (isLink || !input.isAsked) {
      const cure = isLink
        ? 'It is a link, so it stays as it is. Put a copy in its place, and run: '
        : 'It stays as it is. To have it changed: ';
      const told = `The ids in ${path} do not go with those of our rules: ${ids} would. ${cure}`;
      const command = `o365-wazuh install --rule-base ${input.to.base}`;
      notices.push({ code: 'optional-not-moved', text: told + command });
      continue;
    }
    const current = await readImage(path);
    if (current?.kind !== 'file') continue;
    const bytes = Buffer.from(renumbered, 'latin1');
    const image = ruleImage(contentOfBytes(bytes), current, input.owner);
    wanted.push({ path, image, reason: 'your copy with the new ids' });
    moved.push({ name, bytes });
    const told = `The rules of ${path}, your copy, get the ids that go with ours: ${ids}. All else in it stays.`;
    notices.push({ code: 'optional-moved', text: told });
  }
  return { wanted, moved, notices };
}

/** Undefined where the ids fit, or where none of ours is in it. */
function withIdsOf(text: string, inPackage: string, { from, to }: OptionalRulesInput): string | undefined {
  const catalogue = generateRulesetFiles().flatMap(file => rulesIn(file.text, file.path));
  const here = catalogue.filter(({ file }) => file === inPackage).map(({ id }) => id);
  const inText = new Set(rulesIn(text, '').map(({ id }) => id));
  const fitting = [from, to, USUAL].map(place => {
    const move = moveTo(place) ?? ((id: number) => id);
    return { place, move, count: here.filter(id => inText.has(move(id))).length };
  });
  // Of as good ones the first: where the rules stand now.
  const most = Math.max(...fitting.map(({ count }) => count));
  const standing = fitting.find(({ count }) => count === most);
  if (most === 0 || standing === undefined) return undefined;
  const move = moveTo(to) ?? ((id: number) => id);
  const ids = new Map(catalogue.map(({ id }) => [standing.move(id), move(id)]));
  const renumbered = renumberRules(text, ids);
  return renumbered === text ? undefined : renumbered;
}

/** `112700 to 112702 → 102700 to 102702`. */
function changedIds(before: string, after: string): string {
  const now = rulesIn(after, '').map(({ id }) => id);
  const pairs = rulesIn(before, '').flatMap(({ id }, at) =>
    id === now[at] ? [] : [[id, now[at] ?? id] as const],
  );
  const spanOf = (ids: readonly number[]): string => {
    const [first, last] = [Math.min(...ids), Math.max(...ids)];
    return first === last ? `${first}` : `${first} to ${last}`;
  };
  if (pairs.length === 0) return 'those of the rules that they build on';
  return `${spanOf(pairs.map(([old]) => old))} → ${spanOf(pairs.map(([, id]) => id))}`;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'latin1');
  } catch {
    return undefined;
  }
}
