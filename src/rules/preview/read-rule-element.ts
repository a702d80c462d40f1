import type { WazuhXmlElement } from '../read/wazuh-xml.ts';
import { asciiLowerCase, toByteString } from './byte-string.ts';
import { readDayCheck, readTimeCheck } from './clock-checks.ts';
import { correlationElement, type CorrelationElement } from './correlation-elements.ts';
import type { Category } from './decoder-model.ts';
import { attributeNegate, attributeType } from './pattern-attributes.ts';
import { readFieldCheck } from './read-field-check.ts';
import { readListCheck } from './read-list-check.ts';
import { joinText, type RuleContext, type RuleDraft } from './rule-draft.ts';
import type { EventText } from './rule-model.ts';
import type { StaticField } from './event-fields.ts';

/** `skip`: the rule is left out with a warning, its other elements unread. `refused`: analysisd does not start. */
export type ElementOutcome = 'read' | 'skip' | 'refused';

/** Elements that hold one pattern each. */
const PATTERNS: ReadonlySet<string> = new Set<EventText | StaticField>([
  'regex',
  'match',
  'location',
  'hostname',
  'program_name',
  'user',
  'srcport',
  'dstport',
  'url',
  'id',
  'data',
  'extra_data',
  'status',
  'protocol',
  'system_name',
  'action',
]);

const CATEGORIES: ReadonlySet<string> = new Set<Category>([
  'firewall',
  'ids',
  'syslog',
  'web-log',
  'squid',
  'windows',
  'ossec',
]);

/** `<log_alert_level>`, its default. */
const LOG_ALERT_LEVEL = 3;

/** Known to analysisd; they need state or code that the preview does not have. */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  'if_fts',
  'if_matched_regex',
  'check_diff',
  'ignore',
  'check_if_ignored',
  'compiled_rule',
  'srcgeoip',
  'dstgeoip',
]);

/** Those among them that make the rule one that counts earlier events. */
const CORRELATING: ReadonlySet<string> = new Set(['if_matched_regex', 'check_diff']);

/** Elements with a text that alerts carry and rules do not ask for. */
const NOTES: ReadonlySet<string> = new Set(['info', 'cve']);

/** Reads one element of a `<rule>` into the draft. Findings go to the log. */
export function readRuleElement(
  element: WazuhXmlElement,
  draft: RuleDraft,
  context: RuleContext,
): ElementOutcome {
  const tag = element.name.toLowerCase();
  const text = toByteString(element.content);
  const { log } = context;
  const { id } = draft.attributes;
  const join = (before: string | undefined): string | undefined =>
    joinText(before, text, element, draft, log);
  if (PATTERNS.has(tag)) {
    const key = tag as EventText | StaticField;
    const fallback = key === 'regex' ? 'osregex' : key === 'action' ? 'string' : 'osmatch';
    const negate = attributeNegate(element, id, log);
    const type = attributeType(element, fallback, id, log);
    draft.patterns.set(key, { text: join(draft.patterns.get(key)?.text), type, negate, line: element.line });
    return 'read';
  }
  if (UNSUPPORTED.has(tag)) {
    log.error('RULE_UNSUPPORTED', element.line, `Rule ${id}: the preview does not know <${tag}>.`, id);
    draft.unsupported ??= `<${tag}>`;
    draft.correlates ||= CORRELATING.has(tag);
    return 'read';
  }
  const correlation = correlationElement(element.name);
  if (correlation) return readCorrelation(correlation, element, text, draft, context);
  switch (tag) {
    case 'if_sid':
      draft.ifSid = join(draft.ifSid);
      return 'read';
    case 'if_group':
      draft.ifGroup = join(draft.ifGroup);
      return 'read';
    case 'if_level':
      if (/^\d*$/.test(text)) draft.ifLevel = join(draft.ifLevel);
      else
        log.warn(
          '7609',
          element.line,
          `Invalid 'if_level' value: '${text}'. Rule '${id}' will be ignored.`,
          id,
          true,
        );
      return /^\d*$/.test(text) ? 'read' : 'skip';
    case 'if_matched_group':
      draft.correlates = true;
      draft.ifMatchedGroup = join(draft.ifMatchedGroup);
      return 'read';
    case 'if_matched_sid':
      draft.correlates = true;
      if (/^\d*$/.test(text)) draft.ifMatchedSid = Number(text);
      else
        log.warn(
          '7615',
          element.line,
          `Invalid 'if_matched_sid' value: '${text}'. Rule '${id}' will be ignored.`,
          id,
          true,
        );
      return /^\d*$/.test(text) ? 'read' : 'skip';
    case 'global_frequency':
      draft.anyAgent = true;
      return 'read';
    case 'field':
      return readFieldCheck(element, draft, context);
    case 'group':
      draft.group = join(draft.group)?.replaceAll('\n', '');
      return 'read';
    case 'description':
      draft.description = joinText(draft.description, text.replace('\n', ' '), element, draft, log);
      return 'read';
    case 'mitre':
      draft.mitre.read(element, id, log);
      return 'read';
    case 'decoded_as':
      if (!context.decoderNames.has(text)) {
        log.error('DECODER_UNKNOWN', element.line, `Rule ${id}: invalid decoder name: '${text}'.`, id);
        return 'refused';
      }
      draft.decodedAs = text;
      return 'read';
    case 'category':
      if (!CATEGORIES.has(text)) {
        log.error('1273', element.line, `Rule ${id}: invalid category '${text}' chosen.`, id);
        return 'refused';
      }
      draft.category = text as Category;
      return 'read';
    case 'srcip':
    case 'dstip': {
      const networks = draft.networks.get(tag) ?? { texts: [], negate: false, line: element.line };
      networks.texts.push(text);
      networks.negate = attributeNegate(element, id, log);
      draft.networks.set(tag, networks);
      if (text.startsWith('!')) {
        log.warn(
          'MISLEADING',
          element.line,
          `Rule ${id}: analysisd skips the ! of <${tag}>${text}</${tag}>; use negate="yes".`,
          id,
        );
      }
      return 'read';
    }
    case 'list':
      return readList(element, draft, context);
    case 'time':
    case 'weekday': {
      if (tag === 'time') draft.time = readTimeCheck(text);
      else draft.day = readDayCheck(text);
      if (tag === 'time' ? draft.time : draft.day) return 'read';
      log.error('1274', element.line, `Rule ${id}: invalid configuration. Element '${tag}': ${text}.`, id);
      return 'refused';
    }
    case 'options':
      return readOption(element, text, draft, context);
    default:
      if (NOTES.has(tag)) return 'read';
      log.error('OPTION_INVALID', element.line, `Invalid option '${element.name}' for rule '${id}'.`, id);
      return 'refused';
  }
}

