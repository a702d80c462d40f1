import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches, operation } from '../patterns.ts';
import { NAMED_ALERTS, type NamedAlert } from './microsoft-alerts.ts';
import { NODE } from './nodes.ts';
import { ADA, purviewAlert } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2120 + offset;

const PURVIEW = ['o365_compliance', 'o365_alert'];
const CLOUD_APPS = ['o365_cloud_app_security', 'o365_alert'];

/** The two sources, each with its own field for the name. */
const cloudApps = (name: string, AlertSeverity: string) => ({
  Workload: 'MCAS',
  RecordType: 98,
  Operation: 'MCAS_ALERT_ANUBIS_DETECTION_VELOCITY',
  UserId: ADA,
  AlertDisplayName: name,
  AlertSeverity,
});

const TRIGGERED = at(0);
const ENTITY = at(5);
const CLOUD = at(10);

const BY_SEVERITY: readonly (readonly [
  severity: string,
  offset: number,
  purview: number,
  entity: number,
  cloudApps: number,
])[] = [
  ['Low', 1, 5, 4, 5],
  ['Medium', 2, 8, 6, 8],
  ['High', 3, 12, 8, 12],
];

export const NAMED_ALERT_RULES: readonly Rule[] = [
  defineRule({
    id: TRIGGERED,
    level: 3,
    parent: NODE.purviewAlerts,
    fields: [operation('AlertTriggered')],
    description: 'Purview alert: $(office_365.Name) ($(office_365.Severity)).',
    groups: PURVIEW,
    compliance: 'monitoring',
    why: 'An alert policy of Microsoft Purview or Defender fired.',
    origin: 'Splunk, SOCFortress.',
    hits: [purviewAlert('Some policy', 'Informational')],
    misses: [purviewAlert('Some policy', 'Informational', { Operation: 'AlertUpdated' })],
  }),
  defineRule({
    id: at(4),
    level: 3,
    parent: NODE.purviewAlerts,
    fields: [operation('AlertUpdated')],
    description: 'Purview alert: $(office_365.Name) is now $(office_365.Status).',
    groups: PURVIEW,
    compliance: 'monitoring',
    why: 'Somebody, or Microsoft, took up, dismissed or closed an alert.',
    whatToDo: 'Nothing as a rule. Alerts dismissed in a row by one account are worth a look.',
    hits: [purviewAlert('Some policy', 'High', { Operation: 'AlertUpdated', Status: 'Resolved' })],
    misses: [purviewAlert('Some policy', 'Informational')],
  }),
  defineRule({
    id: ENTITY,
    level: 3,
    parent: NODE.purviewAlerts,
    fields: [operation('AlertEntityGenerated')],
    description:
      'Purview alert: $(office_365.Name) ($(office_365.Severity)) concerns $(office_365.ObjectId).',
    groups: PURVIEW,
    compliance: 'monitoring',
    why: 'Who or what an alert is about. The alert itself comes as AlertTriggered.',
    origin: 'Splunk, SOCFortress.',
    hits: [purviewAlert('Some policy', 'Informational', { Operation: 'AlertEntityGenerated' })],
    misses: [purviewAlert('Some policy', 'Informational')],
  }),
  defineRule({
    id: CLOUD,
    level: 3,
    parent: NODE.protection,
    fields: [is('RecordType', '98')],
    description:
      'Cloud Apps alert: $(office_365.AlertDisplayName) ($(office_365.AlertSeverity)) for $(office_365.UserId).',
    groups: CLOUD_APPS,
    compliance: 'monitoring',
    why: 'A policy of Defender for Cloud Apps fired.',
    origin: 'Wazuh.',
    hits: [cloudApps('Some policy', 'Informational')],
    misses: [purviewAlert('Some policy', 'Low')],
  }),
  ...BY_SEVERITY.flatMap(([severity, offset, purviewLevel, entityLevel, cloudLevel]) => [
    bySeverity(
      TRIGGERED + offset,
      TRIGGERED,
      purviewLevel,
      severity,
      'Severity',
      purviewAlert('Some policy', severity),
    ),
    bySeverity(
      ENTITY + offset,
      ENTITY,
      entityLevel,
      severity,
      'Severity',
      purviewAlert('Some policy', severity, { Operation: 'AlertEntityGenerated' }),
    ),
    bySeverity(
      CLOUD + offset,
      CLOUD,
      cloudLevel,
      severity,
      'AlertSeverity',
      cloudApps('Some policy', severity),
    ),
  ]),
  ...NAMED_ALERTS.flatMap(alert => [
    byName(at(20) + alert.offset, TRIGGERED, alert, 'Name', purviewAlert(alert.sample, 'Informational')),
    byName(at(40) + alert.offset, CLOUD, alert, 'AlertDisplayName', cloudApps(alert.sample, 'Informational')),
  ]),
];

function bySeverity(
  id: number,
  parent: number,
  level: number,
  severity: string,
  field: string,
  sample: object,
): Rule {
  const cloud = field === 'AlertSeverity';
  return defineRule({
    id,
    level,
    parent,
    fields: [is(field, severity)],
    description: cloud
      ? `Cloud Apps alert of severity ${severity}: $(office_365.AlertDisplayName) for $(office_365.UserId).`
      : `Purview alert of severity ${severity}: $(office_365.Name), about $(office_365.ObjectId).`,
    groups: cloud ? CLOUD_APPS : PURVIEW,
    compliance: 'monitoring',
    why: `Microsoft rates the alert as ${severity}.`,
    whatToDo: 'Open the alert in the portal.',
    hits: [{ ...sample }],
    misses: [{ ...sample, [field]: 'Informational' }],
  });
}

function byName(id: number, parent: number, alert: NamedAlert, field: string, sample: object): Rule {
  const cloud = field === 'AlertDisplayName';
  return defineRule({
    id,
    level: alert.level,
    parent,
    fields: [matches(field, alert.name)],
    description: cloud
      ? 'Cloud Apps alert: $(office_365.AlertDisplayName) for $(office_365.UserId).'
      : 'Purview alert: $(office_365.Name) ($(office_365.Severity)).',
    groups: [...(cloud ? CLOUD_APPS : PURVIEW), ...(alert.level >= 9 ? ['attack'] : [])],
    compliance: 'monitoring',
    mitre: alert.mitre,
    why: alert.why,
    whatToDo: 'Open the alert in the portal; compare with our own alerts about the same user.',
    origin: 'Elastic, Sigma, Splunk.',
    hits: [{ ...sample }],
    misses: [{ ...sample, [field]: 'Some policy' }],
  });
}
