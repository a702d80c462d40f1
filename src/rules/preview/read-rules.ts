import { parseWazuhXml, type WazuhXmlElement } from '../read/wazuh-xml.ts';
import { applyXmlVariables } from '../read/xml-variables.ts';
import { toByteString } from './byte-string.ts';
import { finishRule } from './finish-rule.ts';
import type { CdbList } from './list-lookup.ts';
import { ProblemLog, type RuleProblem } from './problem.ts';
import type { RulesetFile } from './read-decoders.ts';
import { readRuleAttributes } from './read-rule-attributes.ts';
import { readRuleElement } from './read-rule-element.ts';
import { newRuleDraft, type RuleContext } from './rule-draft.ts';
import { RuleTree } from './rule-tree.ts';

/**
 * Reads rule files, in the order given, into the tree that events are tried on.
 *
 * analysisd stops at the first thing it refuses; here the rest of the file is read all the same, so that all findings come at once. Rules
 * that only follow from a refused one may then be reported too.
 */
export function readRules(
  files: readonly RulesetFile[],
  decoderNames: ReadonlySet<string>,
  lists: ReadonlyMap<string, CdbList>,
  problems: RuleProblem[],
): RuleTree {
  const tree = new RuleTree();
  for (const file of files) {
    readFile(file, tree, { log: new ProblemLog(file.name, problems), decoderNames, lists });
  }
  return tree;
}

function readFile(file: RulesetFile, tree: RuleTree, context: RuleContext): void {
  const { log } = context;
  const zeroAt = file.text.indexOf('\0');
  if (zeroAt >= 0) {
    const { length } = file.text.slice(0, zeroAt).split('\n');
    return log.error('ZERO_BYTE', length, 'The file holds a zero byte.');
  }
  const parsed = parseWazuhXml(file.text);
  if (!parsed.ok) return log.error('1226', parsed.error.line, parsed.error.message);
  const resolved = applyXmlVariables(parsed.elements);
  if (!resolved.ok) return log.error('1227', resolved.error.line, resolved.error.message);
  if (resolved.elements.length === 0 && file.text !== '')
    log.error('1202', 1, `Configuration error at '${file.name}'.`);
  for (const group of resolved.elements) {
    if (!isGroup(group)) {
      log.error(
        'ROOT_INVALID',
        group.line,
        `Invalid root element '${group.name}'. Only "group" with a name is allowed.`,
      );
      continue;
    }
    if (group.children.length === 0)
      log.error('GROUP_EMPTY', group.line, `Group '${group.attributes[0]?.value}' without any rule.`);
    for (const element of group.children) readRule(element, group, file.name, tree, context);
  }
}

function isGroup(element: WazuhXmlElement): boolean {
  return (
    element.name.toLowerCase() === 'group' &&
    element.attributes.length === 1 &&
    element.attributes[0]?.name.toLowerCase() === 'name'
  );
}

function readRule(
  element: WazuhXmlElement,
  group: WazuhXmlElement,
  file: string,
  tree: RuleTree,
  context: RuleContext,
): void {
  const { log } = context;
  if (element.name.toLowerCase() !== 'rule') {
    return log.error(
      'ELEMENT_INVALID',
      element.line,
      `Invalid configuration. '${element.name}' is not a valid element.`,
    );
  }
  const attributes = readRuleAttributes(element, log);
  if (!attributes) return;
  const { id } = attributes;
  const exists = tree.has(id);
  if (exists && !attributes.overwrite) {
    return log.warn(
      '7612',
      element.line,
      `Rule ID '${id}' is duplicated. Only the first occurrence will be considered.`,
      id,
      true,
    );
  }
  if (attributes.overwrite && !exists) {
    log.warn(
      '7613',
      element.line,
      `Rule ID '${id}' does not exist but 'overwrite' is set to 'yes'. Still, the rule will be loaded.`,
      id,
      true,
    );
  }
  if (element.children.length === 0) {
    return log.error('RULE_EMPTY', element.line, `Rule '${id}' without any option.`, id);
  }
  const draft = newRuleDraft(attributes, element.line, toByteString(group.attributes[0]?.value ?? ''));
  let refused = false;
  for (const option of element.children) {
    const outcome = readRuleElement(option, draft, context);
    if (outcome === 'skip') return;
    refused ||= outcome === 'refused';
  }
  if (refused) return;
  const rule = finishRule(draft, file, exists, context);
  if (!rule) return;
  if (exists && id >= 10) tree.overwrite(rule, log);
  else tree.add(rule, log);
}
