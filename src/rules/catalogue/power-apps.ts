import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA, ADMIN } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2350 + offset;

const PLATFORM = ['o365_power_platform'];

const flow = (Operation: string, over = {}) => ({
  Workload: 'MicrosoftFlow',
  RecordType: 30,
  Operation,
  UserId: ADA,
  FlowConnectorNames: 'SharePoint',
  ...over,
});
const app = (Operation: string, over = {}) => ({
  Workload: 'PowerApps',
  RecordType: 45,
  Operation,
  UserId: ADA,
  AppName: 'Holidays',
  ...over,
});
const form = (Operation: string, over = {}) => ({
  Workload: 'MicrosoftForms',
  RecordType: 66,
  Operation,
  UserId: ADA,
  FormName: 'Lunch',
  ...over,
});

/** Flows, apps, their policies, and forms. */
export const POWER_APPS: readonly Rule[] = [
  defineRule({
    id: at(10),
    level: 4,
    parent: NODE.power,
    fields: [is('RecordType', '30'), operation('CreateFlow', 'EditFlow', 'PutFlow')],
    description:
      'Power Automate: $(office_365.UserId): $(office_365.Operation) with $(office_365.FlowConnectorNames).',
    groups: PLATFORM,
    compliance: 'policyChange',
    mitre: ['T1020'],
    why: 'Something happens by itself from now on.',
    origin: 'SOCFortress.',
    hits: [flow('CreateFlow')],
    misses: [flow('DeleteFlow')],
  }),
  defineRule({
    id: at(11),
    level: 8,
    parent: at(10),
    fields: [
      matches(
        'FlowConnectorNames',
        /HTTP|Dropbox|Google|Gmail|Box|FTP|Webhook|Telegram|Discord|Mega|OneDrive \(personal\)|Outlook\.com/i,
      ),
    ],
    description:
      'Power Automate: $(office_365.UserId) made a flow that can carry data out: $(office_365.FlowConnectorNames)',
    groups: [...PLATFORM, 'o365_exfiltration'],
    compliance: 'dataLoss',
    mitre: ['T1020', 'T1567.002', 'T1114.003'],
    why: 'Flows forward mail and files without an inbox rule.',
    whatToDo: 'Open the flow; forbid the connectors by a data policy.',
    hits: [flow('CreateFlow', { FlowConnectorNames: 'Office 365 Outlook, HTTP' })],
    misses: [flow('CreateFlow', { FlowConnectorNames: 'SharePoint, Teams' })],
  }),
  defineRule({
    id: at(12),
    level: 6,
    parent: NODE.power,
    fields: [
      operation(
        'PutPermissions',
        'DeletePermissions',
        'PowerAppPermissionEdited',
        'PowerAppPermissionDeleted',
        'EditPowerAppPermission',
        'SharePowerApp',
      ),
    ],
    description:
      'Power Platform: $(office_365.UserId) changed who may use $(office_365.AppName)$(office_365.FlowDetailsUrl).',
    groups: PLATFORM,
    compliance: 'privilegeChange',
    mitre: ['T1098'],
    why: 'With a flow or app its connections are shared as well.',
    whatToDo: 'Check with the owner.',
    hits: [flow('PutPermissions'), app('PowerAppPermissionEdited')],
    misses: [app('LaunchPowerApp')],
  }),
  defineRule({
    id: at(13),
    level: 4,
    parent: NODE.power,
    fields: [
      operation(
        'DeleteFlow',
        'DeletePowerApp',
        'PublishPowerApp',
        'CreatePowerApp',
        'ImportPowerApp',
        'MarkPowerAppAsFeatured',
        'MarkPowerAppAsHero',
      ),
    ],
    description: 'Power Platform: $(office_365.UserId): $(office_365.Operation) $(office_365.AppName).',
    groups: PLATFORM,
    compliance: 'policyChange',
    why: 'Apps and flows come and go.',
    origin: 'SOCFortress.',
    hits: [app('PublishPowerApp'), flow('DeleteFlow')],
    misses: [app('LaunchPowerApp')],
  }),
  defineRule({
    id: at(14),
    level: 9,
    parent: NODE.power,
    fields: [is('RecordType', '187')],
    description: 'Power Platform: $(office_365.UserId) changed a data policy: $(office_365.Operation)',
    groups: [...PLATFORM, 'policy_changed', 'o365_dlp'],
    compliance: 'policyChange',
    mitre: ['T1562.001'],
    why: 'Connectors that carry data out may be allowed.',
    whatToDo: 'Compare with what was agreed.',
    hits: [{ Workload: 'PowerPlatform', RecordType: 187, Operation: 'UpdateDlpPolicy', UserId: ADMIN }],
    misses: [app('LaunchPowerApp')],
  }),
  defineRule({
    id: at(15),
    level: 5,
    parent: NODE.power,
    fields: [is('RecordType', '256')],
    description: 'Power Platform: $(office_365.UserId) administered: $(office_365.Operation)',
    groups: [...PLATFORM, 'policy_changed'],
    compliance: 'policyChange',
    why: 'Environments, gateways, tenant isolation.',
    hits: [
      { Workload: 'PowerPlatform', RecordType: 256, Operation: 'EnvironmentPropertyChange', UserId: ADMIN },
    ],
    misses: [app('LaunchPowerApp')],
  }),
  defineRule({
    id: at(20),
    level: 6,
    parent: NODE.power,
    fields: [
      is('RecordType', '66'),
      operation(
        'AllowAnonymousResponse',
        'EnableAnyoneCollaborate',
        'CollaborateOutside',
        'EnableSpecificCollaboration',
        'AllowShareFormForCopy',
        'ConnectToExcelWorkbook',
      ),
    ],
    description:
      'Forms: $(office_365.UserId) opened the form $(office_365.FormName): $(office_365.Operation)',
    groups: ['o365_forms'],
    compliance: 'dataLoss',
    mitre: ['T1566', 'T1598'],
    why: 'Strangers may answer or edit. Taken accounts build phishing forms.',
    whatToDo: 'Look at what the form asks for.',
    hits: [form('AllowAnonymousResponse')],
    misses: [form('EditForm')],
  }),
  defineRule({
    id: at(21),
    level: 9,
    parent: NODE.power,
    fields: [is('RecordType', '66'), matches('Operation', /Phishing/i)],
    description:
      'Forms: phishing status of the form $(office_365.FormName) of $(office_365.UserId): $(office_365.Operation)',
    groups: ['o365_forms', 'attack'],
    compliance: 'attack',
    mitre: ['T1598', 'T1586.002'],
    why: 'Microsoft or an administrator took the form for phishing, or let it go again.',
    whatToDo: 'Look at the form and at the sign-ins of its owner.',
    hits: [form('UpdatePhishingStatus')],
    misses: [form('EditForm')],
  }),
  defineRule({
    id: at(22),
    level: 4,
    parent: NODE.power,
    fields: [
      is('RecordType', '66'),
      operation('ExportForm', 'ViewResponses', 'DeleteForm', 'DeleteAllResponses'),
    ],
    description: 'Forms: $(office_365.UserId): $(office_365.Operation) $(office_365.FormName).',
    groups: ['o365_forms'],
    compliance: 'dataAccess',
    why: 'Answers were taken out or deleted.',
    origin: 'SOCFortress.',
    hits: [form('ExportForm')],
    misses: [form('EditForm')],
  }),
];
