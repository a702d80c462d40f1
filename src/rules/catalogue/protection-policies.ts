import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, nameValue, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { cmdlet } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1820 + offset;

const GROUPS = ['o365_exchange', 'o365_protection', 'policy_changed'];
const OFF = [...GROUPS, 'o365_defence_off'];

interface Protection {
  readonly offset: number;
  readonly what: string;
  readonly off: readonly string[];
  readonly why: string;
  readonly origin: string;
}

/** Policies that come as a pair of policy and rule, each removable, each rule also to be disabled. */
const PROTECTIONS: readonly Protection[] = [
  {
    offset: 0,
    what: 'anti-phishing protection',
    off: ['Remove-AntiPhishPolicy', 'Remove-AntiPhishRule', 'Disable-AntiPhishRule'],
    why: 'Mail that imitates colleagues and partners arrives again.',
    origin: 'Elastic, Splunk.',
  },
  {
    offset: 1,
    what: 'malware filtering',
    off: ['Remove-MalwareFilterPolicy', 'Remove-MalwareFilterRule', 'Disable-MalwareFilterRule'],
    why: 'Infected attachments arrive again.',
    origin: 'Elastic, Splunk.',
  },
  {
    offset: 2,
    what: 'Safe Links',
    off: ['Remove-SafeLinksPolicy', 'Remove-SafeLinksRule', 'Disable-SafeLinksRule'],
    why: 'Links are no longer checked at the click.',
    origin: 'Elastic, Splunk.',
  },
  {
    offset: 3,
    what: 'Safe Attachments',
    off: ['Remove-SafeAttachmentPolicy', 'Remove-SafeAttachmentRule', 'Disable-SafeAttachmentRule'],
    why: 'Attachments are no longer opened in a sandbox first.',
    origin: 'Elastic, Splunk.',
  },
  {
    offset: 4,
    what: 'spam filtering',
    off: [
      'Remove-HostedContentFilterPolicy',
      'Remove-HostedContentFilterRule',
      'Disable-HostedContentFilterRule',
      'Remove-HostedOutboundSpamFilterPolicy',
      'Remove-HostedOutboundSpamFilterRule',
      'Disable-HostedOutboundSpamFilterRule',
    ],
    why: 'Spam and phishing arrive, or leave, unfiltered.',
    origin: 'Splunk.',
  },
  {
    offset: 5,
    what: 'a preset security policy',
    off: [
      'Disable-EOPProtectionPolicyRule',
      'Remove-EOPProtectionPolicyRule',
      'Disable-ATPProtectionPolicyRule',
      'Remove-ATPProtectionPolicyRule',
      'Disable-ATPBuiltInProtectionRule',
    ],
    why: 'The standard or strict protection is off for everybody in it.',
    origin: 'Microsoft’s own documentation of the cmdlets.',
  },
  {
    offset: 6,
    what: 'DKIM or its keys',
    off: ['Remove-DkimSigningConfig', 'Rotate-DkimSigningConfig'],
    why: 'Without a signature mail of yours is easier to forge.',
    origin: 'Elastic.',
  },
];

