import { describe, expect, it } from 'vitest';
import { generatedRuleset, judge } from './generated-ruleset.ts';

/* The three alerts that the blog of 2020 shows, with its fields; values it had blanked out are ours. */
const ID = '77777777-0000-4000-8000-000000000001';
const SIGN_IN = {
  AzureActiveDirectoryEventType: 1,
  ResultStatus: 'Succeeded',
  ObjectId: ID,
  UserKey: ID,
  ActorIpAddress: '198.51.100.10',
  Operation: 'UserLoggedIn',
  OrganizationId: ID,
  ClientIP: '198.51.100.10',
  Workload: 'AzureActiveDirectory',
  IntraSystemId: ID,
  RecordType: 15,
  Version: 1,
  UserId: 'ada@contoso.example',
  TargetContextId: ID,
  CreationTime: '2020-03-19T16:48:02',
  Id: ID,
  InterSystemsId: ID,
  ApplicationId: ID,
  UserType: 0,
  ActorContextId: ID,
};
const FILE = {
  Site: ID,
  ObjectId: 'https://contoso-my.sharepoint.example/personal/ada/Documents/Book.xlsx',
  SourceFileName: 'Book.xlsx',
  UserKey: ID,
  ItemType: 'File',
  Operation: 'FileAccessed',
  OrganizationId: ID,
  SiteUrl: 'https://contoso-my.sharepoint.example/personal/ada',
  ClientIP: '198.51.100.10',
  SourceFileExtension: 'xlsx',
  Workload: 'OneDrive',
  SourceRelativeUrl: 'Documents',
  EventSource: 'SharePoint',
  RecordType: 6,
  ListId: ID,
  Version: 1,
  UserId: 'ada@contoso.example',
  WebId: ID,
  CreationTime: '2020-03-20T10:52:44',
  UserAgent: 'MSWAC',
  Id: ID,
  CorrelationId: ID,
  UserType: 0,
  ListItemUniqueId: ID,
};
const MAILBOX = {
  OrganizationName: 'contoso.example',
  ResultStatus: 'True',
  ObjectId:
    'EURPR00A000.prod.outlook.example/Microsoft Exchange Hosted Organizations/contoso.example/PeopleDirectoryShard',
  UserKey: 'NT AUTHORITY\\SYSTEM (w3wp)',
  ExternalAccess: true,
  Operation: 'New-Mailbox',
  OrganizationId: ID,
  ClientIP: '198.51.100.10',
  Workload: 'Exchange',
  RecordType: 1,
  OriginatingServer: 'SERVER (15.20.0000.000)',
  Version: 1,
  UserId: 'NT AUTHORITY\\SYSTEM (w3wp)',
  CreationTime: '2020-03-19T15:32:02',
  Id: ID,
  UserType: 3,
};

describe('the alerts of the blog', () => {
  const ruleset = generatedRuleset(file => file.installation !== 'optional');

  it.each([
    ['AzureActiveDirectory UserLoggedIn operation.', SIGN_IN],
    ['OneDrive FileAccessed operation.', FILE],
    ['Exchange New-Mailbox operation.', MAILBOX],
  ])('read as they did: %s', (description, event) => {
    const { rule, level, description: found, groups, alert } = judge(ruleset, event);

    expect({ rule, level, description: found, groups, alert }).toEqual({
      rule: 100_002,
      level: 5,
      description,
      groups: ['office_365'],
      alert: true,
    });
  });

  it('are what an unheard-of event gets as well', () => {
    expect(judge(ruleset, { Workload: 'Unheard', Operation: 'Of', RecordType: 99_999 })).toMatchObject({
      rule: 100_002,
      level: 5,
      description: 'Unheard Of operation.',
      groups: ['office_365'],
    });
  });

  it('do not come for an event without an operation', () => {
    expect(judge(ruleset, { Workload: 'Exchange', RecordType: 1 }).rule).toBeUndefined();
  });
});
