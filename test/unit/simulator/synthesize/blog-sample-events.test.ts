import { describe, expect, it } from 'vitest';
import { BLOG_SAMPLE_EVENTS } from '../../../../src/simulator/synthesize/blog-sample-events.ts';

/** Field names of the post's three sample alerts, and the values that it shows (all else is masked there). */
const ALERTS = [
  {
    fields:
      'AzureActiveDirectoryEventType ResultStatus ObjectId UserKey ActorIpAddress Operation OrganizationId ClientIP Workload IntraSystemId RecordType Version UserId TargetContextId CreationTime Id InterSystemsId ApplicationId UserType ActorContextId',
    shown: {
      AzureActiveDirectoryEventType: '1',
      ResultStatus: 'Succeeded',
      Operation: 'UserLoggedIn',
      Workload: 'AzureActiveDirectory',
      RecordType: '15',
      Version: '1',
      CreationTime: '2020-03-19T16:48:02',
      UserType: '0',
    },
  },
  {
    fields:
      'Site ObjectId SourceFileName UserKey ItemType Operation OrganizationId SiteUrl ClientIP SourceFileExtension Workload SourceRelativeUrl EventSource RecordType ListId Version UserId WebId CreationTime UserAgent Id CorrelationId UserType ListItemUniqueId',
    shown: {
      SourceFileName: 'Book.xlsx',
      ItemType: 'File',
      Operation: 'FileAccessed',
      SourceFileExtension: 'xlsx',
      Workload: 'OneDrive',
      SourceRelativeUrl: 'Documents',
      EventSource: 'SharePoint',
      RecordType: '6',
      Version: '1',
      CreationTime: '2020-03-20T10:52:44',
      UserAgent: 'MSWAC',
      UserType: '0',
    },
  },
  {
    fields:
      'OrganizationName ResultStatus ObjectId UserKey ExternalAccess Operation OrganizationId ClientIP Workload RecordType OriginatingServer Version UserId CreationTime Id UserType',
    shown: {
      ResultStatus: 'True',
      UserKey: 'NT AUTHORITY\\SYSTEM (w3wp)',
      ExternalAccess: 'true',
      Operation: 'New-Mailbox',
      Workload: 'Exchange',
      RecordType: '1',
      Version: '1',
      UserId: 'NT AUTHORITY\\SYSTEM (w3wp)',
      CreationTime: '2020-03-19T15:32:02',
      UserType: '3',
    },
  },
] as const;

describe('the events behind the blog’s sample alerts', () => {
  it.each(ALERTS.map((alert, n) => ({ ...alert, n })))(
    'have the fields and the shown values of $shown.Operation',
    alert => {
      const event = BLOG_SAMPLE_EVENTS[alert.n]?.event ?? {};
      // Wazuh turns numbers and booleans into texts: the alerts show "15" for the 15 on the wire.
      const asShown = Object.fromEntries(
        Object.entries(event).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      );

      expect(Object.keys(event).sort()).toEqual(alert.fields.split(' ').sort());
      expect(asShown).toMatchObject(alert.shown);
    },
  );

  it('have numbers and booleans where Microsoft sends them', () => {
    for (const { event } of BLOG_SAMPLE_EVENTS) {
      expect([event['RecordType'], event['UserType'], event['Version']].every(Number.isInteger)).toBe(true);
    }
    expect(BLOG_SAMPLE_EVENTS[2]?.event['ExternalAccess']).toBe(true);
  });

  it('are of three content types and name nobody', () => {
    expect(new Set(BLOG_SAMPLE_EVENTS.map(one => one.contentType)).size).toBe(3);
    expect(BLOG_SAMPLE_EVENTS.slice(0, 2).map(one => one.event['UserId'])).toEqual([
      'someone@contoso.example',
      'someone@contoso.example',
    ]);
  });
});
