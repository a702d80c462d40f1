import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { lacks, matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { ADA, changed, directory, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1250 + offset;

const GROUPS = ['o365_entra', 'o365_application'];

const secrets = (newValue: string) =>
  directory('Update application – Certificates and secrets management ', {
    ModifiedProperties: changed({
      KeyDescription: [newValue, '["[KeyIdentifier=0,KeyType=Password,KeyUsage=Verify,DisplayName=old]"]'],
    }),
  });
const SECRETS_GONE = secrets('[]');

/** App registrations and service principals: coming, going, owners, secrets. */
export const APPLICATIONS: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 4,
    parent: NODE.applications,
    fields: [operation('Add application.')],
    description: 'Entra ID: $(office_365.UserId) registered the application $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'accountChange',
    mitre: ['T1136.003'],
    why: 'A new identity for a program.',
    hits: [directory('Add application.')],
    misses: [directory('Delete application.')],
  }),
  defineRule({
    id: at(1),
    level: 4,
    parent: NODE.applications,
    fields: [operation('Add service principal.'), lacks('UserId', /^Certificate$/)],
    description: 'Entra ID: $(office_365.UserId) added the service principal $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'accountChange',
    mitre: ['T1136.003'],
    why: 'An application has arrived in the tenant, often by a consent.',
    origin: 'Splunk, Sigma.',
    hits: [directory('Add service principal.')],
    misses: [directory('Add service principal.', { UserId: 'Certificate' })],
  }),
  defineRule({
    id: at(2),
    level: 10,
    parent: at(1),
    fields: [lacks('UserId', /^ServicePrincipal_/)],
    correlation: { frequency: 5, timeframeSeconds: 600, matchedRule: at(1), same: ['UserId'] },
    description: 'Entra ID: $(office_365.UserId) added 5 service principals within 10 minutes.',
    groups: [...GROUPS, 'attack'],
    compliance: 'accountChange',
    mitre: ['T1136.003'],
    why: 'A script plants applications.',
    whatToDo: 'Look at the applications and who consented; remove what nobody knows.',
    falsePositives: 'A deployment.',
    origin: 'Splunk.',
    hits: [times(5, () => directory('Add service principal.'))],
    misses: [
      times(4, () => directory('Add service principal.')),
      times(5, i => directory('Add service principal.', { UserId: i === 4 ? ADA : 'other@contoso.example' })),
    ],
  }),
  defineRule({
    id: at(3),
    level: 9,
    parent: NODE.applications,
    fields: [operation('Add service principal credentials.')],
    description:
      'Entra ID: $(office_365.UserId) added credentials to the service principal $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.001'],
    why: 'Whoever holds the new secret can sign in as the application, with all its permissions.',
    whatToDo: 'Check that it was planned; remove the credential if not.',
    origin: 'Wazuh, Sigma.',
    hits: [directory('Add service principal credentials.')],
    misses: [directory('Remove service principal credentials.')],
  }),
  defineRule({
    id: at(4),
    level: 8,
    parent: NODE.applications,
    fields: [operation('Update application – Certificates and secrets management')],
    description:
      'Entra ID: $(office_365.UserId) changed certificates or secrets of the application $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098.001'],
    why: 'Whoever holds a new secret can sign in as the application, with all its permissions.',
    whatToDo: 'Check that it was planned; remove the credential if not.',
    falsePositives: 'Renewal of expiring secrets.',
    origin: 'Splunk, Sigma.',
    hits: [
      directory('Update application – Certificates and secrets management '),
      directory('Update application - Certificates and secrets management'),
    ],
    misses: [directory('Update application.'), SECRETS_GONE],
  }),
  defineRule({
    id: at(17),
    level: 4,
    parent: at(4),
    fields: [matches('ModifiedProperties', /"Name":\s*"KeyDescription",\s*"NewValue":\s*"\[\s*\]"/)],
    description:
      'Entra ID: $(office_365.UserId) removed all certificates and secrets of the application $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'privilegeChange',
    why: 'Nobody can sign in as the application any more: a clean-up, or a service that stops.',
    hits: [SECRETS_GONE],
    misses: [secrets('["[KeyIdentifier=1,KeyType=Password,KeyUsage=Verify,DisplayName=new]"]')],
  }),
  defineRule({
    id: at(5),
    level: 6,
    parent: NODE.applications,
    fields: [operation('Add owner to application.', 'Add owner to service principal.')],
    description: 'Entra ID: $(office_365.UserId) made $(office_365.ObjectId) an owner of an application.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1098'],
    why: 'An owner can add secrets and sign in as the application.',
    whatToDo: 'Check that the new owner should have the application’s permissions.',
    origin: 'Splunk, Sigma.',
    hits: [directory('Add owner to application.'), directory('Add owner to service principal.')],
    misses: [directory('Remove owner from application.')],
  }),
  defineRule({
    id: at(11),
    level: 5,
    parent: NODE.applications,
    fields: [
      operation(
        'Delete application.',
        'Hard Delete application.',
        'Remove service principal.',
        'Restore application.',
      ),
    ],
    description: 'Entra ID: $(office_365.Operation) $(office_365.ObjectId) by $(office_365.UserId)',
    groups: GROUPS,
    compliance: 'accountChange',
    mitre: ['T1489'],
    why: 'A program may stop working.',
    origin: 'Sigma.',
    hits: [directory('Delete application.'), directory('Remove service principal.')],
    misses: [directory('Add application.')],
  }),
  defineRule({
    id: at(12),
    level: 10,
    parent: at(11),
    correlation: { frequency: 5, timeframeSeconds: 900, matchedRule: at(11), same: ['UserId'] },
    description: 'Entra ID: $(office_365.UserId) deleted 5 applications within 15 minutes.',
    groups: [...GROUPS, 'attack'],
    compliance: 'accountChange',
    mitre: ['T1489', 'T1531'],
    why: 'Somebody takes services down, or wipes traces of planted applications.',
    whatToDo: 'Deleted applications can be restored for 30 days.',
    hits: [times(5, () => directory('Delete application.'))],
    misses: [times(4, () => directory('Delete application.'))],
  }),
  defineRule({
    id: at(13),
    level: 5,
    parent: NODE.applications,
    fields: [matches('Operation', /^Remove owner from (?:application|service principal)/i)],
    description: 'Entra ID: $(office_365.UserId) removed the owner $(office_365.ObjectId) of an application.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    why: 'Nobody may be left to answer for the application.',
    origin: 'Sigma.',
    hits: [directory('Remove owner from application.')],
    misses: [directory('Add owner to application.')],
  }),
  defineRule({
    id: at(14),
    level: 8,
    parent: at(1),
    fields: [matches('UserId', /^ServicePrincipal_/)],
    correlation: {
      frequency: 20,
      timeframeSeconds: 600,
      ignoreSeconds: 60,
      matchedRule: at(1),
      same: ['UserId'],
    },
    description:
      'Entra ID: the application $(office_365.UserId) added 20 service principals within 10 minutes.',
    groups: [...GROUPS, 'attack'],
    compliance: 'accountChange',
    mitre: ['T1136.003'],
    why: 'An application plants applications. Microsoft’s own provisioning adds some at a time, hardly twenty.',
    whatToDo: 'Find out whose application it is.',
    origin: 'Splunk.',
    hits: [times(20, () => directory('Add service principal.', { UserId: 'ServicePrincipal_1' }))],
    misses: [times(19, () => directory('Add service principal.', { UserId: 'ServicePrincipal_1' }))],
  }),
];
