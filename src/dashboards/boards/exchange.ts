import { FIELD, office } from '../fields.ts';
import { every, is, not } from '../kql.ts';
import type { Board } from '../model.ts';
import { MAILBOX_CHANGES, MAIL_DELETIONS } from '../operation-groups.ts';
import { EVENTS, LAST_SEEN, byGroup, operations, top } from '../terms.ts';
import { COMMON_COLUMNS, COMMON_CONTROLS } from './overview.ts';

/** Record types: 1 cmdlets, 2 and 3 mailbox actions, 50 aggregated mailbox access, 28 / 41 / 47 threats in mail, links and files. */
const CMDLETS = is(FIELD.recordType, '1');
const MAILBOX = is(FIELD.recordType, '2', '3');
const THREATS = is(FIELD.recordType, '28', '41', '47');
/** Nearly all cmdlets in a tenant's log are Microsoft's own upkeep. */
const BY_PEOPLE = not(is(FIELD.userType, '3'));

export const EXCHANGE: Board = {
  id: 'exchange',
  title: 'Microsoft 365 – Exchange',
  description:
    'Mailboxes and mail flow: who read, forwarded, deleted or opened what to whom, and what threats came in.',
  query: is(FIELD.workload, 'Exchange', 'ThreatIntelligence'),
  controls: [...COMMON_CONTROLS, { field: office('MailboxOwnerUPN'), label: 'Mailbox' }],
  rows: [
    {
      height: 13,
      panels: [
        {
          kind: 'time',
          shape: 'line',
          id: 'kinds-over-time',
          title: 'Kinds of events over time',
          width: 32,
          split: {
            filters: [
              { label: 'Administration', query: CMDLETS },
              { label: 'Mailbox actions', query: MAILBOX },
              { label: 'Mail items accessed', query: is(FIELD.operation, 'MailItemsAccessed') },
            ],
          },
        },
        {
          kind: 'donut',
          id: 'logon-types',
          title: 'Who acted in mailboxes',
          width: 16,
          by: {
            filters: [
              { label: 'Owner', query: is(office('LogonType'), '0') },
              { label: 'Administrator', query: is(office('LogonType'), '1') },
              { label: 'Delegate', query: is(office('LogonType'), '2') },
            ],
          },
        },
      ],
    },
    {
      height: 18,
      panels: [
        {
          kind: 'table',
          id: 'changes',
          title: 'Inbox rules, forwarding, permissions, mail flow, audit',
          query: every(operations(...MAILBOX_CHANGES), BY_PEOPLE),
          width: 32,
          metrics: [EVENTS, LAST_SEEN],
          by: [byGroup(MAILBOX_CHANGES), top(FIELD.operation, 10, 'Operation'), top(FIELD.user, 10, 'User')],
        },
        {
          kind: 'bars',
          id: 'cmdlets',
          title: 'Cmdlets run by people',
          query: every(CMDLETS, BY_PEOPLE),
          width: 16,
          by: top(FIELD.operation, 15, 'Cmdlet'),
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'table',
          id: 'others-mailboxes',
          title: 'In other people’s mailboxes',
          description: 'Actions of administrators and delegates.',
          query: is(office('LogonType'), '1', '2'),
          width: 24,
          metrics: [EVENTS, LAST_SEEN],
          by: [
            top(FIELD.user, 20, 'User'),
            top(office('MailboxOwnerUPN'), 5, 'Mailbox'),
            top(FIELD.operation, 3, 'Operation'),
          ],
        },
        {
          kind: 'bars',
          id: 'accessed-mailboxes',
          title: 'Mailboxes whose items were accessed',
          query: is(FIELD.operation, 'MailItemsAccessed'),
          width: 24,
          by: top(office('MailboxOwnerUPN'), 15, 'Mailbox'),
        },
      ],
    },
    {
      height: 14,
      panels: [
        {
          kind: 'time',
          shape: 'histogram',
          id: 'deletions',
          title: 'Deletions over time',
          width: 24,
          query: operations(...MAIL_DELETIONS),
          split: byGroup(MAIL_DELETIONS),
        },
        {
          kind: 'bars',
          id: 'clients',
          title: 'Clients',
          width: 24,
          by: top(office('ClientInfoString'), 10, 'Client'),
        },
      ],
    },
    {
      height: 16,
      panels: [
        {
          kind: 'table',
          id: 'external-access',
          title: 'Access from outside the organization',
          description: 'Mailbox actions by accounts of another tenant or of Microsoft.',
          query: every(is(office('ExternalAccess'), 'true'), BY_PEOPLE),
          width: 16,
          metrics: [EVENTS, LAST_SEEN],
          by: [top(FIELD.operation, 10, 'Operation'), top(FIELD.user, 10, 'User')],
        },
        {
          kind: 'donut',
          id: 'verdicts',
          title: 'Threats in mail: verdicts',
          query: THREATS,
          width: 16,
          by: top(office('Verdict'), 6, 'Verdict'),
        },
        {
          kind: 'table',
          id: 'threat-senders',
          title: 'Threats in mail: senders',
          query: THREATS,
          width: 16,
          metrics: [EVENTS, LAST_SEEN],
          by: [top(office('P2Sender'), 15, 'Sender'), top(office('Policy'), 2, 'Policy')],
        },
      ],
    },
  ],
  columns: [...COMMON_COLUMNS, office('MailboxOwnerUPN'), FIELD.object, FIELD.level, FIELD.rule],
};
