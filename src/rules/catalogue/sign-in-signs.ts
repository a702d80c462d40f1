import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches, nameValue } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { signIn } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1030 + offset;

const GROUPS = ['o365_entra', 'o365_sign_in', 'authentication_success'];
const SUSPICIOUS = [...GROUPS, 'o365_suspicious_sign_in', 'attack'];

/** Microsoft’s own application ids, as Microsoft documents them. */
const OFFICE_HOME = '4765445b-32c6-49b0-83e6-1d93765276ca';
const AUTHENTICATION_BROKER = '29d9ed98-a469-4536-ade2-f981bc1d605e';
const COMPANY_PORTAL = '9ba1a5c7-f17a-4de9-a1f1-6178c8d51223';
const VISUAL_STUDIO_CODE = 'aebc6443-996d-45c2-90f0-388ff96faa56';
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const AZURE_POWERSHELL = '1950a258-227b-4e31-a9cf-717495945fc2';
const GRAPH = '00000003-0000-0000-c000-000000000000';
const LEGACY_GRAPH = '00000002-0000-0000-c000-000000000000';
const DEVICE_REGISTRATION = '01cb2876-7ebd-4aa4-9cc9-d28bd4d359a9';

const DEVICE_CODE = { RequestType: 'Cmsi:Cmsi' };
const CODE_FLOW = { RequestType: 'OAuth2:Authorize', ResultStatusDetail: 'Redirect' };
const userAgent = (pattern: RegExp) => nameValue('ExtendedProperties', 'UserAgent', pattern);

