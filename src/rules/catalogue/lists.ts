import { defineNode, defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule, Sample, SampleEvent, Theme } from '../model.ts';
import { matches } from '../patterns.ts';
import { CONSENT } from './consents.ts';
import { INBOX_RULE } from './inbox-rules.ts';
import { MAILBOX } from './mailbox-cmdlets.ts';
import { MAIL_ACCESS } from './mailbox-reading.ts';
import { cmdlet, changed, directory, failedSignIn, mailbox, named, times } from './samples.ts';
import { FAILED } from './sign-in-failures.ts';
import { ALLOWED_APP, TRUSTED_ADDRESS, VIP } from './user-lists.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2600 + offset;

/** Read after the detections, whose children these are. */
export const LIST_ADJUSTMENTS: Theme = {
  name: 'lists',
  title: 'VIPs, allowed applications, trusted networks',
  rules: [
    vip(10, INBOX_RULE.any, 6, 'an inbox rule was set', vipRule({ MoveToFolder: 'News' })),
    vip(
      11,
      INBOX_RULE.forwards,
      13,
      'an inbox rule forwards mail',
      vipRule({ ForwardTo: 'x@fabrikam.example' }),
    ),
    vip(12, INBOX_RULE.hides, 12, 'an inbox rule hides mail', vipRule({ DeleteMessage: 'True' })),
    vip(
      13,
      INBOX_RULE.clientAny,
      9,
      'inbox rules were changed in Outlook',
      mailbox('UpdateInboxRules', { UserId: VIP }),
    ),
    vip(
      14,
      FAILED.fatigue,
      13,
      'a flood of second factor prompts',
      times(5, () => failedSignIn('500121', { UserId: VIP })),
    ),
    vip(15, FAILED.lockout, 9, 'the account was locked out', failedSignIn('50053', { UserId: VIP })),
    ...lowered({
      offset: 20,
      parent: CONSENT.given,
      list: 'o365-allowed-apps',
      field: 'ObjectId',
      fields: [],
      description:
        'Entra ID: $(office_365.UserId) consented to the allowed application $(office_365.ObjectId).',
      groups: ['o365_entra', 'o365_consent'],
      hit: directory('Consent to application.', {
        ObjectId: ALLOWED_APP,
        ModifiedProperties: changed({ 'ConsentContext.OnBehalfOfAll': ['True', ''] }),
      }),
    }),
    ...lowered({
      offset: 30,
      parent: FAILED.any,
      list: 'o365-trusted-networks',
      field: 'srcip',
      // What says more than "wrong password" is never lowered: a refused second factor, a blocked risk.
      fields: [matches('ErrorNumber', /^(?:50126|50053|50034|51004|50020)$/)],
      description:
        'Entra ID: failed sign-in of $(office_365.UserId) from the trusted address $(srcip): $(office_365.LogonError).',
      groups: ['o365_entra', 'o365_sign_in', 'authentication_failed'],
      hit: failedSignIn('50126', { ClientIP: TRUSTED_ADDRESS, ActorIpAddress: TRUSTED_ADDRESS }),
    }),
    ...lowered({
      offset: 32,
      parent: MAIL_ACCESS.webServices,
      list: 'o365-allowed-apps',
      field: 'ClientAppId',
      fields: [],
      description:
        'Exchange: the allowed application $(office_365.ClientAppId) read mail of $(office_365.MailboxOwnerUPN) by web services.',
      groups: ['o365_exchange', 'o365_application_access'],
      hit: mailbox('MailItemsAccessed', {
        RecordType: 50,
        ClientInfoString: 'Client=WebServices;ExchangeWebServices',
        ClientAppId: ALLOWED_APP,
        OperationProperties: named({ MailAccessType: 'Bind' }),
      }),
    }),
    ...lowered({
      offset: 34,
      parent: MAIL_ACCESS.graph,
      list: 'o365-allowed-apps',
      field: 'ClientAppId',
      fields: [],
      description:
        'Exchange: the allowed application $(office_365.ClientAppId) read mail of $(office_365.MailboxOwnerUPN) by Microsoft Graph.',
      groups: ['o365_exchange', 'o365_application_access'],
      hit: mailbox('MailItemsAccessed', {
        RecordType: 50,
        AppId: '00000003-0000-0000-c000-000000000000',
        ClientAppId: ALLOWED_APP,
      }),
    }),
    defineRule({
      id: at(40),
      level: 12,
      parent: MAILBOX.fullAccess,
      lists: [{ list: 'o365-vip-users', field: 'ObjectId', lookup: 'match_key' }],
      description:
        'Exchange: $(office_365.UserId) gave somebody full access to the mailbox of the VIP $(office_365.ObjectId).',
      groups: ['o365_vip', 'o365_delegation'],
      compliance: 'privilegeChange',
      mitre: ['T1098.002'],
      why: 'The mailbox is on your list.',
      whatToDo: 'Call the owner.',
      hits: [cmdlet('Add-MailboxPermission', { AccessRights: 'FullAccess' }, { ObjectId: VIP })],
      misses: [cmdlet('Add-MailboxPermission', { AccessRights: 'FullAccess' })],
    }),
  ],
};

function vipRule(parameters: Readonly<Record<string, string>>): SampleEvent {
  return cmdlet('New-InboxRule', { Name: 'My news', ...parameters }, { UserId: VIP });
}

function vip(offset: number, parent: number, level: number, what: string, hit: Sample): Rule {
  return defineRule({
    id: at(offset),
    level,
    parent,
    lists: [{ list: 'o365-vip-users', field: 'UserId', lookup: 'match_key' }],
    description: `Microsoft 365: VIP $(office_365.UserId): ${what}.`,
    groups: ['o365_vip', 'attack'],
    compliance: 'attack',
    mitre: ['T1078.004'],
    why: 'The person is on your list of VIPs.',
    whatToDo: 'Call the person.',
    hits: [hit],
    misses: [failedSignIn('50053')],
  });
}

interface Lowering {
  readonly offset: number;
  readonly parent: number;
  readonly list: string;
  readonly field: string;
  readonly fields: Rule['fields'];
  readonly description: string;
  readonly groups: readonly string[];
  readonly hit: SampleEvent;
}

/**
 * Lowers what a list allows. A rule of low level would be tried after its raised siblings, so a branching point of level 0, which
 * analysisd tries first, stands above it.
 */
function lowered({
  offset,
  parent,
  list,
  field,
  fields,
  description,
  groups,
  hit,
}: Lowering): readonly Rule[] {
  return [
    {
      ...defineNode({ id: at(offset), parent, what: `entries of ${list}`, fields }),
      lists: [{ list, field, lookup: field === 'srcip' ? 'address_match_key' : 'match_key' }],
    },
    defineRule({
      id: at(offset + 1),
      level: 3,
      parent: at(offset),
      description,
      groups,
      why: `The entry stands in ${list}.`,
      hits: [hit],
      misses: [
        {
          ...hit,
          ...(field === 'srcip'
            ? { ClientIP: '203.0.113.1', ActorIpAddress: '203.0.113.1' }
            : { [field]: 'another' }),
        },
      ],
    }),
  ];
}
