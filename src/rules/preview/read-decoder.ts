import type { WazuhXmlElement } from '../read/wazuh-xml.ts';
import { toByteString } from './byte-string.ts';
import { commaWords } from './comma-words.ts';
import type { Category, Decoder, DecoderOffset, OrderItem } from './decoder-model.ts';
import type { StaticField } from './event-fields.ts';
import { compileExpression, type FindingExpression, type PatternType } from './expression.ts';
import { compileFindingOsRegex } from './os-regex.ts';
import { compileFindingPcre2 } from './pcre2.ts';
import type { ProblemLog } from './problem.ts';

/** Texts of a decoder are kept in 1024 bytes. */
const MAX_TEXT_BYTES = 1023;

const TYPES: ReadonlySet<string> = new Set<Category>([
  'firewall',
  'ids',
  'web-log',
  'syslog',
  'squid',
  'windows',
  'host-information',
  'ossec',
]);

const OFFSETS: readonly DecoderOffset[] = ['after_parent', 'after_prematch', 'after_regex'];

/** Words of `<order>`; all others name dynamic fields. */
const ORDER: ReadonlyMap<string, StaticField> = new Map<string, StaticField>([
  ['dstuser', 'dstuser'],
  ['srcuser', 'srcuser'],
  ['user', 'dstuser'],
  ['srcip', 'srcip'],
  ['dstip', 'dstip'],
  ['srcport', 'srcport'],
  ['dstport', 'dstport'],
  ['protocol', 'protocol'],
  ['action', 'action'],
  ['id', 'id'],
  ['url', 'url'],
  ['data', 'data'],
  ['extra_data', 'extra_data'],
  ['status', 'status'],
  ['system_name', 'system_name'],
]);

/** The plugins of analysisd that are not ours to run. */
const OTHER_PLUGINS = ['PF_Decoder', 'SymantecWS_Decoder', 'SonicWall_Decoder', 'OSSECAlert_Decoder'];

const NULL_CHOICES: ReadonlyMap<string, 'string' | 'discard'> = new Map([
  ['string', 'string'],
  ['discard', 'discard'],
  ['empty', 'string'],
]);

const ARRAY_CHOICES: ReadonlyMap<string, 'array' | 'csv'> = new Map([
  ['array', 'array'],
  ['csv', 'csv'],
]);

interface PatternText {
  text: string;
  type: PatternType;
  offset: DecoderOffset;
  line: number;
}

interface Draft {
  readonly name: string;
  readonly line: number;
  parent?: string;
  programName?: PatternText;
  prematch?: PatternText;
  regex?: PatternText;
  order?: OrderItem[];
  fts: boolean;
  plugin?: { readonly json: boolean; readonly offset: DecoderOffset };
  type: Category;
  useOwnName: boolean;
  nulls: 'string' | 'discard';
  arrays: 'array' | 'csv';
}

/**
 * Reads one `<decoder>`.
 *
 * @returns undefined where analysisd would refuse it; the log says why.
 */
export function readDecoder(element: WazuhXmlElement, log: ProblemLog): Decoder | undefined {
  const name = toByteString(element.attributes[0]?.value ?? '');
  const draft: Draft = {
    name,
    line: element.line,
    fts: false,
    type: 'syslog',
    useOwnName: false,
    nulls: 'string',
    arrays: 'array',
  };
  if (element.children.length === 0) {
    log.error('1231', element.line, `Decoder '${name}' has no element.`);
    return undefined;
  }
  const known = element.children.map(child => readOption(child, draft, log));
  if (known.includes(false) || !isConsistent(draft, log)) return undefined;
  return compile(draft, log);
}

