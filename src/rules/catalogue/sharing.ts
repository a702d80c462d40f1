import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { BOB, site, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1650 + offset;

const GROUPS = ['o365_sharepoint', 'o365_sharing'];

const PERSONAL_DOMAINS =
  /(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|proton(?:mail)?|gmx|web|aol|mail|yandex|qq|163)\.(?:com|net|org|de|fr|ru|me|co\.uk)/i;
const guestShare = (i = 0) =>
  site('SharingSet', {
    TargetUserOrGroupType: 'Guest',
    TargetUserOrGroupName: `guest${i}_fabrikam.example#EXT#@contoso.example`,
  });

/** Who lets whom at files. */
export const SHARING: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 6,
    parent: NODE.sharing,
    fields: [operation('AnonymousLinkCreated', 'AnonymousLinkUpdated')],
    description:
      'SharePoint: $(office_365.UserId) made a link for anybody to $(office_365.SourceFileName) ($(office_365.SiteUrl)).',
    groups: [...GROUPS, 'o365_exfiltration'],
    compliance: 'dataLoss',
    mitre: ['T1567', 'T1213.002'],
    why: 'Whoever has the link reads the file, without signing in.',
    whatToDo: 'Check that the content may be public; let such links expire.',
    origin: 'Elastic, Sigma.',
    hits: [site('AnonymousLinkCreated')],
    misses: [site('AnonymousLinkRemoved')],
  }),
  defineRule({
    id: at(1),
    level: 8,
    parent: at(0),
    fields: [matches('EventData', /Type.Edit|LimitedEdit|Contribute/)],
    description:
      'SharePoint: $(office_365.UserId) let anybody edit $(office_365.SourceFileName) ($(office_365.SiteUrl)).',
    groups: [...GROUPS, 'o365_exfiltration'],
    compliance: 'dataLoss',
    mitre: ['T1567', 'T1080'],
    why: 'Strangers can change the file, or put another in its place.',
    whatToDo: 'Make the link read-only or remove it.',
    hits: [site('AnonymousLinkCreated', { EventData: '<Type>Edit</Type>' })],
    misses: [site('AnonymousLinkCreated', { EventData: '<Type>View</Type>' })],
  }),
  defineRule({
    id: at(2),
    level: 10,
    parent: at(0),
    correlation: { frequency: 10, timeframeSeconds: 1800, matchedRule: at(0), same: ['UserId'] },
    description: 'SharePoint: $(office_365.UserId) made 10 links for anybody within 30 minutes.',
    groups: [...GROUPS, 'o365_exfiltration', 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1567', 'T1537'],
    why: 'A way to carry out many files without downloading them.',
    whatToDo: 'Remove the links; ask the user.',
    hits: [times(10, () => site('AnonymousLinkCreated'))],
    misses: [
      times(9, () => site('AnonymousLinkCreated')),
      times(10, i => site('AnonymousLinkCreated', { UserId: i === 9 ? BOB : 'carol@contoso.example' })),
    ],
  }),
  defineRule({
    id: at(3),
    level: 5,
    parent: NODE.sharing,
    fields: [operation('AnonymousLinkUsed')],
    description:
      'SharePoint: somebody at $(srcip) opened $(office_365.SourceFileName) by a link for anybody.',
    groups: GROUPS,
    compliance: 'dataAccess',
    mitre: ['T1213.002'],
    why: 'The link is in use.',
    hits: [site('AnonymousLinkUsed')],
    misses: [site('AnonymousLinkCreated')],
  }),
  defineRule({
    id: at(4),
    level: 8,
    parent: at(3),
    correlation: {
      frequency: 20,
      timeframeSeconds: 3600,
      ignoreSeconds: 300,
      matchedRule: at(3),
      sameAddress: true,
    },
    description: 'SharePoint: $(srcip) opened files by links for anybody 20 times within an hour.',
    groups: [...GROUPS, 'o365_exfiltration'],
    compliance: 'dataAccess',
    mitre: ['T1530'],
    why: 'Somebody collects what the links give.',
    whatToDo: 'Look at which links; remove them.',
    hits: [times(20, () => site('AnonymousLinkUsed'))],
    misses: [times(19, () => site('AnonymousLinkUsed'))],
  }),
  defineRule({
    id: at(5),
    level: 3,
    parent: NODE.sharing,
    fields: [
      operation(
        'SharingSet',
        'SharingInvitationCreated',
        'AddedToSecureLink',
        'SecureLinkCreated',
        'SecureLinkUpdated',
        'CompanyLinkCreated',
        'AddedToSharingLink',
        'SharingLinkCreated',
        'AccessRequestCreated',
      ),
    ],
    description:
      'SharePoint: $(office_365.UserId) shared $(office_365.SourceFileName): $(office_365.Operation).',
    groups: GROUPS,
    compliance: 'dataAccess',
    why: 'Sharing inside, or with people who sign in.',
    origin: 'Wazuh.',
    hits: [site('SharingSet'), site('CompanyLinkCreated')],
    misses: [site('SharingRevoked')],
  }),
  defineRule({
    id: at(6),
    level: 5,
    parent: at(5),
    fields: [is('TargetUserOrGroupType', 'Guest')],
    description:
      'SharePoint: $(office_365.UserId) shared $(office_365.SourceFileName) with the guest $(office_365.TargetUserOrGroupName).',
    groups: [...GROUPS, 'o365_guest'],
    compliance: 'dataLoss',
    mitre: ['T1567'],
    why: 'Somebody outside reads the file now.',
    hits: [guestShare()],
    misses: [site('SharingSet', { TargetUserOrGroupType: 'Member' })],
  }),
  defineRule({
    id: at(7),
    level: 8,
    parent: at(5),
    fields: [matches('TargetUserOrGroupName', PERSONAL_DOMAINS)],
    description:
      'SharePoint: $(office_365.UserId) shared $(office_365.SourceFileName) with the private address $(office_365.TargetUserOrGroupName).',
    groups: [...GROUPS, 'o365_guest', 'o365_exfiltration'],
    compliance: 'dataLoss',
    mitre: ['T1567', 'T1537'],
    why: 'Leaving employees and thieves send files to private addresses.',
    whatToDo: 'Check that the recipient is a customer or partner.',
    hits: [
      site('SharingSet', {
        TargetUserOrGroupType: 'Guest',
        TargetUserOrGroupName: 'somebody_gmail.com#EXT#@contoso.example',
      }),
    ],
    misses: [guestShare()],
  }),
  defineRule({
    id: at(8),
    level: 10,
    parent: at(6),
    correlation: { frequency: 10, timeframeSeconds: 3600, matchedRule: at(6), same: ['UserId'] },
    description: 'SharePoint: $(office_365.UserId) shared with guests 10 times within an hour.',
    groups: [...GROUPS, 'o365_guest', 'o365_exfiltration'],
    compliance: 'dataLoss',
    mitre: ['T1567'],
    why: 'Much leaves at once.',
    whatToDo: 'Ask the user; look at who the guests are.',
    falsePositives: 'The start of a project.',
    hits: [times(10, i => guestShare(i))],
    misses: [times(9, i => guestShare(i))],
  }),
  defineRule({
    id: at(9),
    level: 6,
    parent: NODE.sharing,
    fields: [operation('SharingInvitationBlocked')],
    description:
      'SharePoint: an invitation by $(office_365.UserId) to $(office_365.TargetUserOrGroupName) was blocked.',
    groups: [...GROUPS, 'policy_violation'],
    compliance: 'dataLoss',
    mitre: ['T1567'],
    why: 'Somebody tried to share with whom the policy forbids.',
    whatToDo: 'Ask what was needed.',
    origin: 'Wazuh.',
    hits: [site('SharingInvitationBlocked')],
    misses: [site('SharingInvitationCreated')],
  }),
];
