import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2350 + offset;

const BI = ['o365_power_bi'];

const powerBi = (Operation: string, over = {}) => ({
  Workload: 'PowerBI',
  RecordType: 20,
  Operation,
  UserId: ADA,
  ItemName: 'Sales',
  WorkSpaceName: 'Finance',
  ...over,
});

/** Reports and what leaves with them. */
export const POWER_BI: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 9,
    parent: NODE.power,
    fields: [is('RecordType', '20'), operation('PublishToWebReport')],
    description:
      'Power BI: $(office_365.UserId) published the report $(office_365.ItemName) to the whole web.',
    groups: [...BI, 'o365_exfiltration'],
    compliance: 'dataLoss',
    mitre: ['T1567', 'T1020'],
    why: 'Anybody reads the report, without signing in.',
    whatToDo: 'Delete the embed code unless the data are public.',
    hits: [powerBi('PublishToWebReport')],
    misses: [powerBi('ViewReport')],
  }),
  defineRule({
    id: at(1),
    level: 4,
    parent: NODE.power,
    fields: [
      is('RecordType', '20'),
      operation(
        'ExportReport',
        'ExportArtifact',
        'ExportTile',
        'DownloadReport',
        'AnalyzedByExternalApplication',
        'ExportActivityEvents',
        'ExportDataflow',
      ),
    ],
    description: 'Power BI: $(office_365.UserId) exported $(office_365.ItemName): $(office_365.Operation)',
    groups: BI,
    compliance: 'dataAccess',
    mitre: ['T1213', 'T1530'],
    why: 'Counted by the next rule.',
    origin: 'SOCFortress.',
    hits: [powerBi('ExportReport')],
    misses: [powerBi('ViewReport')],
  }),
  defineRule({
    id: at(2),
    level: 9,
    parent: at(1),
    correlation: {
      frequency: 15,
      timeframeSeconds: 1800,
      ignoreSeconds: 60,
      matchedRule: at(1),
      same: ['UserId'],
    },
    description: 'Power BI: $(office_365.UserId) exported 15 times within 30 minutes.',
    groups: [...BI, 'o365_exfiltration', 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1213', 'T1020'],
    why: 'Data leave in bulk.',
    whatToDo: 'Ask the user; look at which reports.',
    hits: [times(15, () => powerBi('ExportReport'))],
    misses: [times(14, () => powerBi('ExportReport'))],
  }),
  defineRule({
    id: at(3),
    level: 8,
    parent: NODE.power,
    fields: [
      is('RecordType', '20'),
      operation('UpdatedAdminFeatureSwitch', 'UpdateCapacityTenantSettingDelegation', 'AddTenantAdmin'),
    ],
    description:
      'Power BI: $(office_365.UserId) changed a tenant setting: $(office_365.SwitchState) $(office_365.ItemName)',
    groups: [...BI, 'policy_changed'],
    compliance: 'policyChange',
    mitre: ['T1562'],
    why: 'Publishing, export or sharing may be open to more people.',
    whatToDo: 'Compare with what was agreed.',
    hits: [powerBi('UpdatedAdminFeatureSwitch')],
    misses: [powerBi('ViewReport')],
  }),
  defineRule({
    id: at(4),
    level: 5,
    parent: NODE.power,
    fields: [
      is('RecordType', '20'),
      operation(
        'ShareReport',
        'ShareDashboard',
        'ShareDataset',
        'AddGroupMembers',
        'AddExternalResource',
        'GenerateDataflowSasToken',
        'GenerateEmbedToken',
        'AddDatasourceToGateway',
        'TakeOverDatasource',
      ),
    ],
    description: 'Power BI: $(office_365.UserId) gave access: $(office_365.Operation) $(office_365.ItemName)',
    groups: BI,
    compliance: 'privilegeChange',
    mitre: ['T1098', 'T1528'],
    why: 'More people or programs reach the data.',
    origin: 'SOCFortress.',
    hits: [powerBi('ShareReport'), powerBi('GenerateDataflowSasToken')],
    misses: [powerBi('ViewReport')],
  }),
  defineRule({
    id: at(5),
    level: 5,
    parent: NODE.power,
    fields: [
      is('RecordType', '20'),
      matches('Operation', /^Delete(?:Report|Dataset|Dashboard|Workspace|Group|Dataflow|Gateway)/i),
    ],
    description: 'Power BI: $(office_365.UserId): $(office_365.Operation) $(office_365.ItemName).',
    groups: BI,
    compliance: 'dataLoss',
    mitre: ['T1485'],
    why: 'Counted by the next rule.',
    origin: 'SOCFortress.',
    hits: [powerBi('DeleteReport')],
    misses: [powerBi('CreateReport')],
  }),
  defineRule({
    id: at(6),
    level: 10,
    parent: at(5),
    correlation: { frequency: 10, timeframeSeconds: 1800, matchedRule: at(5), same: ['UserId'] },
    description: 'Power BI: $(office_365.UserId) deleted 10 things within 30 minutes.',
    groups: [...BI, 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1485'],
    why: 'Destruction, or a clean-up.',
    whatToDo: 'Ask the user.',
    hits: [times(10, () => powerBi('DeleteReport'))],
    misses: [times(9, () => powerBi('DeleteReport'))],
  }),
];
