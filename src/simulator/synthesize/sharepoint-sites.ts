import type { AuditEvent, Json } from '../../events/audit-event.ts';
import type { Draw } from './draw.ts';
import type { Recipe } from './recipe.ts';
import { type SharePointWorkload, siteAction, siteUrl } from './sharepoint-base.ts';
import { fileName, subject } from './texts.ts';

/** Sharing of one file with somebody: `TargetUserOrGroup…`, and what was granted as a bit of XML. */
function sharing(
  draw: Draw,
  workload: SharePointWorkload,
  target: readonly [type: string, name: string] | null,
  eventData: string,
): AuditEvent {
  const site = siteUrl(draw, workload);
  const file = fileName(draw.rng);
  return {
    ...siteAction(draw, 'File'),
    ObjectId: `${site}Documents/${file.name}`,
    ListId: draw.guid(),
    ListItemUniqueId: draw.guid(),
    EventData: eventData,
    SourceFileExtension: file.extension,
    SourceFileName: file.name,
    SourceRelativeUrl: `Documents/${file.name}`,
    SiteUrl: site,
    UniqueSharingId: draw.guid(),
    ...(target === null ? {} : { TargetUserOrGroupType: target[0], TargetUserOrGroupName: target[1] }),
  };
}

const EDIT = '<Type>Edit</Type><MembersCanShareApplied>False</MembersCanShareApplied>';
const GRANTED = '<Permissions granted>System.LimitedEdit</Permissions granted>';

function shared(
  operation: string,
  weight: number,
  who: 'guest' | 'member' | 'group' | 'nobody',
  workload: SharePointWorkload = 'SharePoint',
): Recipe {
  return {
    operation,
    workload,
    recordType: 14,
    contentType: 'Audit.SharePoint',
    weight,
    fields: draw => {
      const targets = {
        guest: ['Guest', `visitor${draw.digits}@partner.example`],
        member: ['Member', draw.other.upn],
        group: ['SecurityGroup', 'Everyone except external users'],
        nobody: null,
      } as const;
      return sharing(draw, workload, targets[who], who === 'nobody' ? EDIT : GRANTED);
    },
  };
}

function siteAdmin(draw: Draw): AuditEvent {
  const site = siteUrl(draw, 'SharePoint');
  return {
    ...siteAction(draw, 'Web'),
    ObjectId: site,
    SiteUrl: site,
    ModifiedProperties: [{ Name: 'SiteAdmin', NewValue: draw.other.upn, OldValue: '' }],
    TargetUserOrGroupType: 'Member',
    TargetUserOrGroupName: draw.other.upn,
  };
}

function site(draw: Draw, itemType: string, more: AuditEvent): AuditEvent {
  const url = siteUrl(draw, 'SharePoint');
  return { ...siteAction(draw, itemType), ObjectId: url, SiteUrl: url, ...more };
}

function sharingPolicy(draw: Draw): AuditEvent {
  const changes = draw.rng.pick<Json[]>([
    [{ Name: 'ShareWithGuests', NewValue: 'Enabled', OldValue: 'Disabled' }],
    [{ Name: 'ShareUsingAnonymousLinks', NewValue: 'True', OldValue: 'False' }],
    [{ Name: 'AllowDomainList', NewValue: 'partner.example', OldValue: '' }],
  ]);
  return site(draw, 'Site', { ModifiedProperties: changes });
}

function search(draw: Draw): AuditEvent {
  const text = draw.rng.pick(['password', 'vpn config', 'payroll', 'lunch menu', subject(draw.rng)]);
  return site(draw, 'Page', { SearchQueryText: text, QuerySource: 'SearchBox', ScenarioName: 'Search' });
}

function list(draw: Draw): AuditEvent {
  return site(draw, 'List', {
    ListId: draw.guid(),
    ListTitle: 'Documents',
    ListBaseType: 'DocumentLibrary',
    ListBaseTemplateType: '101',
    IsDocLib: true,
    ItemCount: draw.rng.int(0, 900),
    DoNotDistributeEvent: true,
  });
}

function plain(
  operation: string,
  recordType: number,
  weight: number,
  fields: (draw: Draw) => AuditEvent,
): Recipe {
  return { operation, workload: 'SharePoint', recordType, contentType: 'Audit.SharePoint', weight, fields };
}

/** Sharing, sites, lists and searches. */
export const SHAREPOINT_SITES: readonly Recipe[] = [
  shared('SharingSet', 4, 'group'),
  shared('SharingInvitationCreated', 2, 'guest'),
  shared('SharingInvitationBlocked', 1, 'guest'),
  shared('AddedToSecureLink', 3, 'guest', 'OneDrive'),
  shared('SecureLinkCreated', 2, 'nobody', 'OneDrive'),
  shared('AnonymousLinkCreated', 2, 'nobody', 'OneDrive'),
  shared('AnonymousLinkUsed', 2, 'nobody', 'OneDrive'),
  shared('CompanyLinkCreated', 2, 'nobody'),
  shared('AddedToGroup', 2, 'member'),
  shared('AccessRequestCreated', 1, 'member'),
  shared('SharingInheritanceBroken', 1, 'nobody'),
  plain('SiteCollectionAdminAdded', 14, 1, siteAdmin),
  plain('SiteCollectionCreated', 4, 1, draw =>
    site(draw, 'Site', { EventData: '<SiteTemplate>GROUP#0</SiteTemplate>' }),
  ),
  plain('PermissionLevelAdded', 4, 1, draw =>
    site(draw, 'Web', { EventData: '<Basepermissions>ManageLists</Basepermissions>' }),
  ),
  plain('SharingPolicyChanged', 4, 1, sharingPolicy),
  plain('ManagedSyncClientAllowed', 4, 2, draw =>
    site(draw, 'DocumentLibrary', { MachineId: draw.guid(), MachineDomainInfo: draw.guid() }),
  ),
  plain('SearchQueryPerformed', 4, 6, search),
  plain('PageViewed', 4, 12, draw => site(draw, 'Page', { CustomUniqueId: true })),
  plain('ClientViewSignaled', 4, 3, draw => site(draw, 'Page', {})),
  plain('ListViewed', 36, 4, list),
  plain('ListUpdated', 36, 3, list),
  plain('ListColumnCreated', 56, 1, list),
];
