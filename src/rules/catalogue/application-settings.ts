import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { newValue, operation } from '../patterns.ts';
import { quietRepeats } from '../quiet-repeats.ts';
import { NODE } from './nodes.ts';
import { changed, directory, times } from './samples.ts';
import { MAIL_READ_ID, TAKEOVER_PERMISSION_IDS } from './sensitive-permissions.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1250 + offset;

const GROUPS = ['o365_entra', 'o365_application'];

const updateOf = (name: string, newValue: string, oldValue = '[]') =>
  directory('Update application.', {
    ObjectId: 'Application_x',
    ModifiedProperties: changed({ [name]: [newValue, oldValue] }),
  });
const requested = (id: string) =>
  updateOf(
    'RequiredResourceAccess',
    `[\r\n  {\r\n    "RequiredAppPermissions": [ { "EntitlementId": "${id}" } ]\r\n  }\r\n]`,
  );

const TAKEOVER_REQUESTED = defineRule({
  id: at(7),
  level: 11,
  parent: at(6),
  fields: [newValue('RequiredResourceAccess', TAKEOVER_PERMISSION_IDS)],
  description:
    'Entra ID: $(office_365.UserId) made the application $(office_365.ObjectId) ask for permissions fit for a takeover.',
  groups: GROUPS,
  compliance: 'privilegeChange',
  mitre: ['T1098.003', 'T1098.002'],
  why: 'The application asks for all mail, all files or the directory; one consent is missing.',
  whatToDo: 'Check that it was planned before anybody consents.',
  origin: 'Splunk.',
  hits: [
    requested('dc890d15-9560-4a4c-9b7f-a736ec74ec40'),
    requested('9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8'),
  ],
  misses: [requested('e1fe6dd8-ba31-4d61-89e7-88639da4683d')],
});

/** What applications ask for and who may use them. */
export const APPLICATION_SETTINGS: readonly Rule[] = [
  defineRule({
    id: at(6),
    level: 3,
    parent: NODE.applications,
    fields: [operation('Update application.', 'Update service principal.')],
    description: 'Entra ID: $(office_365.UserId) changed the application $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'accountChange',
    why: 'Any other change of an application.',
    hits: [directory('Update application.')],
    misses: [directory('Add application.')],
  }),
  TAKEOVER_REQUESTED,
  ...quietRepeats(TAKEOVER_REQUESTED, {
    id: at(15),
    timeframeSeconds: 600,
    same: ['UserId', 'ObjectId'],
    level: 5,
    description:
      'Entra ID: $(office_365.UserId) changed again what the application $(office_365.ObjectId) asks for.',
    hits: [times(2, () => requested('dc890d15-9560-4a4c-9b7f-a736ec74ec40'))],
    misses: [
      [
        requested('dc890d15-9560-4a4c-9b7f-a736ec74ec40'),
        { ...requested('dc890d15-9560-4a4c-9b7f-a736ec74ec40'), ObjectId: 'Application_y' },
      ],
    ],
  }),
  defineRule({
    id: at(8),
    level: 9,
    parent: at(6),
    fields: [newValue('RequiredResourceAccess', MAIL_READ_ID)],
    description:
      'Entra ID: $(office_365.UserId) made the application $(office_365.ObjectId) ask to read all mail.',
    groups: GROUPS,
    compliance: 'privilegeChange',
    mitre: ['T1114.002', 'T1098.003'],
    why: 'One consent, and the application reads every mailbox.',
    whatToDo: 'Check that it was planned before anybody consents.',
    origin: 'Splunk.',
    hits: [requested('810c84a8-4a9e-49e6-bf7d-12d183f40d01')],
    misses: [requested('e1fe6dd8-ba31-4d61-89e7-88639da4683d')],
  }),
  defineRule({
    id: at(9),
    level: 8,
    parent: at(6),
    fields: [newValue('AvailableToOtherTenants', /true/i)],
    description:
      'Entra ID: $(office_365.UserId) opened the application $(office_365.ObjectId) to other tenants.',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1098.003'],
    why: 'Strangers’ tenants can now use the application, and an attacker’s tenant can get its tokens.',
    whatToDo: 'Check that the application is meant for customers.',
    origin: 'Splunk.',
    hits: [updateOf('AvailableToOtherTenants', '[\r\n  true\r\n]', '[\r\n  false\r\n]')],
    misses: [updateOf('AvailableToOtherTenants', '[\r\n  false\r\n]')],
  }),
  defineRule({
    id: at(10),
    level: 6,
    parent: at(6),
    fields: [newValue('AppAddress', /http/i)],
    description:
      'Entra ID: $(office_365.UserId) changed the reply addresses of the application $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1528'],
    why: 'Tokens of the application go to these addresses. One in foreign hands collects them.',
    whatToDo: 'Check that the addresses are yours.',
    origin: 'Sigma.',
    hits: [updateOf('AppAddress', '[\r\n  {\r\n    "Address": "https://app.contoso.example/"\r\n  }\r\n]')],
    misses: [updateOf('DisplayName', '[\r\n  "App"\r\n]')],
  }),
  defineRule({
    id: at(18),
    level: 6,
    parent: at(6),
    fields: [newValue('AppIdentifierUri', /\w/)],
    description:
      'Entra ID: $(office_365.UserId) changed the identifier of the application $(office_365.ObjectId).',
    groups: GROUPS,
    compliance: 'policyChange',
    mitre: ['T1528'],
    why: 'Tokens are issued for this address (AppID URI). One that nobody holds any more can be taken by somebody else.',
    whatToDo: 'Check that the address is of a domain of yours, and that the change was planned.',
    falsePositives: 'Developers who set up an interface of their own.',
    origin: 'Sigma.',
    hits: [updateOf('AppIdentifierUri', '[\r\n  "api://app.contoso.example"\r\n]')],
    misses: [updateOf('AppIdentifierUri', '[]', '[\r\n  "api://app.contoso.example"\r\n]')],
  }),
];