/** Successful sign-ins that carry a sign of an attack in themselves. */
export const SIGN_IN_SIGNS: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 13,
    parent: NODE.signedIn,
    fields: [
      is('ApplicationId', OFFICE_HOME, AUTHENTICATION_BROKER),
      userAgent(/(?:node|axios|undici)(?:[/ -]|")/i),
    ],
    description:
      'Entra ID: adversary-in-the-middle phishing kit: $(office_365.UserId) signed in through a proxy at $(srcip).',
    groups: SUSPICIOUS,
    compliance: 'attack',
    mitre: ['T1557', 'T1539', 'T1566'],
    why: 'Kits such as Tycoon 2FA relay the sign-in through a Node.js proxy and keep the session cookie, second factor included.',
    whatToDo:
      'Revoke all sessions, reset the password, remove new authentication methods and inbox rules of the user.',
    origin: 'Elastic.',
    hits: [
      signIn({ ApplicationId: OFFICE_HOME }, { UserAgent: 'axios/1.7.2' }),
      signIn({ ApplicationId: AUTHENTICATION_BROKER }, { UserAgent: 'node' }),
    ],
    misses: [signIn({ ApplicationId: OFFICE_HOME }), signIn({}, { UserAgent: 'axios/1.7.2' })],
  }),
  defineRule({
    id: at(1),
    level: 8,
    parent: NODE.signedIn,
    fields: [
      userAgent(
        /(?:axios|undici|node-fetch|python-requests|python-httpx|aiohttp|Go-http-client|curl|fasthttp|okhttp)[/ "]/i,
      ),
    ],
    description: 'Entra ID: $(office_365.UserId) signed in from $(srcip) with a script, not a browser.',
    groups: SUSPICIOUS,
    compliance: 'signInSuccess',
    mitre: ['T1078.004', 'T1059'],
    why: 'People sign in with browsers and Office programs. HTTP libraries belong to scripts and to attack tools.',
    whatToDo: 'Find out whose script it is. If nobody owns it: revoke the sessions and reset the password.',
    falsePositives: 'In-house automation that signs in as a user. It should have an application of its own.',
    hits: [signIn({}, { UserAgent: 'python-requests/2.32.3' }), signIn({}, { UserAgent: 'axios/1.7.2' })],
    misses: [signIn()],
  }),
  defineRule({
    id: at(2),
    level: 10,
    parent: NODE.signedIn,
    fields: [nameValue('ExtendedProperties', 'RequestType', /Cmsi:Cmsi"/i)],
    description: 'Entra ID: $(office_365.UserId) signed in by device code, from $(srcip).',
    groups: SUSPICIOUS,
    compliance: 'attack',
    mitre: ['T1528', 'T1550.001', 'T1566.002'],
    why: 'The user typed a code that another device shows. Phishers send such codes; few tenants need the flow.',
    whatToDo:
      'Ask the user which device it was. Block the device code flow by Conditional Access where nobody needs it.',
    falsePositives: 'Meeting room devices, command line tools of administrators.',
    origin: 'Elastic.',
    hits: [signIn({}, DEVICE_CODE)],
    misses: [signIn(), signIn({}, { RequestType: 'Kmsi:kmsi' })],
  }),
  defineRule({
    id: at(3),
    level: 13,
    parent: at(2),
    fields: [is('ApplicationId', AUTHENTICATION_BROKER)],
    description:
      'Entra ID: device code phishing: $(office_365.UserId) gave the Authentication Broker a token, from $(srcip).',
    groups: SUSPICIOUS,
    compliance: 'attack',
    mitre: ['T1528', 'T1550.001', 'T1098.005'],
    why: 'With the broker’s token an attacker registers a device of their own and gets a lasting primary refresh token.',
    whatToDo: 'Revoke the sessions and delete devices that were registered since.',
    origin: 'Elastic.',
    hits: [signIn({ ApplicationId: AUTHENTICATION_BROKER }, DEVICE_CODE)],
    misses: [signIn({}, DEVICE_CODE)],
  }),
  defineRule({
    id: at(4),
    level: 12,
    parent: at(2),
    fields: [is('ApplicationId', COMPANY_PORTAL)],
    description:
      'Entra ID: $(office_365.UserId) used the Company Portal by device code, which Conditional Access lets pass, from $(srcip).',
    groups: SUSPICIOUS,
    compliance: 'attack',
    mitre: ['T1078.004', 'T1556.009'],
    why: 'The Company Portal is exempt from "require a compliant device", so its tokens get round that policy.',
    whatToDo: 'Revoke the sessions; look for what the token was used for.',
    origin: 'Sigma.',
    hits: [signIn({ ApplicationId: COMPANY_PORTAL }, DEVICE_CODE)],
    misses: [signIn({ ApplicationId: COMPANY_PORTAL })],
  }),
  defineRule({
    id: at(5),
    level: 8,
    parent: NODE.signedIn,
    fields: [userAgent(/BAV2ROPC/i)],
    description: 'Entra ID: $(office_365.UserId) signed in with a bare password (ROPC), from $(srcip).',
    groups: SUSPICIOUS,
    compliance: 'signInSuccess',
    mitre: ['T1078.004', 'T1110.003'],
    why: 'The resource owner password flow knows no second factor. Sprayers use it.',
    whatToDo: 'Find the client that needs it and replace it; block legacy authentication.',
    falsePositives: 'Old mail programs.',
    origin: 'Elastic.',
    hits: [signIn({}, { UserAgent: 'BAV2ROPC' })],
    misses: [signIn()],
  }),
  defineRule({
    id: at(6),
    level: 8,
    parent: NODE.signedIn,
    fields: [userAgent(/(?:CBAIn(?:PROD|TAR)|IMAP|POP3?[/ "]|SMTP|Authenticated SMTP)/i)],
    description: 'Entra ID: $(office_365.UserId) signed in with legacy authentication, from $(srcip).',
    groups: SUSPICIOUS,
    compliance: 'signInSuccess',
    mitre: ['T1078.004'],
    why: 'Basic authentication over IMAP, POP, SMTP or Exchange ActiveSync knows no second factor.',
    whatToDo: 'Find the client and replace it; block legacy authentication.',
    falsePositives: 'Printers and old mail programs.',
    hits: [signIn({}, { UserAgent: 'CBAInPROD' }), signIn({}, { UserAgent: 'IMAP client' })],
    misses: [signIn()],
  }),
  defineRule({
    id: at(7),
    level: 8,
    parent: NODE.signedIn,
    fields: [
      is('ApplicationId', VISUAL_STUDIO_CODE, AZURE_CLI, AZURE_POWERSHELL),
      is('ObjectId', GRAPH, LEGACY_GRAPH),
      nameValue('ExtendedProperties', 'RequestType', /OAuth2:Authorize"/i),
      nameValue('ExtendedProperties', 'ResultStatusDetail', /Redirect"/i),
    ],
    description:
      'Entra ID: $(office_365.UserId) gave a developer tool a code for Microsoft Graph, from $(srcip).',
    groups: SUSPICIOUS,
    compliance: 'signInSuccess',
    mitre: ['T1528', 'T1566.002'],
    why: 'Phishers send links that sign the user in to Visual Studio Code or the Azure tools and ask for the address the browser ends up at: it holds the code.',
    whatToDo: 'Ask the user. If they know nothing of the tool: revoke the sessions.',
    falsePositives: 'Developers and administrators.',
    origin: 'Elastic.',
    hits: [signIn({ ApplicationId: VISUAL_STUDIO_CODE, ObjectId: GRAPH }, CODE_FLOW)],
    misses: [
      signIn({ ApplicationId: VISUAL_STUDIO_CODE }, CODE_FLOW),
      signIn({ ObjectId: GRAPH }, CODE_FLOW),
    ],
  }),
  defineRule({
    id: at(8),
    level: 7,
    parent: NODE.signedIn,
    fields: [is('ObjectId', DEVICE_REGISTRATION), is('ApplicationId', AUTHENTICATION_BROKER)],
    description: 'Entra ID: $(office_365.UserId) signed in to register a device, from $(srcip).',
    groups: GROUPS,
    compliance: 'signInSuccess',
    mitre: ['T1098.005'],
    why: 'A device is about to be joined. Attackers do it with a stolen token to stay.',
    whatToDo: 'Check that the user was setting up a device; otherwise delete it and revoke the sessions.',
    falsePositives: 'Setting up a computer or phone.',
    hits: [signIn({ ApplicationId: AUTHENTICATION_BROKER, ObjectId: DEVICE_REGISTRATION })],
    misses: [signIn({ ObjectId: DEVICE_REGISTRATION })],
  }),
  defineRule({
    id: at(9),
    level: 3,
    parent: NODE.signedIn,
    fields: [matches('UserId', /^(?:Not Available|NOT-FOUND|ServicePrincipal_|[0-9a-f-]{36}$)/i)],
    description: 'Entra ID: sign-in without a user name ($(office_365.UserId)) from $(srcip).',
    groups: GROUPS,
    compliance: 'signInSuccess',
    why: 'A service principal, or a user that Entra had not resolved when it wrote the event.',
    hits: [signIn({ UserId: 'Not Available' })],
    misses: [signIn()],
  }),
  defineRule({
    id: at(10),
    level: 10,
    parent: NODE.risks,
    description: 'Entra ID Protection: $(office_365.Operation) for $(office_365.UserId), from $(srcip).',
    groups: ['o365_entra', 'o365_sign_in', 'o365_suspicious_sign_in', 'attack'],
    compliance: 'attack',
    mitre: ['T1078.004'],
    why: 'Microsoft found a risk: leaked credentials, an anonymous address, unusual travel, a strange token.',
    whatToDo:
      'Open the user in Entra ID Protection; reset the password and revoke the sessions unless it is safe.',
    hits: [signIn({ RecordType: 294, Operation: 'RiskDetection', Workload: 'AadRiskDetection' })],
    misses: [signIn()],
  }),
];
