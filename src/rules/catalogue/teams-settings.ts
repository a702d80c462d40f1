import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches, nameValue, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { cmdlet, teams } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2250 + offset;

const GROUPS = ['o365_teams'];

const setting = (Name: string, NewValue: string, OldValue: string) =>
  teams('TeamsTenantSettingChanged', { Name, NewValue, OldValue });
const skype = (name: string, parameters: Readonly<Record<string, string>> = {}) =>
  cmdlet(name, parameters, { Workload: 'SkypeForBusiness', RecordType: 23 });

/** What the tenant allows in Teams. */
export const TEAMS_SETTINGS: readonly Rule[] = [
  defineRule({
    id: at(4),
    level: 6,
    parent: NODE.teams,
    fields: [
      operation(
        'TeamsTenantSettingChanged',
        'TeamSettingChanged',
        'ChannelSettingChanged',
        'TeamsAdminAction',
      ),
    ],
    description:
      'Teams: $(office_365.UserId) changed a setting: $(office_365.Name) is $(office_365.NewValue).',
    groups: [...GROUPS, 'policy_changed'],
    compliance: 'policyChange',
    why: 'What users may do.',
    whatToDo: 'Compare with what was agreed.',
    origin: 'SOCFortress.',
    hits: [setting('Allow email into channel', 'False', 'True')],
    misses: [teams('TeamCreated')],
  }),
  defineRule({
    id: at(5),
    level: 9,
    parent: at(4),
    fields: [
      matches(
        'Name',
        /sideload|custom app|third.?party app|external app|external access|federat|unmanaged|consumer|guest|anonymous/i,
      ),
      is('NewValue', 'true', 'enabled', 'on'),
    ],
    description:
      'Teams: $(office_365.UserId) opened the tenant: $(office_365.Name) is $(office_365.NewValue).',
    groups: [...GROUPS, 'policy_changed', 'o365_defence_off'],
    compliance: 'policyChange',
    mitre: ['T1562', 'T1484'],
    why: 'Own apps, strangers or guests are let in.',
    whatToDo: 'Set it back unless it was planned.',
    origin: 'Elastic.',
    hits: [setting('Allow sideloading and interaction of custom apps', 'True', 'False')],
    misses: [setting('Allow sideloading and interaction of custom apps', 'False', 'True')],
  }),
  defineRule({
    id: at(13),
    level: 9,
    parent: NODE.teams,
    fields: [
      operation('Set-CsTenantFederationConfiguration'),
      nameValue(
        'Parameters',
        ['AllowFederatedUsers', 'AllowPublicUsers', 'AllowTeamsConsumer', 'AllowTeamsConsumerInbound'],
        /True/i,
      ),
    ],
    description: 'Teams: $(office_365.UserId) opened chats to other organisations or private accounts.',
    groups: [...GROUPS, 'policy_changed', 'o365_defence_off'],
    compliance: 'policyChange',
    mitre: ['T1562', 'T1484', 'T1566.003'],
    why: 'Strangers may write to your users.',
    whatToDo: 'Allow single domains.',
    origin: 'Elastic.',
    hits: [skype('Set-CsTenantFederationConfiguration', { AllowFederatedUsers: 'True' })],
    misses: [skype('Set-CsTenantFederationConfiguration', { AllowFederatedUsers: 'False' })],
  }),
  defineRule({
    id: at(14),
    level: 8,
    parent: NODE.teams,
    fields: [
      matches(
        'Operation',
        /^(?:Set|New|Grant)-CsTeams(?:ClientConfiguration|GuestMessaging|GuestCalling|GuestMeeting|AppPermissionPolicy|AppSetupPolicy)/i,
      ),
      nameValue(
        'Parameters',
        [
          'AllowGuestUser',
          'AllowExternalAppOnly',
          'AllowThirdPartyApps',
          'AllowSideLoading',
          'AllowUserEditMessage',
          'DefaultCatalogAppsType',
          'GlobalCatalogAppsType',
          'PrivateCatalogAppsType',
        ],
        /(?:True|BlockedAppList)/i,
      ),
    ],
    description: 'Teams: $(office_365.UserId) let guests or apps in: $(office_365.Operation)',
    groups: [...GROUPS, 'policy_changed', 'o365_defence_off'],
    compliance: 'policyChange',
    mitre: ['T1484', 'T1098'],
    why: 'Guests, or apps nobody checked, may be used.',
    whatToDo: 'Compare with what was agreed.',
    origin: 'Elastic.',
    hits: [skype('Set-CsTeamsClientConfiguration', { AllowGuestUser: 'True' })],
    misses: [skype('Set-CsTeamsClientConfiguration', { AllowGuestUser: 'False' })],
  }),
  defineRule({
    id: at(15),
    level: 5,
    parent: NODE.teams,
    fields: [matches('Operation', /^(?:Set|New|Remove|Grant)-Cs/i)],
    description: 'Teams: $(office_365.UserId) ran $(office_365.Operation).',
    groups: [...GROUPS, 'policy_changed'],
    compliance: 'policyChange',
    why: 'A policy of Teams.',
    hits: [skype('Set-CsTeamsMeetingPolicy')],
    misses: [skype('Get-CsTeamsMeetingPolicy')],
  }),
];