function readOption(option: WazuhXmlElement, draft: Draft, log: ProblemLog): boolean {
  const content = toByteString(option.content);
  const refuse = (code: '2107' | '2110' | 'ELEMENT_INVALID', message: string): false => {
    log.error(code, option.line, `Decoder '${draft.name}': ${message}`);
    return false;
  };
  switch (option.name.toLowerCase()) {
    case 'parent':
      draft.parent = (draft.parent ?? '') + content;
      return true;
    case 'program_name':
      return addPattern('programName', option, draft, log);
    case 'prematch':
      return addPattern('prematch', option, draft, log);
    case 'regex':
      return addPattern('regex', option, draft, log);
    case 'order': {
      const words = commaWords(content);
      if (words.includes('')) return refuse('2107', `has an empty word in <order>${content}</order>`);
      draft.order = words.map(word => {
        const field = ORDER.get(word);
        return field ? { static: field } : { dynamic: word };
      });
      return true;
    }
    case 'plugin_decoder': {
      if (content !== 'JSON_Decoder' && !OTHER_PLUGINS.includes(content)) {
        return refuse('2110', `has an unknown plugin '${content}'`);
      }
      const offset = offsetOf(option);
      if (offset === undefined) return refuse('2107', 'has a plugin with an unknown offset');
      if (content !== 'JSON_Decoder') {
        log.error(
          'RULE_UNSUPPORTED',
          option.line,
          `Decoder '${draft.name}': the preview does not run ${content}.`,
        );
      }
      draft.plugin = { json: content === 'JSON_Decoder', offset };
      return true;
    }
    case 'use_own_name':
      if (content === 'true') draft.useOwnName = true;
      return true;
    case 'type':
      if (!TYPES.has(content)) return refuse('2107', `has an unknown type '${content}'`);
      draft.type = content as Category;
      return true;
    case 'json_null_field':
      return readChoice(option, content, NULL_CHOICES, 'nulls', draft, log);
    case 'json_array_structure':
      return readChoice(option, content, ARRAY_CHOICES, 'arrays', draft, log);
    case 'fts':
      draft.fts = true;
      return true;
    case 'ftscomment':
      return true;
    case 'accumulate':
      log.error(
        'RULE_UNSUPPORTED',
        option.line,
        `Decoder '${draft.name}': the preview does not accumulate events.`,
      );
      return true;
    default:
      return refuse('ELEMENT_INVALID', `has an invalid element '${option.name}'`);
  }
}

function readChoice<K extends 'nulls' | 'arrays'>(
  option: WazuhXmlElement,
  content: string,
  choices: ReadonlyMap<string, Draft[K]>,
  key: K,
  draft: Draft,
  log: ProblemLog,
): true {
  const word = content.toLowerCase();
  const choice = choices.get(word);
  if (choice !== undefined) draft[key] = choice;
  if (choice === undefined)
    log.warn(
      '7602',
      option.line,
      `Invalid value '${content}' in '${option.name}' option (decoder \`${draft.name}\`). Default value will be used.`,
    );
  else if (word === 'empty')
    log.warn(
      '7603',
      option.line,
      `Deprecated value '${content}' in '${option.name}' option (decoder \`${draft.name}\`). Default value will be used.`,
    );
  return true;
}

function offsetOf(option: WazuhXmlElement): DecoderOffset | undefined {
  const value = option.attributes.find(attribute => attribute.name === 'offset')?.value;
  return value === undefined ? 'log' : OFFSETS.find(offset => offset === value.toLowerCase());
}

function addPattern(
  key: 'programName' | 'prematch' | 'regex',
  option: WazuhXmlElement,
  draft: Draft,
  log: ProblemLog,
): boolean {
  const before = draft[key];
  let offset = key === 'programName' ? 'log' : offsetOf(option);
  if (offset === undefined) {
    log.warn(
      '7601',
      option.line,
      `Invalid value for attribute 'offset' in '${option.name}' option (decoder \`${draft.name}\`). Default value will be used.`,
    );
    offset = 'log';
  }
  if (before && offset !== 'log') {
    log.error('2109', option.line, `Duplicated offsets for same regex: '${draft.name}'.`);
    return false;
  }
  const fallback = key === 'programName' ? 'osmatch' : 'osregex';
  const wanted =
    option.attributes.find(attribute => attribute.name === 'type')?.value.toLowerCase() ?? fallback;
  const allowed: readonly string[] =
    key === 'programName' ? ['osmatch', 'osregex', 'pcre2'] : ['osregex', 'pcre2'];
  if (!allowed.includes(wanted)) {
    log.warn(
      '7601',
      option.line,
      `Invalid value for attribute 'type' in '${option.name}' option (decoder \`${draft.name}\`). Default value will be used.`,
    );
  }
  const type = allowed.includes(wanted) ? (wanted as PatternType) : fallback;
  const text = (before?.text ?? '') + toByteString(option.content);
  if (text.length > MAX_TEXT_BYTES) {
    log.error(
      '1104',
      option.line,
      `Maximum string size reached for: ${option.name} of decoder '${draft.name}'.`,
    );
    return false;
  }
  draft[key] = { text, type, offset: before?.offset ?? offset, line: before?.line ?? option.line };
  return true;
}

