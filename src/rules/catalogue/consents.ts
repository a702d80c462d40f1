import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, newValue, operation } from '../patterns.ts';
import { quietRepeats } from '../quiet-repeats.ts';
import { NODE } from './nodes.ts';
import { ADA, changed, directory, times } from './samples.ts';
import { READING_PERMISSIONS, TAKEOVER_PERMISSIONS } from './sensitive-permissions.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1200 + offset;

/** Ids that other files of the catalogue build on. */
export const CONSENT = { given: at(0), delegated: at(10), appRole: at(20) } as const;

const GROUPS = ['o365_entra', 'o365_consent'];

const FOR_ALL = newValue('ConsentContext.OnBehalfOfAll', /True/i);

const consent = (admin: string, forAll: string, scope: string, over = {}) =>
  directory('Consent to application.', {
    UserId: ADA,
    ObjectId: '44444444-0000-4000-8000-000000000001',
    ModifiedProperties: changed({
      'ConsentContext.IsAdminConsent': [admin, ''],
      'ConsentContext.OnBehalfOfAll': [forAll, ''],
      'ConsentAction.Permissions': [
        `[] => [[Id: x, ClientId: y, ConsentType: ${forAll === 'True' ? 'AllPrincipals' : 'Principal'}, Scope: ${scope}]]; `,
        '',
      ],
    }),
    ...over,
  });

const READING_GIVEN = defineRule({
  id: at(2),
  level: 10,
  parent: CONSENT.given,
  fields: [
    newValue(
      'ConsentAction.Permissions',
      new RegExp(`(?:${READING_PERMISSIONS.source}|${TAKEOVER_PERMISSIONS.source})`),
    ),
  ],
  description:
    'Entra ID: $(office_365.UserId) gave application $(office_365.ObjectId) access to mail, files or chats.',
  groups: GROUPS,
  compliance: 'privilegeChange',
  mitre: ['T1528', 'T1114.002'],
  why: 'Illicit consent grants ask for mail and files, which need no password from then on.',
  whatToDo: 'Check the application with the user; remove the consent, then look at what it read.',
  falsePositives: 'Mail and calendar programs that users like.',
  origin: 'Splunk, Sigma, Elastic.',
  hits: [
    consent('False', 'False', 'Mail.Read offline_access'),
    consent('False', 'False', 'Files.Read.All'),
    consent('False', 'False', 'Mail.ReadWrite Mail.Send'),
  ],
  misses: [consent('False', 'False', 'User.Read openid')],
});

/** Who let which application do what. */
export const CONSENTS: readonly Rule[] = [
  defineRule({
    id: CONSENT.given,
    level: 5,
    parent: NODE.consents,
    fields: [operation('Consent to application.')],
    description: 'Entra ID: $(office_365.UserId) consented to application $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1528'],
    why: 'An application may now act for the user. Consent phishing asks for exactly this.',
    whatToDo: 'Check publisher and permissions of the application; remove the consent if nobody knows it.',
    hits: [consent('False', 'False', 'User.Read openid')],
    misses: [directory('Remove delegated permission grant.')],
  }),
  defineRule({
    id: at(1),
    level: 10,
    parent: CONSENT.given,
    fields: [FOR_ALL],
    description:
      'Entra ID: $(office_365.UserId) consented to application $(office_365.ObjectId) for the whole tenant.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1528', 'T1098.003'],
    why: 'An administrator gave an application its permissions for every user.',
    whatToDo: 'Check that it was planned; otherwise disable the application and remove the grant.',
    hits: [consent('True', 'True', 'User.Read')],
    misses: [consent('True', 'False', 'User.Read')],
  }),
  READING_GIVEN,
  ...quietRepeats(READING_GIVEN, {
    id: at(13),
    timeframeSeconds: 300,
    same: ['UserId', 'ObjectId'],
    also: [{ ...FOR_ALL, negate: true }],
    level: 5,
    description:
      'Entra ID: $(office_365.UserId) gave application $(office_365.ObjectId) access to mail, files or chats once more.',
    hits: [times(2, () => consent('False', 'False', 'Mail.Read'))],
    misses: [
      [
        consent('False', 'False', 'Mail.Read'),
        consent('False', 'False', 'Mail.Read', { ObjectId: '44444444-0000-4000-8000-000000000002' }),
      ],
      [consent('False', 'False', 'Mail.Read'), consent('True', 'True', 'Mail.ReadWrite')],
    ],
  }),
  defineRule({
    id: at(3),
    level: 12,
    parent: at(1),
    fields: [newValue('ConsentAction.Permissions', TAKEOVER_PERMISSIONS)],
    description:
      'Entra ID: $(office_365.UserId) gave application $(office_365.ObjectId) permissions fit for a takeover of the tenant.',
    groups: [...GROUPS, 'attack'],
    compliance: 'privilegeChange',
    mitre: ['T1528', 'T1098.003'],
    why: 'For every user the application may send or change mail, write files, or change the directory.',
    whatToDo: 'Disable the application unless the owner confirms it at once.',
    hits: [
      consent('True', 'True', 'Mail.ReadWrite Mail.Send'),
      consent('True', 'True', 'Directory.ReadWrite.All'),
    ],
    misses: [consent('True', 'True', 'User.Read'), consent('False', 'False', 'Mail.ReadWrite')],
  }),
  defineRule({
    id: at(4),
    level: 7,
    parent: CONSENT.given,
    fields: [is('ResultStatus', 'Failure')],
    description:
      'Entra ID: consent of $(office_365.UserId) to application $(office_365.ObjectId) was refused.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1528'],
    why: 'The user tried to let an application in and the consent policy stopped it.',
    whatToDo: 'Find out how the user came to the application.',
    hits: [consent('False', 'False', 'User.Read', { ResultStatus: 'Failure' })],
    misses: [consent('False', 'False', 'User.Read')],
  }),
  defineRule({
    id: at(5),
    level: 13,
    parent: CONSENT.given,
    fields: [is('ResultStatus', 'Failure'), newValue('MethodExecutionResult.', /Risky/i)],
    description:
      'Entra ID: consent of $(office_365.UserId) to the risky application $(office_365.ObjectId) was blocked.',
    groups: [...GROUPS, 'attack'],
    compliance: 'attack',
    mitre: ['T1528', 'T1566.002'],
    why: 'Microsoft knows the application as risky: an attempted consent phishing.',
    whatToDo: 'Find the mail or chat that led the user there and remove it from all mailboxes.',
    origin: 'Splunk, Sigma.',
    hits: [
      directory('Consent to application.', {
        ResultStatus: 'Failure',
        ModifiedProperties: changed({
          'MethodExecutionResult.': ['Microsoft.Online.Security.UserConsentBlockedForRiskyAppsException', ''],
        }),
      }),
    ],
    misses: [consent('False', 'False', 'User.Read', { ResultStatus: 'Failure' })],
  }),
];
