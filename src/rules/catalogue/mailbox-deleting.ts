import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { mailbox, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1450 + offset;

const GROUPS = ['o365_exchange', 'o365_mail'];

const deleted = (operationName: string, subject: string) =>
  mailbox(operationName, { RecordType: 3, AffectedItems: [{ Subject: subject }] });

/** Mail that is deleted. */
export const MAILBOX_DELETING: readonly Rule[] = [
  defineRule({
    id: at(20),
    level: 3,
    parent: NODE.mailboxAudit,
    fields: [operation('SoftDelete', 'HardDelete', 'MoveToDeletedItems')],
    description:
      'Exchange: $(office_365.UserId) deleted mail of $(office_365.MailboxOwnerUPN) ($(office_365.Operation)).',
    groups: GROUPS,
    compliance: 'dataAccess',
    why: 'Counted by the next rules.',
    origin: 'Elastic.',
    hits: [mailbox('SoftDelete')],
    misses: [mailbox('Move')],
  }),
  defineRule({
    id: at(21),
    level: 9,
    parent: at(20),
    fields: [
      matches(
        'AffectedItems',
        /"Subject":\s*".*?(?:(?:new|added|changed|registered) (?:mfa|multi-?factor|sign-in method|method|device|security info)|security info|authenticator|verification code|password (?:was |has been )?(?:changed|reset)|unusual sign-in|suspicious|inbox rule|forwarding)/i,
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) deleted a security notice in the mailbox of $(office_365.MailboxOwnerUPN).',
    groups: [...GROUPS, 'attack'],
    compliance: 'attack',
    mitre: ['T1070.008'],
    why: 'An attacker keeps the owner from reading that a method was added or a password changed.',
    whatToDo: 'Restore the message and read what it warned of.',
    falsePositives: 'Owners delete such notices too; look at what came before.',
    origin: 'Elastic.',
    hits: [
      deleted('HardDelete', 'New sign-in method was added to your account'),
      deleted('MoveToDeletedItems', 'Your password has been reset'),
    ],
    misses: [deleted('HardDelete', 'Lunch on Friday')],
  }),
  defineRule({
    id: at(22),
    level: 10,
    parent: at(20),
    fields: [operation('HardDelete')],
    correlation: {
      frequency: 30,
      timeframeSeconds: 600,
      ignoreSeconds: 60,
      matchedRule: at(20),
      same: ['UserId'],
    },
    description:
      'Exchange: $(office_365.UserId) deleted mail 30 times within 10 minutes, last beyond recovery.',
    groups: [...GROUPS, 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1070.008', 'T1485'],
    why: 'Traces or data are being wiped.',
    whatToDo: 'Put the mailbox on hold at once; what is in Recoverable Items can still be had.',
    falsePositives: 'A mail program that empties its trash.',
    hits: [[...times(29, i => deleted('SoftDelete', `mail ${i}`)), deleted('HardDelete', 'mail')]],
    misses: [
      times(30, i => deleted('SoftDelete', `mail ${i}`)),
      [...times(28, i => deleted('SoftDelete', `mail ${i}`)), deleted('HardDelete', 'mail')],
    ],
  }),
];
