import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, nameValue, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { cmdlet } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1550 + offset;

const GROUPS = ['o365_exchange', 'o365_mail_flow', 'policy_changed'];

/** Mail flow rules and journaling. */
export const TRANSPORT_RULES: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 8,
    parent: NODE.mailFlowCmdlets,
    fields: [operation('New-TransportRule', 'Set-TransportRule', 'Enable-TransportRule')],
    description:
      'Exchange: $(office_365.UserId) set a mail flow rule: $(office_365.Operation) $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1114.003', 'T1562'],
    why: 'A transport rule reads, copies, drops or lets through mail of everybody.',
    whatToDo: 'Look at conditions and actions in Parameters; check that it was planned.',
    origin: 'Elastic, Splunk.',
    hits: [cmdlet('New-TransportRule', { Name: 'Disclaimer', ApplyHtmlDisclaimerText: 'x' })],
    misses: [cmdlet('Get-TransportRule')],
  }),
  defineRule({
    id: at(1),
    level: 12,
    parent: at(0),
    fields: [
      nameValue('Parameters', [
        'BlindCopyTo',
        'CopyTo',
        'RedirectMessageTo',
        'AddToRecipients',
        'AddManagerAsRecipientType',
      ]),
    ],
    description:
      'Exchange: $(office_365.UserId) set a mail flow rule that copies or diverts mail: $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_forwarding', 'attack'],
    compliance: 'dataLoss',
    mitre: ['T1114.003'],
    why: 'Mail of the whole organisation reaches another address, and no mailbox shows it.',
    whatToDo: 'Look at the target; disable the rule if it was not planned.',
    origin: 'Splunk, Elastic.',
    hits: [cmdlet('New-TransportRule', { Name: '.', BlindCopyTo: 'x@fabrikam.example' })],
    misses: [cmdlet('New-TransportRule', { Name: 'Disclaimer', BlindCopyTo: '' })],
  }),
  defineRule({
    id: at(2),
    level: 10,
    parent: at(0),
    fields: [
      matches(
        'Parameters',
        /"Name":\s*"(?:SetSCL",\s*"Value":\s*"-1|SetHeaderName",\s*"Value":\s*"X-MS-Exchange-Organization|DeleteMessage",\s*"Value":\s*"True|Quarantine",\s*"Value":\s*"False|RouteMessageOutboundConnector",\s*"Value":\s*"[^"])/i,
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) set a mail flow rule that skips filtering, drops or reroutes mail: $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_defence_off'],
    compliance: 'policyChange',
    mitre: ['T1562.001', 'T1564.008'],
    why: 'Phishing gets past the filter, or warnings never arrive.',
    whatToDo: 'Look at the conditions; narrow the rule or remove it.',
    hits: [
      cmdlet('New-TransportRule', { SetSCL: '-1' }),
      cmdlet('Set-TransportRule', { DeleteMessage: 'True' }),
    ],
    misses: [cmdlet('New-TransportRule', { SetSCL: '6' })],
  }),
  defineRule({
    id: at(3),
    level: 9,
    parent: NODE.mailFlowCmdlets,
    fields: [operation('Remove-TransportRule', 'Disable-TransportRule')],
    description:
      'Exchange: $(office_365.UserId) took a mail flow rule away: $(office_365.Operation) $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_defence_off'],
    compliance: 'policyChange',
    mitre: ['T1562.001', 'T1537'],
    why: 'The rule may have kept data in or phishing out.',
    whatToDo: 'Check that it was planned.',
    origin: 'Elastic.',
    hits: [cmdlet('Disable-TransportRule')],
    misses: [cmdlet('Enable-TransportRule')],
  }),
  defineRule({
    id: at(8),
    level: 12,
    parent: NODE.mailFlowCmdlets,
    fields: [operation('New-JournalRule', 'Set-JournalRule', 'Enable-JournalRule')],
    description:
      'Exchange: $(office_365.UserId) set a journal rule: $(office_365.Operation) $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_forwarding'],
    compliance: 'dataLoss',
    mitre: ['T1114.003'],
    why: 'A journal rule copies mail to a third address, and no user sees it.',
    whatToDo: 'Look at the journal address; disable the rule if it is not your archive.',
    hits: [cmdlet('New-JournalRule', { JournalEmailAddress: 'x@fabrikam.example' })],
    misses: [cmdlet('Remove-JournalRule')],
  }),
  defineRule({
    id: at(9),
    level: 9,
    parent: NODE.mailFlowCmdlets,
    fields: [operation('Remove-JournalRule', 'Disable-JournalRule')],
    description: 'Exchange: $(office_365.UserId) took a journal rule away: $(office_365.ObjectId)',
    groups: [...GROUPS, 'o365_defence_off'],
    compliance: 'auditTampering',
    mitre: ['T1562.008'],
    why: 'Mail is no longer archived.',
    whatToDo: 'Check that it was planned.',
    hits: [cmdlet('Remove-JournalRule')],
    misses: [cmdlet('New-JournalRule')],
  }),
];
