import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches, nameValue, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { mailbox, named, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1450 + offset;

/** Ids that other files of the catalogue build on. */
export const MAIL_ACCESS = { webServices: at(13), graph: at(14) } as const;

const GROUPS = ['o365_exchange', 'o365_mail'];

const GRAPH = '00000003-0000-0000-c000-000000000000';
const access = (over = {}) =>
  mailbox('MailItemsAccessed', {
    RecordType: 50,
    OperationProperties: named({ MailAccessType: 'Bind', IsThrottled: 'False' }),
    OperationCount: 2,
    ...over,
  });
const ews = (over = {}) =>
  access({
    ClientInfoString: 'Client=WebServices;ExchangeWebServices',
    AppId: '55555555-0000-4000-8000-000000000001',
    ClientAppId: '55555555-0000-4000-8000-000000000001',
    ...over,
  });

/** Mail that is read. */
export const MAILBOX_READING: readonly Rule[] = [
  defineRule({
    id: at(10),
    level: 3,
    parent: NODE.mailboxAudit,
    fields: [operation('MailItemsAccessed')],
    description:
      'Exchange: $(office_365.UserId) read mail of $(office_365.MailboxOwnerUPN) ($(office_365.ClientInfoString)).',
    groups: GROUPS,
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'What an investigation needs to say which mail was read.',
    hits: [access()],
    misses: [mailbox('Send')],
  }),
  defineRule({
    id: at(11),
    level: 8,
    parent: at(10),
    fields: [nameValue('OperationProperties', 'IsThrottled', /True/i)],
    description:
      'Exchange: more than 1,000 mails of $(office_365.MailboxOwnerUPN) read within a day: the audit log was throttled.',
    groups: [...GROUPS, 'o365_exfiltration'],
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'So much was read that Exchange stopped logging it for 24 hours.',
    whatToDo: 'Find the client; take all mail of the mailbox as read.',
    falsePositives: 'Backups, migrations, a new computer.',
    origin: 'Elastic.',
    hits: [access({ OperationProperties: named({ MailAccessType: 'Bind', IsThrottled: 'True' }) })],
    misses: [access()],
  }),
  defineRule({
    id: at(12),
    level: 6,
    parent: at(10),
    fields: [matches('OperationCount', /^\d{3,}$/)],
    description:
      'Exchange: $(office_365.OperationCount) mails of $(office_365.MailboxOwnerUPN) read at once by $(office_365.UserId).',
    groups: [...GROUPS, 'o365_exfiltration'],
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'Tools read in hundreds, people do not.',
    whatToDo: 'Look at client and application.',
    falsePositives: 'A mail program that catches up.',
    origin: 'Elastic.',
    hits: [access({ OperationCount: 140 })],
    misses: [access({ OperationCount: 14 })],
  }),
  defineRule({
    id: at(13),
    level: 5,
    parent: at(10),
    fields: [
      matches('ClientInfoString', /^Client=WebServices;ExchangeWebServices/i),
      matches('ClientAppId', /[0-9a-f]{8}-/i),
    ],
    description:
      'Exchange: application $(office_365.ClientAppId) read mail of $(office_365.MailboxOwnerUPN) by web services.',
    groups: [...GROUPS, 'o365_application_access'],
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'A program with a token, not the owner.',
    origin: 'Splunk.',
    hits: [ews()],
    misses: [access()],
  }),
  defineRule({
    id: at(14),
    level: 5,
    parent: at(10),
    fields: [is('AppId', GRAPH)],
    description:
      'Exchange: application $(office_365.ClientAppId) read mail of $(office_365.MailboxOwnerUPN) by Microsoft Graph.',
    groups: [...GROUPS, 'o365_application_access'],
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'A program with a token, not the owner.',
    origin: 'Splunk.',
    hits: [access({ AppId: GRAPH })],
    misses: [access()],
  }),
  defineRule({
    id: at(15),
    level: 10,
    parent: at(13),
    correlation: {
      frequency: 5,
      timeframeSeconds: 900,
      matchedRule: at(13),
      same: ['ClientAppId'],
      different: ['MailboxGuid'],
    },
    description:
      'Exchange: application $(office_365.ClientAppId) read 5 mailboxes within 15 minutes by web services.',
    groups: [...GROUPS, 'o365_application_access', 'o365_exfiltration'],
    compliance: 'attack',
    mitre: ['T1114.002'],
    why: 'An application harvests mail.',
    whatToDo: 'Find the owner of the application; disable it if nobody knows it.',
    falsePositives: 'Archiving and backup products: list them in o365-allowed-apps.',
    origin: 'Splunk.',
    hits: [times(5, i => ews({ MailboxGuid: `33333333-0000-4000-8000-00000000000${i}` }))],
    misses: [
      times(5, () => ews()),
      times(4, i => ews({ MailboxGuid: `33333333-0000-4000-8000-00000000000${i}` })),
    ],
  }),
  defineRule({
    id: at(16),
    level: 10,
    parent: at(14),
    correlation: {
      frequency: 5,
      timeframeSeconds: 900,
      matchedRule: at(14),
      same: ['ClientAppId'],
      different: ['MailboxGuid'],
    },
    description:
      'Exchange: application $(office_365.ClientAppId) read 5 mailboxes within 15 minutes by Microsoft Graph.',
    groups: [...GROUPS, 'o365_application_access', 'o365_exfiltration'],
    compliance: 'attack',
    mitre: ['T1114.002'],
    why: 'An application harvests mail.',
    whatToDo: 'Find the owner of the application; disable it if nobody knows it.',
    falsePositives: 'Archiving and backup products: list them in o365-allowed-apps.',
    origin: 'Splunk.',
    hits: [
      times(5, i =>
        access({
          AppId: GRAPH,
          ClientAppId: '55555555-0000-4000-8000-000000000002',
          MailboxGuid: `33333333-0000-4000-8000-00000000000${i}`,
        }),
      ),
    ],
    misses: [times(5, () => access({ AppId: GRAPH, ClientAppId: '55555555-0000-4000-8000-000000000002' }))],
  }),
  defineRule({
    id: at(17),
    level: 6,
    parent: at(10),
    fields: [matches('LogonType', /^1$/)],
    description:
      'Exchange: the administrator $(office_365.UserId) read mail of $(office_365.MailboxOwnerUPN).',
    groups: GROUPS,
    compliance: 'dataAccess',
    mitre: ['T1114.002'],
    why: 'An administrator’s way into a mailbox that is not theirs.',
    whatToDo: 'Check for the case behind it.',
    hits: [access({ LogonType: 1 })],
    misses: [access({ LogonType: 0 })],
  }),
];
