import type { Alert } from '../read/alert.ts';
import { cutText } from '../read/cut-text.ts';
import { isFields } from '../read/parse-alert.ts';

/** What tells the meaning of a cmdlet or a changed property, in the order in which it is shown. */
const TELLING = new Set([
  'User',
  'Trustee',
  'AccessRights',
  'ForwardTo',
  'RedirectTo',
  'ForwardAsAttachmentTo',
  'ForwardingSmtpAddress',
  'ForwardingAddress',
  'BlindCopyTo',
  'JournalEmailAddress',
  'DeleteMessage',
  'MoveToFolder',
  'SubjectContainsWords',
  'SubjectOrBodyContainsWords',
  'GrantSendOnBehalfTo',
  'AuditEnabled',
  'AuditDisabled',
  'AuditBypassEnabled',
  'UnifiedAuditLogIngestionEnabled',
  'Role',
  'Member',
  'AutoForwardEnabled',
  'Role.DisplayName',
  'AppRole.Value',
  'DelegatedPermissionGrant.Scope',
  'DelegatedPermissionGrant.ConsentType',
  'ConsentContext.OnBehalfOfAll',
  'Group.DisplayName',
]);
/** `EURPR04A010.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/contoso.onmicrosoft.com/` */
const EXCHANGE_PATH = /^[^/]+\/Microsoft Exchange Hosted Organizations\/[^/]+\/(?=[^/])/;
const MAX_PARTS = 4;

/** What was changed in few words: `Identity: …; ForwardTo: …` of a cmdlet, `Role.DisplayName: …` of a directory change, who was shared with. */
export function describeChange(alert: Alert): string {
  const { event } = alert;
  const parts = [
    ...tellingOf(event['Parameters'], 'Value'),
    ...tellingOf(event['ModifiedProperties'], 'NewValue'),
    ...tellingOf(event['OperationProperties'], 'Value'),
  ];
  const target = cutText(event['TargetUserOrGroupName'], 120);
  if (target !== '') parts.unshift(`with ${target}`);
  return cutText(parts.slice(0, MAX_PARTS).join('; '), 240);
}

function tellingOf(list: unknown, valueKey: string): string[] {
  if (!Array.isArray(list)) return [];
  const parts: string[] = [];
  for (const entry of list.slice(0, 100) as unknown[]) {
    if (!isFields(entry)) continue;
    const name = entry['Name'];
    if (typeof name !== 'string' || !TELLING.has(name)) continue;
    const value = cutText(entry[valueKey], 80).trim();
    if (value !== '' && value !== 'False') parts.push(`${name}: ${value}`);
  }
  return parts;
}

/** What a change was made to: the mailbox of a cmdlet, else the object, without the long path of a directory in front. */
export function changedObject(alert: Alert): string {
  const { event } = alert;
  const parameters: unknown = event['Parameters'];
  if (Array.isArray(parameters)) {
    for (const entry of parameters.slice(0, 100) as unknown[]) {
      if (isFields(entry) && entry['Name'] === 'Identity') return cutText(entry['Value'], 160);
    }
  }
  return cutText(event['MailboxOwnerUPN'], 160) || alert.object.replace(EXCHANGE_PATH, '');
}
