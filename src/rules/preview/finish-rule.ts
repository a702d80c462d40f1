import { alertGroups } from './alert-groups.ts';
import { compileIpNetworks } from './ip-networks.ts';
import { compileOsMatch } from './os-match.ts';
import { compileRulePattern } from './compile-rule-pattern.ts';
import type { StaticField } from './event-fields.ts';
import type { RuleContext, RuleDraft } from './rule-draft.ts';
import type { EventText, PatternCheck, ReadRule, RuleParents } from './rule-model.ts';

/** Level 0 is tried before all others. */
const LEVEL_ZERO_ORDER = 99;

const EVENT_TEXTS: ReadonlySet<string> = new Set<EventText>([
  'match',
  'regex',
  'location',
  'hostname',
  'program_name',
  'user',
]);

/**
 * Makes the checks that analysisd makes once it has read all elements of a rule, and compiles its patterns.
 *
 * @param overwrites true when it replaces a rule that exists.
 * @returns undefined where the rule is refused or left out; the log says why.
 */
export function finishRule(
  draft: RuleDraft,
  file: string,
  overwrites: boolean,
  { log }: RuleContext,
): ReadRule | undefined {
  const { attributes, line, description, group } = draft;
  const { id } = attributes;
  if (draft.ifSid !== undefined && !/^[\d, ]+\n?$/.test(draft.ifSid)) {
    log.warn(
      '7618',
      line,
      `Invalid 'if_sid' value: '${draft.ifSid}'. Rule '${id}' will be ignored.`,
      id,
      true,
    );
    return undefined;
  }
  if (description === undefined) {
    log.error('DESCRIPTION_MISSING', line, `No such description at rule '${id}'.`, id);
    return undefined;
  }
  const compares = [draft.sameStatics, draft.differentStatics, draft.sameFields, draft.differentFields];
  const counts = attributes.frequency > 0 || draft.anyAgent || compares.some(list => list.length > 0);
  if (counts && !draft.correlates) {
    log.error(
      'FREQUENCY_ALONE',
      line,
      `Invalid use of frequency/context options. Missing if_matched on rule '${id}'.`,
      id,
    );
    return undefined;
  }
  if (draft.correlates && !overwrites && draft.ifMatchedGroup === undefined && draft.ifMatchedSid === 0) {
    // Then the engine counts all events there have been, of whatever rule.
    if (draft.unsupported === undefined)
      log.error(
        'RULE_UNSUPPORTED',
        line,
        `Rule ${id}: the preview does not count without a rule or group to count.`,
        id,
      );
    draft.unsupported ??= 'counting without a rule or group to count';
  }
  const patterns = compilePatterns(draft, log);
  const networks = compileNetworks(draft, log);
  const parents = readParents(draft, overwrites);
  if (!patterns || !networks || group === undefined) return undefined;
  const rank = attributes.level === 0 ? LEVEL_ZERO_ORDER : attributes.level;
  return {
    id,
    line,
    overwrite: overwrites,
    parents,
    body: {
      file,
      line,
      // With accuracy="0" the engine forgets that level 0 was made 99.
      level: attributes.accurate ? attributes.level : rank,
      order: attributes.accurate ? rank * 100 : rank,
      category: draft.category,
      decodedAs: draft.decodedAs,
      texts: patterns.texts,
      statics: new Map([...patterns.statics, ...networks]),
      fields: draft.fields,
      lists: draft.lists,
      minSize: attributes.minSize,
      time: draft.time,
      day: draft.day,
      correlates: draft.correlates,
      correlation: {
        sameStatics: draft.sameStatics,
        differentStatics: draft.differentStatics,
        sameFields: draft.sameFields,
        differentFields: draft.differentFields,
        anyAgent: draft.anyAgent,
      },
      frequency: attributes.frequency,
      timeframeSeconds: attributes.timeframeSeconds,
      ignoreSeconds: attributes.ignoreSeconds,
      noAlert: attributes.noAlert,
      logAlert: draft.logAlert,
      noCounter: draft.noCounter,
      group,
      alertGroups: alertGroups(group),
      description,
      mitre: draft.mitre.ids,
      unsupported: draft.unsupported,
    },
  };
}

function compilePatterns(
  draft: RuleDraft,
  log: RuleContext['log'],
): { texts: Map<EventText, PatternCheck>; statics: Map<StaticField, PatternCheck> } | undefined {
  const texts = new Map<EventText, PatternCheck>();
  const statics = new Map<StaticField, PatternCheck>();
  let refused = false;
  for (const [key, { text, type, negate, line }] of draft.patterns) {
    if (text === undefined) continue;
    const expression = compileRulePattern({ text, type, line }, key, draft, log);
    refused ||= !expression;
    if (!expression) continue;
    if (isEventText(key)) texts.set(key, { expression, negate });
    else statics.set(key, { expression, negate });
  }
  return refused ? undefined : { texts, statics };
}

function isEventText(key: string): key is EventText {
  return EVENT_TEXTS.has(key);
}

function compileNetworks(
  draft: RuleDraft,
  log: RuleContext['log'],
): Map<StaticField, PatternCheck> | undefined {
  const checks = new Map<StaticField, PatternCheck>();
  for (const [field, { texts, negate, line }] of draft.networks) {
    const expression = compileIpNetworks(texts);
    if ('refused' in expression) {
      log.error(
        '1237',
        line,
        `Rule ${draft.attributes.id}: <${field}> ${expression.refused}`,
        draft.attributes.id,
      );
      return undefined;
    }
    checks.set(field, { expression, negate });
  }
  return checks;
}

function readParents(draft: RuleDraft, overwrites: boolean): RuleParents {
  const { ifMatchedGroup, ifMatchedSid } = draft;
  let { ifSid, ifGroup } = draft;
  const placed = overwrites || ifSid !== undefined || ifGroup !== undefined;
  if (!placed && ifMatchedGroup !== undefined) ifGroup = ifMatchedGroup;
  if (!placed && ifGroup === undefined && ifMatchedSid !== 0) ifSid = String(ifMatchedSid);
  const matched = ifMatchedGroup === undefined ? undefined : compileOsMatch(ifMatchedGroup);
  return {
    ifSid,
    ifGroup,
    ifLevel: draft.ifLevel,
    ifMatchedGroup:
      matched && 'test' in matched && ifMatchedGroup !== undefined
        ? { text: ifMatchedGroup, expression: matched }
        : undefined,
    ifMatchedSid: ifMatchedSid === 0 ? undefined : ifMatchedSid,
  };
}
