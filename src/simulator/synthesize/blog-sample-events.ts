import type { AuditEvent } from '../../events/audit-event.ts';
import type { ContentType } from '../../events/content-type.ts';

const TENANT = '10000000-0000-4000-8000-000000000001';
const USER_OBJECT = '30000000-0000-4000-8000-000000000017';
const SYSTEM = 'NT AUTHORITY\\SYSTEM (w3wp)';
const SITE = 'https://contoso-my.sharepoint.example/personal/someone_contoso_example/';

/**
 * The three events behind the sample alerts of Wazuh's blog post of 2020, rebuilt: the same fields with the same forms, and the
 * same values wherever the post shows them. What it masks is made up here; its user is `someone@contoso.example`.
 */
export const BLOG_SAMPLE_EVENTS: readonly {
  readonly contentType: ContentType;
  readonly event: AuditEvent;
}[] = [
  {
    contentType: 'Audit.AzureActiveDirectory',
    event: {
      CreationTime: '2020-03-19T16:48:02',
      Id: '40000000-0000-4000-8000-000000000001',
      Operation: 'UserLoggedIn',
      OrganizationId: TENANT,
      RecordType: 15,
      ResultStatus: 'Succeeded',
      UserKey: USER_OBJECT,
      UserType: 0,
      Version: 1,
      Workload: 'AzureActiveDirectory',
      ClientIP: '203.0.113.17',
      ObjectId: '00000003-0000-0ff1-ce00-000000000000',
      UserId: 'someone@contoso.example',
      AzureActiveDirectoryEventType: 1,
      ActorContextId: TENANT,
      ActorIpAddress: '203.0.113.17',
      InterSystemsId: '50000000-0000-4000-8000-000000000001',
      IntraSystemId: '50000000-0000-4000-8000-000000000002',
      TargetContextId: TENANT,
      ApplicationId: '4765445b-32c6-49b0-83e6-1d93765276ca',
    },
  },
  {
    contentType: 'Audit.SharePoint',
    event: {
      CreationTime: '2020-03-20T10:52:44',
      Id: '40000000-0000-4000-8000-000000000002',
      Operation: 'FileAccessed',
      OrganizationId: TENANT,
      RecordType: 6,
      UserKey: 'i:0h.f|membership|1003200000000017@live.com',
      UserType: 0,
      Version: 1,
      Workload: 'OneDrive',
      ClientIP: '203.0.113.17',
      ObjectId: `${SITE}Documents/Book.xlsx`,
      UserId: 'someone@contoso.example',
      CorrelationId: '50000000-0000-4000-8000-000000000003',
      EventSource: 'SharePoint',
      ItemType: 'File',
      ListId: '50000000-0000-4000-8000-000000000004',
      ListItemUniqueId: '50000000-0000-4000-8000-000000000005',
      Site: '50000000-0000-4000-8000-000000000006',
      UserAgent: 'MSWAC',
      WebId: '50000000-0000-4000-8000-000000000007',
      SourceFileExtension: 'xlsx',
      SiteUrl: SITE,
      SourceFileName: 'Book.xlsx',
      SourceRelativeUrl: 'Documents',
    },
  },
  {
    contentType: 'Audit.Exchange',
    event: {
      CreationTime: '2020-03-19T15:32:02',
      Id: '40000000-0000-4000-8000-000000000003',
      Operation: 'New-Mailbox',
      OrganizationId: TENANT,
      RecordType: 1,
      ResultStatus: 'True',
      UserKey: SYSTEM,
      UserType: 3,
      Version: 1,
      Workload: 'Exchange',
      ClientIP: '[2001:db8:17::5]:54088',
      ObjectId:
        'EURPR04A010.prod.outlook.com/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.example/PeopleDirectoryShard_eur_replica_2',
      UserId: SYSTEM,
      ExternalAccess: true,
      OrganizationName: 'contoso.onmicrosoft.example',
      OriginatingServer: 'DB6PR00MB0017 (15.20.2814.021)',
    },
  },
];