function readCorrelation(
  { side, subject }: CorrelationElement,
  element: WazuhXmlElement,
  text: string,
  draft: RuleDraft,
  { log }: RuleContext,
): 'read' {
  const { id } = draft.attributes;
  if (subject === 'field') {
    (side === 'same' ? draft.sameFields : draft.differentFields).push(asciiLowerCase(text));
  } else if (subject === 'agent') {
    log.warn(
      'DEPRECATED',
      element.line,
      `Detected a deprecated field option for rule, ${element.name} is not longer available.`,
      id,
    );
  } else if (subject === 'srcgeoip' || subject === 'dstgeoip') {
    log.error(
      'RULE_UNSUPPORTED',
      element.line,
      `Rule ${id}: the preview does not know <${element.name}>.`,
      id,
    );
    draft.unsupported ??= `<${element.name}>`;
  } else {
    (side === 'same' ? draft.sameStatics : draft.differentStatics).push(subject);
  }
  return 'read';
}

function readList(element: WazuhXmlElement, draft: RuleDraft, { log, lists }: RuleContext): ElementOutcome {
  const { id } = draft.attributes;
  const lookup = readListCheck(element, lists);
  if ('wrong' in lookup) {
    log.error('LIST_INVALID', element.line, `Rule ${id}: ${lookup.wrong}`, id);
    return 'refused';
  }
  if ('missing' in lookup) {
    log.warn(
      '7616',
      element.line,
      `List '${lookup.missing}' could not be loaded. Rule '${id}' will be ignored.`,
      id,
      true,
    );
    return 'skip';
  }
  draft.lists.push(lookup);
  if (draft.lists.length > 2) {
    // analysisd loses the head of the chain when it hangs a third lookup on.
    draft.lists.shift();
    log.warn(
      'MISLEADING',
      element.line,
      `Rule ${id}: analysisd checks only the last two <list> elements of a rule.`,
      id,
    );
  }
  return 'read';
}

function readOption(
  element: WazuhXmlElement,
  text: string,
  draft: RuleDraft,
  { log }: RuleContext,
): ElementOutcome {
  switch (text) {
    case 'alert_by_email':
    case 'no_email_alert':
    case 'no_ar':
    case 'no_full_log':
      return 'read';
    case 'log_alert':
      draft.logAlert = true;
      return 'read';
    case 'no_log':
      // The engine takes the flag off with a mask that takes no_counter off too, if there is a flag to take off.
      if (draft.logAlert ?? draft.attributes.level >= LOG_ALERT_LEVEL) draft.noCounter = false;
      draft.logAlert = false;
      return 'read';
    case 'no_counter':
      draft.noCounter = true;
      return 'read';
    default: {
      const { id } = draft.attributes;
      log.error(
        '1235',
        element.line,
        `Invalid value for element 'options': ${text}. Invalid option for rule '${id}'.`,
        id,
      );
      return 'refused';
    }
  }
}
