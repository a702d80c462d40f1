import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE, GENERIC_RULE_ID } from '../id-blocks.ts';
import type { Theme } from '../model.ts';
import { isNot } from '../patterns.ts';

/**
 * Operations that stay with the generic rule as long as no detection claims them: the three alerts that the blog shows. They are also
 * the most frequent events of a tenant.
 */
export const BLOG_OPERATIONS = ['UserLoggedIn', 'FileAccessed', 'New-Mailbox'] as const;

/** Workload as Microsoft spells it, our group for it. The order is the order of the ids: append only. */
const WORKLOADS = [
  ['AzureActiveDirectory', 'o365_entra'],
  ['Exchange', 'o365_exchange'],
  ['SharePoint', 'o365_sharepoint'],
  ['OneDrive', 'o365_onedrive'],
  ['MicrosoftTeams', 'o365_teams'],
  ['SecurityComplianceCenter', 'o365_compliance'],
  ['ThreatIntelligence', 'o365_threat_intelligence'],
  ['AirInvestigation', 'o365_air_investigation'],
  ['MCAS', 'o365_cloud_app_security'],
  ['AppGovernance', 'o365_app_governance'],
  ['Aip', 'o365_information_protection'],
  ['Endpoint', 'o365_endpoint'],
  ['Copilot', 'o365_copilot'],
  ['PowerBI', 'o365_power_bi'],
  ['MicrosoftForms', 'o365_forms'],
  ['Yammer', 'o365_yammer'],
  ['SkypeForBusiness', 'o365_skype'],
  ['ComplianceManager', 'o365_compliance_manager'],
  ['TeamsEvalDataHub', 'o365_teams_eval_data_hub'],
] as const;

export const WORKLOAD_RULES: Theme = {
  name: 'workloads',
  title: 'Workloads',
  rules: WORKLOADS.map(([workload, group], index) =>
    defineRule({
      id: DEFAULT_RULE_BASE + 10 + index,
      level: 5,
      parent: GENERIC_RULE_ID,
      fields: [
        { name: 'Workload', kind: 'osregex', pattern: `^${workload}$` },
        isNot('Operation', ...BLOG_OPERATIONS),
      ],
      description: '$(office_365.Workload) $(office_365.Operation) operation.',
      groups: [group],
      why: `An event of ${workload} whose record type nobody has named yet.`,
      whatToDo: 'Nothing by itself.',
      hits: [{ Workload: workload, Operation: 'SomethingNew', RecordType: 99999 }],
      misses: [{ Workload: `${workload}2`, Operation: 'SomethingNew', RecordType: 99999 }],
    }),
  ),
};