/** Defender for Office 365 and Exchange Online Protection: who weakens them. */
export const PROTECTION_POLICIES: readonly Rule[] = [
  ...PROTECTIONS.map(({ offset, what, off, why, origin }) =>
    defineRule({
      id: at(offset),
      level: 10,
      parent: NODE.protectionCmdlets,
      fields: [operation(...off)],
      description: `Defender: $(office_365.UserId) took away ${what}: $(office_365.Operation) $(office_365.ObjectId)`,
      groups: OFF,
      compliance: 'policyChange',
      mitre: ['T1562.001'],
      why,
      whatToDo: 'Restore it unless it was planned; look at what arrived since.',
      origin,
      hits: off.slice(0, 2).map(name => cmdlet(name)),
      misses: [cmdlet(off[0]?.replace(/^\w+/, 'Get') ?? 'Get-X')],
    }),
  ),
  defineRule({
    id: at(10),
    level: 6,
    parent: NODE.protectionCmdlets,
    fields: [
      matches(
        'Operation',
        /^(?:New|Set|Enable)-(?:AntiPhish|MalwareFilter|SafeLinks|SafeAttachment|HostedContentFilter|HostedOutboundSpamFilter|HostedConnectionFilter|AtpPolicy|Quarantine|PhishSim|DkimSigning|EOPProtection|ATPProtection|ArcConfig)/i,
      ),
    ],
    description:
      'Defender: $(office_365.UserId) changed a protection: $(office_365.Operation) $(office_365.ObjectId)',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1562.001'],
    why: 'A change may weaken as well as strengthen.',
    whatToDo: 'Compare Parameters with what was agreed.',
    origin: 'Splunk.',
    hits: [cmdlet('Set-AntiPhishPolicy', { PhishThresholdLevel: '2' }), cmdlet('New-SafeLinksPolicy')],
    misses: [cmdlet('Get-AntiPhishPolicy')],
  }),
  defineRule({
    id: at(11),
    level: 9,
    parent: at(10),
    fields: [
      nameValue('Parameters', [
        'AllowedSenders',
        'AllowedSenderDomains',
        'IPAllowList',
        'ExcludedDomains',
        'ExcludedSenders',
        'BypassOutboundMessages',
      ]),
    ],
    description:
      'Defender: $(office_365.UserId) let senders or addresses past the filter: $(office_365.Operation) $(office_365.ObjectId)',
    groups: OFF,
    compliance: 'policyChange',
    mitre: ['T1562.001'],
    why: 'Mail from them is not filtered any more, and senders can be forged.',
    whatToDo: 'Look at the entries; take out whole domains.',
    hits: [
      cmdlet('Set-HostedContentFilterPolicy', { AllowedSenderDomains: 'fabrikam.example' }),
      cmdlet('Set-HostedConnectionFilterPolicy', { IPAllowList: '203.0.113.7' }),
    ],
    misses: [cmdlet('Set-HostedContentFilterPolicy', { AllowedSenderDomains: '' })],
  }),
  defineRule({
    id: at(12),
    level: 10,
    parent: at(10),
    fields: [
      nameValue(
        'Parameters',
        [
          'ZapEnabled',
          'SpamZapEnabled',
          'PhishZapEnabled',
          'EnableFileFilter',
          'EnableInternalSenderAdminNotifications',
          'Enable',
          'Enabled',
          'EnableATPForSPOTeamsODB',
          'EnableSafeDocs',
          'EnableSafeLinksForEmail',
          'EnableSafeLinksForTeams',
          'EnableSafeLinksForOffice',
          'ScanUrls',
          'TrackClicks',
          'EnableSpoofIntelligence',
          'EnableMailboxIntelligenceProtection',
          'EnableTargetedUserProtection',
        ],
        /(?:\$?False)/i,
      ),
    ],
    description:
      'Defender: $(office_365.UserId) turned a protection off: $(office_365.Operation) $(office_365.ObjectId)',
    groups: OFF,
    compliance: 'policyChange',
    mitre: ['T1562.001'],
    why: 'A switch of the policy is off: zero-hour purge, sandbox, link check, DKIM signing or the guard against impersonation.',
    whatToDo: 'Turn it on again unless it was planned; look at what arrived since.',
    origin: 'Elastic, for DKIM.',
    hits: [
      cmdlet('Set-DkimSigningConfig', { Enabled: 'False' }),
      cmdlet('Set-MalwareFilterPolicy', { ZapEnabled: 'False' }),
    ],
    misses: [cmdlet('Set-DkimSigningConfig', { Enabled: 'True' })],
  }),
  defineRule({
    id: at(13),
    level: 10,
    parent: at(10),
    fields: [nameValue('Parameters', 'AutoForwardingMode', /On"/i)],
    description: 'Defender: $(office_365.UserId) allowed automatic forwarding out of the organisation.',
    groups: [...OFF, 'o365_forwarding'],
    compliance: 'dataLoss',
    mitre: ['T1114.003', 'T1562.001'],
    why: 'Forwarding rules may carry mail out from now on.',
    whatToDo: 'Set it back; look for forwarding rules set since.',
    hits: [cmdlet('Set-HostedOutboundSpamFilterPolicy', { AutoForwardingMode: 'On' })],
    misses: [cmdlet('Set-HostedOutboundSpamFilterPolicy', { AutoForwardingMode: 'Off' })],
  }),
  defineRule({
    id: at(14),
    level: 8,
    parent: NODE.protectionCmdlets,
    fields: [
      operation(
        'New-TenantAllowBlockListItems',
        'Set-TenantAllowBlockListItems',
        'New-TenantAllowBlockListSpoofItems',
      ),
      nameValue('Parameters', ['Allow', 'Action'], /(?:True|Allow)/i),
    ],
    description: 'Defender: $(office_365.UserId) put senders, links or files on the allow list.',
    groups: OFF,
    compliance: 'policyChange',
    mitre: ['T1562.001'],
    why: 'What is listed passes the filter.',
    whatToDo: 'Look at the entries.',
    hits: [cmdlet('New-TenantAllowBlockListItems', { ListType: 'Sender', Allow: 'True' })],
    misses: [cmdlet('New-TenantAllowBlockListItems', { ListType: 'Sender', Block: 'True' })],
  }),
];
