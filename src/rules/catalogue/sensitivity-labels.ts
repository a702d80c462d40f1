import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2050 + offset;

const LABELS = ['o365_information_protection'];

const label = (Operation: string, over = {}) => ({
  Workload: 'SharePoint',
  RecordType: 83,
  Operation,
  UserId: ADA,
  ObjectId: 'plan.docx',
  ...over,
});

/** Sensitivity labels: who takes them off or lowers them. */
export const SENSITIVITY_LABELS: readonly Rule[] = [
  defineRule({
    id: at(7),
    level: 5,
    parent: NODE.dataLoss,
    fields: [operation('DocumentSensitivityMismatchDetected')],
    description: 'SharePoint: $(office_365.SourceFileName) is more sensitive than the site it lies on.',
    groups: [...LABELS, 'policy_violation'],
    compliance: 'dataLoss',
    why: 'A file with a strict label on a site with a lax one.',
    origin: 'Wazuh.',
    hits: [label('DocumentSensitivityMismatchDetected')],
    misses: [label('SensitivityLabelApplied')],
  }),
  defineRule({
    id: at(8),
    level: 6,
    parent: NODE.dataLoss,
    fields: [matches('Operation', /SensitivityLabelRemoved$|^ProtectionRemoved$|^RemoveProtection$/i)],
    description: 'Purview: $(office_365.UserId) took the label or protection off $(office_365.ObjectId).',
    groups: LABELS,
    compliance: 'dataLoss',
    mitre: ['T1562.001', 'T1567'],
    why: 'Encryption and marks are gone; the file may leave.',
    whatToDo: 'Look at the justification; see where the file went.',
    origin: 'Elastic, for the idea.',
    hits: [label('SensitivityLabelRemoved'), label('FileSensitivityLabelRemoved')],
    misses: [label('SensitivityLabelApplied')],
  }),
  defineRule({
    id: at(9),
    level: 10,
    parent: at(8),
    correlation: { frequency: 10, timeframeSeconds: 1800, matchedRule: at(8), same: ['UserId'] },
    description: 'Purview: $(office_365.UserId) took labels or protection off 10 files within 30 minutes.',
    groups: [...LABELS, 'o365_exfiltration', 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1562.001', 'T1020'],
    why: 'Files are being made ready to leave.',
    whatToDo: 'Ask the user; look at downloads and shares since.',
    hits: [times(10, () => label('SensitivityLabelRemoved'))],
    misses: [times(9, () => label('SensitivityLabelRemoved'))],
  }),
  defineRule({
    id: at(10),
    level: 3,
    parent: NODE.dataLoss,
    fields: [matches('Operation', /SensitivityLabel(?:Updated|Changed|Applied)$|^LabelUpgraded$/i)],
    description: 'Purview: $(office_365.UserId) labelled $(office_365.ObjectId): $(office_365.Operation)',
    groups: LABELS,
    compliance: 'dataAccess',
    why: 'A label was set or changed.',
    hits: [label('SensitivityLabelApplied'), label('FileSensitivityLabelChanged')],
    misses: [label('SensitivityLabelRemoved')],
  }),
  defineRule({
    id: at(11),
    level: 6,
    parent: at(10),
    fields: [matches('SensitivityLabelEventData.LabelEventType', /^(?:2|LabelDowngraded)$/i)],
    description: 'Purview: $(office_365.UserId) lowered the label of $(office_365.ObjectId).',
    groups: LABELS,
    compliance: 'dataLoss',
    mitre: ['T1562.001'],
    why: 'With a lower label the file may leave.',
    whatToDo: 'Look at the justification.',
    hits: [label('SensitivityLabelUpdated', { SensitivityLabelEventData: { LabelEventType: 2 } })],
    misses: [label('SensitivityLabelUpdated', { SensitivityLabelEventData: { LabelEventType: 1 } })],
  }),
  defineRule({
    id: at(12),
    level: 6,
    parent: NODE.dataLoss,
    fields: [operation('LabelDowngraded'), is('RecordType', '43', '71', '75', '83', '84', '94')],
    description: 'Purview: $(office_365.UserId) lowered a label: $(office_365.ObjectId)',
    groups: LABELS,
    compliance: 'dataLoss',
    mitre: ['T1562.001'],
    why: 'With a lower label the content may leave.',
    whatToDo: 'Look at the justification.',
    hits: [label('LabelDowngraded')],
    misses: [label('LabelUpgraded')],
  }),
];
