import type { WazuhXmlElement } from '../read/wazuh-xml.ts';
import { toByteString } from './byte-string.ts';
import type { Category, DecoderOffset, OrderItem } from './decoder-model.ts';
import type { PatternType } from './expression.ts';
import type { ProblemLog } from './problem.ts';

/** Texts of a decoder are kept in 1024 bytes. */
const MAX_TEXT_BYTES = 1023;

const OFFSETS: readonly DecoderOffset[] = ['after_parent', 'after_prematch', 'after_regex'];

export interface DecoderPattern {
  text: string;
  type: PatternType;
  offset: DecoderOffset;
  line: number;
}

/** A `<decoder>` while its elements are read. All texts are byte strings. */
export interface DecoderDraft {
  readonly name: string;
  readonly line: number;
  parent?: string;
  programName?: DecoderPattern;
  prematch?: DecoderPattern;
  regex?: DecoderPattern;
  order?: OrderItem[];
  fts: boolean;
  plugin?: { readonly json: boolean; readonly offset: DecoderOffset };
  /** The first thing in it that the preview does not run. */
  unsupported?: string;
  type: Category;
  useOwnName: boolean;
  nulls: 'string' | 'discard';
  arrays: 'array' | 'csv';
}

/** The `offset` attribute; undefined where Wazuh does not know it. */
export function decoderOffset(option: WazuhXmlElement): DecoderOffset | undefined {
  const value = option.attributes.find(attribute => attribute.name === 'offset')?.value;
  return value === undefined ? 'log' : OFFSETS.find(offset => offset === value.toLowerCase());
}

/** Adds the text of a pattern element to what was read before it. False where Wazuh refuses it. */
export function addDecoderPattern(
  key: 'programName' | 'prematch' | 'regex',
  option: WazuhXmlElement,
  draft: DecoderDraft,
  log: ProblemLog,
): boolean {
  const before = draft[key];
  let offset = key === 'programName' ? 'log' : decoderOffset(option);
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
