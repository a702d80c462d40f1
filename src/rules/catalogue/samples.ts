import type { SampleEvent } from '../model.ts';

/* Test events, all made up: the shapes are Microsoft's, the values are ours. */

export const ADA = 'ada@contoso.example';
export const BOB = 'bob@contoso.example';
export const ADMIN = 'admin@contoso.example';

/** `{Name, Value}` entries as Parameters, ExtendedProperties, OperationProperties and DeviceProperties hold them. */
export function named(entries: Readonly<Record<string, string>>): readonly SampleEvent[] {
  return Object.entries(entries).map(([Name, Value]) => ({ Name, Value }));
}

/** `{Name, NewValue, OldValue}` entries as ModifiedProperties holds them. */
export function changed(
  entries: Readonly<Record<string, readonly [newValue: string, oldValue: string]>>,
): readonly SampleEvent[] {
  return Object.entries(entries).map(([Name, [NewValue, OldValue]]) => ({ Name, NewValue, OldValue }));
}

/** As many events as asked for, made from their number. */
export function times(count: number, make: (index: number) => SampleEvent): readonly SampleEvent[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** A successful sign-in. `extended` are further ExtendedProperties. */
export function signIn(over: SampleEvent = {}, extended: Readonly<Record<string, string>> = {}): SampleEvent {
  return {
    Workload: 'AzureActiveDirectory',
    RecordType: 15,
    Operation: 'UserLoggedIn',
    ResultStatus: 'Success',
    UserType: 0,
    UserId: ADA,
    ClientIP: '198.51.100.10',
    ActorIpAddress: '198.51.100.10',
    ApplicationId: '11111111-0000-4000-8000-000000000001',
    ObjectId: '11111111-0000-4000-8000-000000000002',
    ErrorNumber: '0',
    ExtendedProperties: named({
      ResultStatusDetail: 'Success',
      UserAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edge/126.0',
      RequestType: 'Login:login',
      ...extended,
    }),
    DeviceProperties: named({ OS: 'Windows 10', SessionId: '22222222-0000-4000-8000-000000000001' }),
    ...over,
  };
}

/** A failed sign-in with one of Entra's error numbers. */
export function failedSignIn(ErrorNumber: string, over: SampleEvent = {}): SampleEvent {
  return { ...signIn({ Operation: 'UserLoginFailed', ErrorNumber, LogonError: 'SomeError' }), ...over };
}

/** A change in the directory. */
export function directory(Operation: string, over: SampleEvent = {}): SampleEvent {
  return {
    Workload: 'AzureActiveDirectory',
    RecordType: 8,
    Operation,
    ResultStatus: 'Success',
    UserType: 0,
    UserId: ADMIN,
    ObjectId: BOB,
    ModifiedProperties: [],
    Target: [{ ID: BOB, Type: 5 }],
    ...over,
  };
}

/** An administration cmdlet with its parameters. */
export function cmdlet(
  Operation: string,
  parameters: Readonly<Record<string, string>> = {},
  over: SampleEvent = {},
): SampleEvent {
  return {
    Workload: 'Exchange',
    RecordType: 1,
    Operation,
    ResultStatus: 'True',
    UserType: 2,
    UserId: ADMIN,
    ObjectId: 'bob',
    ClientIP: '198.51.100.20:51234',
    Parameters: named({ Identity: 'bob', ...parameters }),
    ...over,
  };
}

/** What the same cmdlet looks like when Microsoft's own machinery runs it. */
export function systemCmdlet(
  Operation: string,
  parameters: Readonly<Record<string, string>> = {},
): SampleEvent {
  return cmdlet(Operation, parameters, { UserType: 3, UserId: 'NT AUTHORITY\\SYSTEM (w3wp)' });
}

/** An entry of a mailbox's audit log. */
export function mailbox(Operation: string, over: SampleEvent = {}): SampleEvent {
  return {
    Workload: 'Exchange',
    RecordType: 2,
    Operation,
    ResultStatus: 'Succeeded',
    UserType: 0,
    UserId: ADA,
    MailboxOwnerUPN: ADA,
    MailboxGuid: '33333333-0000-4000-8000-000000000001',
    ClientIPAddress: '198.51.100.10',
    ClientInfoString: 'Client=OWA;',
    LogonType: 0,
    ...over,
  };
}

/** A file operation in SharePoint or OneDrive. */
export function file(Operation: string, over: SampleEvent = {}): SampleEvent {
  return {
    Workload: 'OneDrive',
    RecordType: 6,
    Operation,
    UserType: 0,
    UserId: ADA,
    ClientIP: '198.51.100.10',
    ItemType: 'File',
    ObjectId: 'https://contoso-my.sharepoint.example/personal/ada/Documents/plan.docx',
    SiteUrl: 'https://contoso-my.sharepoint.example/personal/ada',
    SourceFileName: 'plan.docx',
    SourceFileExtension: 'docx',
    UserAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edge/126.0',
    ...over,
  };
}

/** A sharing or site operation in SharePoint. */
export function site(Operation: string, over: SampleEvent = {}): SampleEvent {
  return file(Operation, { Workload: 'SharePoint', RecordType: 14, ...over });
}

/** An event of the Purview or Defender portal. */
export function purview(Operation: string, over: SampleEvent = {}): SampleEvent {
  return {
    Workload: 'SecurityComplianceCenter',
    RecordType: 24,
    Operation,
    ResultStatus: 'Success',
    UserType: 0,
    UserId: ADMIN,
    ObjectId: 'case one',
    ...over,
  };
}

/** An alert of the Purview portal. */
export function purviewAlert(Name: string, Severity: string, over: SampleEvent = {}): SampleEvent {
  return purview('AlertTriggered', {
    RecordType: 40,
    UserType: 4,
    UserId: 'SecurityComplianceAlerts',
    Name,
    Severity,
    Category: 'ThreatManagement',
    ...over,
  });
}

/** An event of Teams. */
export function teams(Operation: string, over: SampleEvent = {}): SampleEvent {
  return {
    Workload: 'MicrosoftTeams',
    RecordType: 25,
    Operation,
    UserType: 0,
    UserId: ADA,
    ClientIP: '198.51.100.10',
    ...over,
  };
}