/** The checks that analysisd makes once it has seen all elements of a decoder. */
function isConsistent(draft: Draft, log: ProblemLog): boolean {
  const refuse = (code: '2107' | '2108' | '2111' | '2120', message: string): false => {
    log.error(code, draft.line, message);
    return false;
  };
  const { name, parent, prematch, regex, order, plugin } = draft;
  if (!prematch && parent === undefined && !draft.programName) {
    return refuse('2108', `No 'prematch' found in decoder: '${name}'.`);
  }
  if (regex ? !order : order !== undefined || draft.fts)
    return refuse('2107', `Decoder configuration error: '${name}'.`);
  const root = parent === undefined;
  if (root && regex?.offset === 'after_prematch') regex.offset = 'after_parent';
  else if (regex?.offset === 'after_parent' && root)
    return refuse('2120', `Invalid offset value: 'after_parent' in '${name}'`);
  else if (regex?.offset === 'after_prematch' && !prematch) {
    return refuse('2120', `Invalid offset value: 'after_prematch' in '${name}'`);
  } else if (regex?.offset === 'after_regex' && root)
    return refuse('2120', `Invalid offset value: 'after_regex' in '${name}'`);
  if (prematch && prematch.offset !== 'log' && (prematch.offset !== 'after_parent' || root)) {
    return refuse('2120', `Invalid offset value: '${prematch.offset}' in the prematch of '${name}'`);
  }
  if ((plugin?.offset === 'after_parent' && root) || (plugin?.offset === 'after_prematch' && !prematch)) {
    return refuse('2120', `Invalid offset value: '${plugin.offset}' in the plugin of '${name}'`);
  }
  if (plugin && (regex || order)) return refuse('2111', `Additional data to plugin decoder: '${name}'.`);
  return true;
}

function compile(draft: Draft, log: ProblemLog): Decoder | undefined {
  const { programName, prematch, regex } = draft;
  const compiledName =
    programName && accept(compileExpression(programName.type, programName.text), programName, draft, log);
  const compiledPrematch = prematch && accept(finding(prematch, false), prematch, draft, log);
  const compiledRegex = regex && accept(finding(regex, true), regex, draft, log);
  if ((programName && !compiledName) || (prematch && !compiledPrematch) || (regex && !compiledRegex))
    return undefined;
  return {
    ownName: draft.name,
    name: draft.parent === undefined || draft.useOwnName ? draft.name : '',
    parent: draft.parent,
    type: draft.type,
    programName: compiledName,
    prematch: compiledPrematch,
    prematchOffset: prematch?.offset ?? 'log',
    regex: compiledRegex,
    regexOffset: regex?.offset ?? 'log',
    order: draft.order ?? [],
    json: draft.plugin?.json ?? false,
    jsonOffset: draft.plugin?.offset ?? 'log',
    flatten: { nulls: draft.nulls, arrays: draft.arrays },
    getNext: false,
  };
}

function finding(pattern: PatternText, captures: boolean): ReturnType<typeof compileFindingPcre2> {
  if (pattern.type === 'pcre2') return compileFindingPcre2(pattern.text);
  return compileFindingOsRegex(pattern.text, { captures });
}

function accept<T extends FindingExpression | { test(subject: string): boolean }>(
  compiled: T | { readonly refused: string } | { readonly unmapped: string },
  pattern: PatternText,
  draft: Draft,
  log: ProblemLog,
): T | undefined {
  if ('refused' in compiled) {
    log.error(
      '1452',
      pattern.line,
      `Syntax error on regex: '${pattern.text}' of decoder '${draft.name}': it ${compiled.refused}.`,
    );
    return undefined;
  }
  if ('unmapped' in compiled) {
    log.error(
      'RULE_UNSUPPORTED',
      pattern.line,
      `Decoder '${draft.name}': the preview cannot run '${pattern.text}': it ${compiled.unmapped}.`,
    );
    return undefined;
  }
  return compiled;
}
