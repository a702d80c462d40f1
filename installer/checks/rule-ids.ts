import { join } from 'node:path';
import { O365WazuhError } from '../../src/errors.ts';
import { DEFAULT_RULE_BASE, GENERIC_RULE_ID, RULE_BLOCK_SIZE } from '../../src/rules/id-blocks.ts';
import type { ConfFacts } from '../ossec-conf/conf-facts.ts';
import { clashes, describeSite, type RuleSite, rulesIn, rulesInFolders } from '../rule-ids.ts';
import type { ShippedFile } from '../wanted-rules.ts';

const FIRST_CUSTOM_ID = 100_000;
const LAST_CUSTOM_ID = 120_000;

/**
 * Makes sure that no other rule has an id of ours. Before 4.3 that stops analysisd; later the first file by name wins silently.
 *
 * @throws INSTALL_RULE_IDS_TAKEN with every clash by file and line, and a base that is free.
 */
export function checkRuleIds(home: string, facts: ConfFacts, shipped: readonly ShippedFile[]): void {
  const own = new Set(shipped.map(file => join(home, 'etc', file.name)));
  const others = rulesInFolders(home, facts.ruleDirs, own);
  const ids = new Set(
    shipped.flatMap(file => rulesIn(file.bytes.toString('latin1'), file.name).map(rule => rule.id)),
  );
  const taken = clashes(others, ids);
  if (taken.length === 0) return;

  const base = freeBase(others);
  const shown = taken.slice(0, 10).map(describeSite).join(', ');
  const more = taken.length > 10 ? `, and ${taken.length - 10} more` : '';
  throw new O365WazuhError('INSTALL_RULE_IDS_TAKEN', `Ids of our rules are taken: ${shown}${more}.`, {
    hint: hintFor(taken, base),
    details: { taken: taken.map(({ id, file, line }) => ({ id, file, line })), freeBase: base },
  });
}

function hintFor(taken: readonly RuleSite[], base: number | undefined): string {
  const generic = taken.find(site => site.id === GENERIC_RULE_ID);
  const remove =
    generic === undefined
      ? 'Remove those rules'
      : `If the rule in ${generic.file} line ${generic.line} is that of the blog article, take it out there: ours does the same and more. Otherwise remove it`;
  if (base === undefined) return `${remove}: no room is left between 100000 and 120000 to move ours to.`;
  return `${remove}, or run again with --rule-base ${base}: ${base} to ${base + RULE_BLOCK_SIZE - 1} is free.`;
}

/** Whether a rule of someone else's has the id of the generic rule. */
export function isGenericTaken(home: string, facts: ConfFacts, ownNames: readonly string[]): boolean {
  const own = new Set(ownNames.map(name => join(home, 'etc', name)));
  return clashes(rulesInFolders(home, facts.ruleDirs, own), new Set([GENERIC_RULE_ID])).length > 0;
}

/** The first base, in steps of 1,000, where the whole block meets nobody; our usual one first. */
function freeBase(others: readonly RuleSite[]): number | undefined {
  const ids = others.map(site => site.id);
  const candidates = [DEFAULT_RULE_BASE];
  for (let base = FIRST_CUSTOM_ID + 1_000; base + RULE_BLOCK_SIZE <= LAST_CUSTOM_ID; base += 1_000)
    candidates.push(base);
  return candidates.find(base => !ids.some(id => id >= base && id < base + RULE_BLOCK_SIZE));
}
