import { NODE } from './catalogue/nodes.ts';
import { GENERIC_RULE_ID, NATIVE_OFFSET } from './id-blocks.ts';
import type { Correlation, FieldCondition, Rule, Sample, SampleEvent, Theme } from './model.ts';
import { isNot } from './patterns.ts';

/** Wazuh's own rules for any event of its office365 module: all, and those with a record type (the collector's own have none). */
const NATIVE_BASE = 91_531;
const NATIVE_GENERIC = 91_532;

/** Operations for which Wazuh ships a rule of its own (91700 to 91725): these events stay with it. */
const STOCK_OPERATIONS = [
  'FileMalwareDetected',
  'DocumentSensitivityMismatchDetected',
  'FileDownloaded',
  'PermissionLevelAdded',
  'SharingInvitationBlocked',
  'Add-MailboxPermission',
  'AddFolderPermissions',
  'Send',
  'SendAs',
  'SendOnBehalf',
  'Add user.',
  'Update user.',
  'Add member to role.',
  'Add group.',
  'Add member to group.',
  'Add service principal credentials.',
  'CaseAdminUpdated',
  'CaseAdminAdded',
  'CaseAdded',
  'SearchCreated',
  'QuarantineDelete',
  'QuarantineExport',
  'QuarantinePreview',
  'QuarantineRelease',
  'QuarantineViewHeader',
] as const;

/**
 * The detections for events in the shape of Wazuh's own module (`format: native`): below its rule 91532, on `office365.*`, under ids
 * of their own. What Wazuh has a rule for is left out, and so is what counts events of the blog's generic rule, which native events
 * never meet. The stock JSON decoder fills no `srcip`, so `ClientIP` stands in for it.
 */
export function nativeVariant(themes: readonly Theme[]): Theme {
  const kept = new Set<number>([GENERIC_RULE_ID]);
  const rules: Rule[] = [];
  for (const rule of themes.flatMap(theme => theme.rules)) {
    if (!isWanted(rule, kept)) continue;
    kept.add(rule.id);
    rules.push(translated(rule));
  }
  return { name: 'native', title: 'Detections for events of Wazuh’s own shape', rules };
}

function isWanted(rule: Rule, kept: ReadonlySet<number>): boolean {
  if (!rule.parents.every(parent => kept.has(parent))) return false;
  const matched = rule.correlation?.matchedRule;
  if (matched !== undefined && (matched === GENERIC_RULE_ID || !kept.has(matched))) return false;
  if (rule.node === true) return true;
  return rule.hits.some(hit => !isStock(hit));
}

/** Whether Wazuh's own rules take the event that a sample is about. */
function isStock(sample: Sample): boolean {
  const event = isSequence(sample) ? sample.at(-1) : sample;
  const name = String(event?.['Operation']).toLowerCase();
  return STOCK_OPERATIONS.some(stock => stock.toLowerCase() === name);
}

function translated(rule: Rule): Rule {
  const isTop = rule.parents.includes(GENERIC_RULE_ID);
  return {
    ...rule,
    id: rule.id + NATIVE_OFFSET,
    parents: rule.parents.map(parent =>
      parent === GENERIC_RULE_ID ? topParent(rule) : parent + NATIVE_OFFSET,
    ),
    description: rule.description
      .replaceAll('$(office_365.', '$(office365.')
      .replaceAll('$(srcip)', '$(office365.ClientIP)'),
    fields: [...rule.fields, ...(isTop ? [isNot('Operation', ...STOCK_OPERATIONS)] : [])].map(
      translatedField,
    ),
    ...(rule.correlation === undefined ? {} : { correlation: translatedCorrelation(rule.correlation) }),
    groups: ['office365', ...rule.groups],
    hits: rule.hits
      .filter(hit => !isStock(hit))
      .map(hit => (isSequence(hit) ? hit.map(nativeEvent) : nativeEvent(hit))),
    misses: rule.misses.map(miss => (isSequence(miss) ? miss.map(nativeEvent) : nativeEvent(miss))),
  };
}

function topParent(rule: Rule): number {
  return rule.id === NODE.health ? NATIVE_BASE : NATIVE_GENERIC;
}

function translatedField(field: FieldCondition): FieldCondition {
  return { ...field, name: `office365.${field.name}` };
}

function translatedCorrelation(correlation: Correlation): Correlation {
  const { sameAddress, differentAddress, matchedRule, same = [], different = [], ...rest } = correlation;
  return {
    ...rest,
    ...(matchedRule === undefined ? {} : { matchedRule: matchedRule + NATIVE_OFFSET }),
    same: [...same, ...(sameAddress === true ? ['ClientIP'] : [])].map(name => `office365.${name}`),
    different: [...different, ...(differentAddress === true ? ['ClientIP'] : [])].map(
      name => `office365.${name}`,
    ),
  };
}

/** A sample as Wazuh's module would send it. */
function nativeEvent(event: SampleEvent): SampleEvent {
  return { integration: 'office365', office365: event };
}

function isSequence(sample: Sample): sample is readonly SampleEvent[] {
  return Array.isArray(sample);
}
