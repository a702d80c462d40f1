import type { WazuhXmlElement } from '../read/wazuh-xml.ts';
import { toByteString } from './byte-string.ts';
import { commaWords } from './comma-words.ts';
import { addDecoderPattern, type DecoderDraft, decoderOffset } from './decoder-draft.ts';
import type { Category, Decoder } from './decoder-model.ts';
import type { StaticField } from './event-fields.ts';
import { finishDecoder } from './finish-decoder.ts';
import type { ProblemLog } from './problem.ts';

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

/**
 * Reads one `<decoder>`.
 *
 * @returns undefined where analysisd would refuse it; the log says why.
 */
export function readDecoder(element: WazuhXmlElement, log: ProblemLog): Decoder | undefined {
  const name = toByteString(element.attributes[0]?.value ?? '');
  const draft: DecoderDraft = {
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
  return known.includes(false) ? undefined : finishDecoder(draft, log);
}

function readOption(option: WazuhXmlElement, draft: DecoderDraft, log: ProblemLog): boolean {
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
      return addDecoderPattern('programName', option, draft, log);
    case 'prematch':
      return addDecoderPattern('prematch', option, draft, log);
    case 'regex':
      return addDecoderPattern('regex', option, draft, log);
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
      const offset = decoderOffset(option);
      if (offset === undefined) return refuse('2107', 'has a plugin with an unknown offset');
      if (content !== 'JSON_Decoder') noteUnsupported(content, option, draft, log);
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
      noteUnsupported('<accumulate>', option, draft, log);
      return true;
    default:
      return refuse('ELEMENT_INVALID', `has an invalid element '${option.name}'`);
  }
}

function noteUnsupported(what: string, option: WazuhXmlElement, draft: DecoderDraft, log: ProblemLog): void {
  draft.unsupported ??= what;
  log.error('RULE_UNSUPPORTED', option.line, `Decoder '${draft.name}': the preview does not run ${what}.`);
}

function readChoice<K extends 'nulls' | 'arrays'>(
  option: WazuhXmlElement,
  content: string,
  choices: ReadonlyMap<string, DecoderDraft[K]>,
  key: K,
  draft: DecoderDraft,
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
