import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { nameValue, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { cmdlet, systemCmdlet } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1550 + offset;

const GROUPS = ['o365_exchange', 'o365_mail_flow', 'policy_changed'];

/** Connectors, domains and other organisations. */
export const MAIL_ROUTES: readonly Rule[] = [
  defineRule({
    id: at(4),
    level: 9,
    parent: NODE.mailFlowCmdlets,
    fields: [
      operation(
        'New-InboundConnector',
        'Set-InboundConnector',
        'New-OutboundConnector',
        'Set-OutboundConnector',
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) set a connector: $(office_365.Operation) $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1114.003', 'T1562'],
    why: 'An inbound connector makes foreign servers trusted; an outbound one sends mail through them.',
    whatToDo: 'Check that the servers are yours. Attackers use inbound connectors to send spam in your name.',
    hits: [cmdlet('New-InboundConnector')],
    misses: [cmdlet('Remove-InboundConnector')],
  }),
  defineRule({
    id: at(5),
    level: 7,
    parent: NODE.mailFlowCmdlets,
    fields: [operation('Remove-InboundConnector', 'Remove-OutboundConnector')],
    description: 'Exchange: $(office_365.UserId) removed the connector $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'policyChange',
    why: 'Mail may bypass a filter, or traces of a planted connector are wiped.',
    whatToDo: 'Check that it was planned.',
    hits: [cmdlet('Remove-InboundConnector')],
    misses: [cmdlet('New-InboundConnector')],
  }),
  defineRule({
    id: at(6),
    level: 6,
    parent: NODE.mailFlowCmdlets,
    fields: [operation('New-RemoteDomain', 'Set-RemoteDomain')],
    description: 'Exchange: $(office_365.UserId) changed how mail to $(office_365.ObjectId) is treated.',
    groups: GROUPS,
    compliance: 'policyChange',
    why: 'Automatic answers and forwards to that domain.',
    whatToDo: 'Check that it was planned.',
    hits: [cmdlet('Set-RemoteDomain', { AutoForwardEnabled: 'False' })],
    misses: [cmdlet('Get-RemoteDomain')],
  }),
  defineRule({
    id: at(7),
    level: 10,
    parent: at(6),
    fields: [nameValue('Parameters', 'AutoForwardEnabled', /True/i)],
    description: 'Exchange: $(office_365.UserId) allowed automatic forwarding to $(office_365.ObjectId).',
    groups: [...GROUPS, 'o365_forwarding', 'o365_defence_off'],
    compliance: 'dataLoss',
    mitre: ['T1114.003', 'T1562'],
    why: 'Forwarding rules may carry mail out from now on.',
    whatToDo: 'Turn it off again; look for forwarding rules set since.',
    hits: [cmdlet('Set-RemoteDomain', { AutoForwardEnabled: 'True' })],
    misses: [cmdlet('Set-RemoteDomain', { AutoForwardEnabled: 'False' })],
  }),
  defineRule({
    id: at(10),
    level: 11,
    parent: NODE.mailFlowCmdlets,
    fields: [
      operation(
        'New-AcceptedDomain',
        'Set-AcceptedDomain',
        'Remove-AcceptedDomain',
        'Add-FederatedDomain',
        'Remove-FederatedDomain',
        'Set-MsolDomainFederationSettings',
        'Set-MsolDomainAuthentication',
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) changed a domain: $(office_365.Operation) $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1484.002'],
    why: 'Who may receive mail for a domain, or vouch for its users.',
    whatToDo: 'Check that the domain is yours and the change was planned.',
    origin: 'Elastic, Sigma.',
    hits: [cmdlet('Add-FederatedDomain'), cmdlet('Set-AcceptedDomain')],
    misses: [cmdlet('Get-AcceptedDomain')],
  }),
  defineRule({
    id: at(11),
    level: 6,
    parent: NODE.mailFlowCmdlets,
    fields: [operation('Set-TransportConfig')],
    description: 'Exchange: $(office_365.UserId) changed the transport settings of the organisation.',
    groups: GROUPS,
    compliance: 'policyChange',
    why: 'Settings for all mail.',
    whatToDo: 'Check that it was planned.',
    hits: [cmdlet('Set-TransportConfig')],
    misses: [systemCmdlet('Set-TransportConfig')],
  }),
  defineRule({
    id: at(12),
    level: 9,
    parent: at(11),
    fields: [nameValue('Parameters', 'SmtpClientAuthenticationDisabled', /False/i)],
    description: 'Exchange: $(office_365.UserId) allowed SMTP sign-in with a password for everybody.',
    groups: [...GROUPS, 'o365_defence_off'],
    compliance: 'policyChange',
    mitre: ['T1556', 'T1562'],
    why: 'A password alone sends mail in any user’s name.',
    whatToDo: 'Turn it off again; allow it on single mailboxes.',
    hits: [cmdlet('Set-TransportConfig', { SmtpClientAuthenticationDisabled: 'False' })],
    misses: [cmdlet('Set-TransportConfig', { SmtpClientAuthenticationDisabled: 'True' })],
  }),
  defineRule({
    id: at(13),
    level: 8,
    parent: NODE.mailFlowCmdlets,
    fields: [
      operation(
        'New-OrganizationRelationship',
        'Set-OrganizationRelationship',
        'New-SharingPolicy',
        'Set-SharingPolicy',
      ),
    ],
    description:
      'Exchange: $(office_365.UserId) changed what other organisations may see: $(office_365.Operation) $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1484.002', 'T1199'],
    why: 'Calendars, and by migration rights whole mailboxes, are open to another tenant.',
    whatToDo: 'Check the tenant and whether MailboxMove is allowed.',
    hits: [cmdlet('New-OrganizationRelationship')],
    misses: [cmdlet('Get-OrganizationRelationship')],
  }),
];
