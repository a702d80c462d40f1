import { parseWazuhXml, type WazuhXmlElement } from '../read/wazuh-xml.ts';
import { applyXmlVariables } from '../read/xml-variables.ts';
import { toByteString } from './byte-string.ts';
import type { Decoder, DecoderTree } from './decoder-model.ts';
import { readDecoder } from './read-decoder.ts';
import { ProblemLog, type RuleProblem } from './problem.ts';

/** A rule, decoder or list file. */
export interface RulesetFile {
  readonly name: string;
  readonly text: string;
  /** Stands for the base name where files are sorted: for files that are not called as they would be on a manager. */
  readonly sortAs?: string;
}

/** Decoders inside analysisd: `decoded_as` may name them, no log of ours gets them. */
const INTERNAL_NAMES = [
  'rootcheck',
  'hostinfo_new',
  'hostinfo_modified',
  'syscheck_integrity_changed',
  'syscheck_new_entry',
  'syscheck_deleted',
  'syscheck_registry_key_modified',
  'syscheck_registry_key_added',
  'syscheck_registry_key_deleted',
  'syscheck_registry_value_modified',
  'syscheck_registry_value_added',
  'syscheck_registry_value_deleted',
  'syscollector',
  'ciscat',
  'windows_eventchannel',
  'sca',
];

/**
 * Reads decoder files, in the order given, into the tree that events run through.
 *
 * What analysisd would refuse is a problem of class `error`; the rest of the file is read all the same.
 */
export function readDecoders(files: readonly RulesetFile[], problems: RuleProblem[]): DecoderTree {
  const tree: DecoderTree = { withProgramName: [], withoutProgramName: [], names: new Set(INTERNAL_NAMES) };
  for (const file of files) readFile(file, tree, new ProblemLog(file.name, problems));
  return tree;
}

function readFile(file: RulesetFile, tree: DecoderTree, log: ProblemLog): void {
  const zeroAt = file.text.indexOf('\0');
  if (zeroAt >= 0) {
    const { length } = file.text.slice(0, zeroAt).split('\n');
    return log.error('ZERO_BYTE', length, 'The file holds a zero byte.');
  }
  const parsed = parseWazuhXml(file.text);
  if (!parsed.ok) return log.error('1226', parsed.error.line, parsed.error.message);
  const resolved = applyXmlVariables(parsed.elements);
  if (!resolved.ok) return log.error('1227', resolved.error.line, resolved.error.message);
  if (resolved.elements.length === 0) return log.error('1231', 1, 'The file has no decoder.');
  for (const element of resolved.elements) {
    if (element.name.toLowerCase() !== 'decoder' || !hasLegalAttributes(element)) {
      log.error('1230', element.line, `Invalid element in the configuration: '${element.name}'.`);
      continue;
    }
    tree.names.add(toByteString(element.attributes[0]?.value ?? ''));
    const decoder = readDecoder(element, log);
    if (decoder) addDecoder(decoder, tree, element.line, log);
  }
}

function hasLegalAttributes(element: WazuhXmlElement): boolean {
  const [name, status, ...more] = element.attributes.map(attribute => attribute.name.toLowerCase());
  return name === 'name' && (status === undefined || status === 'status') && more.length === 0;
}

function addDecoder(decoder: Decoder, tree: DecoderTree, line: number, log: ProblemLog): void {
  const { parent } = decoder;
  if (parent === undefined) {
    const list = decoder.programName ? tree.withProgramName : tree.withoutProgramName;
    list.push({ decoder, children: [] });
    return;
  }
  const nodes = [...tree.withProgramName, ...tree.withoutProgramName].filter(
    node => node.decoder.ownName === parent,
  );
  if (nodes.length === 0) return log.error('2101', line, `Parent decoder name invalid: '${parent}'.`);
  for (const node of nodes) {
    const child = decoder.name === decoder.ownName ? decoder : { ...decoder, name: node.decoder.name };
    if (!joins(child, node.children, line, log)) return;
    node.children.push(child);
  }
}

/** Links a child with its siblings of the same name, or tells why it may not stand beside them. */
function joins(child: Decoder, siblings: readonly Decoder[], line: number, log: ProblemLog): boolean {
  const twins = siblings.filter(sibling => sibling.ownName === child.ownName);
  if (twins.length > 0 && child.prematch) {
    log.error('2102', line, `Duplicated decoder with prematch: '${child.ownName}'.`);
    return false;
  }
  const acts = (decoder: Decoder): boolean => decoder.regex !== undefined || decoder.plugin !== undefined;
  if (twins.some(twin => !acts(twin)) || (twins.length > 0 && !acts(child))) {
    log.error('2104', line, `Invalid duplicated decoder: '${child.ownName}'.`);
    return false;
  }
  if (child.regexOffset === 'after_regex' && !twins.some(twin => twin.prematch || twin.regex)) {
    log.error('2120', line, `Invalid offset value: '${child.ownName}'`);
    return false;
  }
  for (const twin of twins) twin.getNext = true;
  return true;
}
