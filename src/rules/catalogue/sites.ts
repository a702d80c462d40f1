import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { changed, site, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1720 + offset;

const GROUPS = ['o365_sharepoint', 'o365_site'];

const policy = (name: string, newValue: string, oldValue: string) =>
  site('SharingPolicyChanged', {
    RecordType: 4,
    ModifiedProperties: changed({ [name]: [newValue, oldValue] }),
  });

/** Sites: who administers them and what they allow. */
export const SITES: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 8,
    parent: NODE.sites,
    fields: [operation('SiteCollectionAdminAdded')],
    description: 'SharePoint: $(office_365.UserId) added an administrator to $(office_365.SiteUrl).',
    groups: [...GROUPS, 'o365_privilege'],
    compliance: 'privilegeChange',
    mitre: ['T1098.003', 'T1213.002'],
    why: 'A site administrator reads everything on the site; on a OneDrive, everything of a person.',
    whatToDo: 'Check that the owner knows.',
    falsePositives: 'New sites, offboarding, backup products.',
    origin: 'Elastic, Sigma.',
    hits: [site('SiteCollectionAdminAdded')],
    misses: [
      site('SiteCollectionAdminRemoved'),
      site('SiteCollectionAdminAdded', { UserId: 'Microsoft\\ServiceOperator' }),
    ],
  }),
  defineRule({
    id: at(1),
    level: 11,
    parent: at(0),
    correlation: {
      frequency: 5,
      timeframeSeconds: 3600,
      matchedRule: at(0),
      same: ['UserId'],
      different: ['SiteUrl'],
    },
    description: 'SharePoint: $(office_365.UserId) added administrators to 5 sites within an hour.',
    groups: [...GROUPS, 'o365_privilege', 'attack'],
    compliance: 'privilegeChange',
    mitre: ['T1098.003', 'T1530'],
    why: 'Somebody is opening site after site.',
    whatToDo: 'Call the administrator; take the rights back; look at what was read.',
    falsePositives: 'Backup and governance products.',
    hits: [
      times(5, i =>
        site('SiteCollectionAdminAdded', { SiteUrl: `https://contoso.sharepoint.example/sites/${i}` }),
      ),
    ],
    misses: [times(5, () => site('SiteCollectionAdminAdded'))],
  }),
  defineRule({
    id: at(2),
    level: 5,
    parent: NODE.sites,
    fields: [
      operation(
        'PermissionLevelAdded',
        'PermissionLevelModified',
        'AddedToGroup',
        'SiteCollectionAdminRemoved',
        'SitePermissionsModified',
        'GroupAdded',
      ),
    ],
    description:
      'SharePoint: $(office_365.UserId) changed rights on $(office_365.SiteUrl): $(office_365.Operation).',
    groups: [...GROUPS, 'o365_privilege'],
    compliance: 'privilegeChange',
    mitre: ['T1098'],
    why: 'Who may do what on a site.',
    origin: 'Wazuh.',
    hits: [site('PermissionLevelAdded')],
    misses: [site('PermissionLevelAdded', { UserId: 'SHAREPOINT\\system' })],
  }),
  defineRule({
    id: at(3),
    level: 7,
    parent: NODE.sites,
    fields: [operation('SharingPolicyChanged')],
    description: 'SharePoint: $(office_365.UserId) changed the sharing policy of $(office_365.ObjectId).',
    groups: [...GROUPS, 'policy_changed'],
    compliance: 'policyChange',
    mitre: ['T1484'],
    why: 'With whom files may be shared.',
    whatToDo: 'Compare old and new value in ModifiedProperties.',
    origin: 'Splunk.',
    hits: [policy('DefaultLink', 'Internal', 'Direct')],
    misses: [site('SharingSet')],
  }),
  defineRule({
    id: at(4),
    level: 10,
    parent: at(3),
    fields: [
      matches(
        'ModifiedProperties',
        /"Name":\s*"(?:ShareWithGuests|ShareUsingAnonymousLinks|IsPublic|AllowGuestUser|AllowFederatedUsers|AllowTeamsConsumer|SharingCapability)",\s*"NewValue":\s*"(?:True|Enabled|ExternalUserAndGuestSharing|ExternalUserSharingOnly)",\s*"OldValue":\s*"(?:False|Disabled|Existing.*?)?"/i,
      ),
    ],
    description: 'SharePoint: $(office_365.UserId) weakened the sharing policy of $(office_365.ObjectId).',
    groups: [...GROUPS, 'policy_changed', 'o365_defence_off'],
    compliance: 'policyChange',
    mitre: ['T1562', 'T1484', 'T1567'],
    why: 'Files may leave that could not before.',
    whatToDo: 'Set it back unless it was planned.',
    origin: 'Elastic.',
    hits: [
      policy('ShareWithGuests', 'Enabled', 'Disabled'),
      policy('ShareUsingAnonymousLinks', 'True', 'False'),
    ],
    misses: [policy('ShareWithGuests', 'Disabled', 'Enabled')],
  }),
  defineRule({
    id: at(5),
    level: 8,
    parent: at(3),
    fields: [
      matches('ModifiedProperties', /"Name":\s*"(?:AllowDomainList|BlockDomainList|DenyDomainList)"/i),
    ],
    description:
      'SharePoint: $(office_365.UserId) changed the domains with which $(office_365.ObjectId) may share.',
    groups: [...GROUPS, 'policy_changed'],
    compliance: 'policyChange',
    mitre: ['T1484', 'T1136.003'],
    why: 'Files may go to further domains.',
    whatToDo: 'Look at the domains.',
    origin: 'Splunk.',
    hits: [policy('AllowDomainList', 'fabrikam.example', '')],
    misses: [policy('DefaultLink', 'Internal', 'Direct')],
  }),
  defineRule({
    id: at(6),
    level: 9,
    parent: NODE.sites,
    fields: [
      operation(
        'DeviceAccessPolicyChanged',
        'NetworkAccessPolicyChanged',
        'TenantDevicePolicyChanged',
        'UnmanagedDeviceAccessPolicyChanged',
        'ExemptUserAgentSet',
        'AllowCustomScriptPolicyChanged',
      ),
    ],
    description: 'SharePoint: $(office_365.UserId) changed an access policy: $(office_365.Operation)',
    groups: [...GROUPS, 'policy_changed'],
    compliance: 'policyChange',
    mitre: ['T1562'],
    why: 'From where and with which devices files can be reached.',
    whatToDo: 'Compare with what was agreed.',
    hits: [site('DeviceAccessPolicyChanged', { RecordType: 4 })],
    misses: [site('SharingPolicyChanged', { RecordType: 4 })],
  }),
  defineRule({
    id: at(7),
    level: 7,
    parent: NODE.sites,
    fields: [operation('SiteDeleted', 'SiteCollectionDeleted', 'HubSiteUnregistered')],
    description: 'SharePoint: $(office_365.UserId) deleted the site $(office_365.SiteUrl).',
    groups: GROUPS,
    compliance: 'dataLoss',
    mitre: ['T1485'],
    why: 'All files of a team.',
    whatToDo: 'Sites can be restored for 93 days.',
    hits: [site('SiteDeleted', { RecordType: 4 })],
    misses: [site('SiteCollectionCreated', { RecordType: 4 })],
  }),
  defineRule({
    id: at(8),
    level: 11,
    parent: at(7),
    correlation: { frequency: 3, timeframeSeconds: 1800, matchedRule: at(7), same: ['UserId'] },
    description: 'SharePoint: $(office_365.UserId) deleted 3 sites within 30 minutes.',
    groups: [...GROUPS, 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1485'],
    why: 'Destruction, or a script gone wrong.',
    whatToDo: 'Stop the session; restore the sites.',
    hits: [times(3, () => site('SiteDeleted', { RecordType: 4 }))],
    misses: [times(2, () => site('SiteDeleted', { RecordType: 4 }))],
  }),
];
