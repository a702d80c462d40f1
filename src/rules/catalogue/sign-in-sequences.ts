import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE, GENERIC_RULE_ID } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { lacks, matches } from '../patterns.ts';
import { quietRepeats } from '../quiet-repeats.ts';
import { NODE } from './nodes.ts';
import { ADA, BOB, failedSignIn, signIn, times } from './samples.ts';
import { FAILED } from './sign-in-failures.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1060 + offset;

const GROUPS = ['o365_entra', 'o365_sign_in', 'authentication_success', 'o365_suspicious_sign_in', 'attack'];

const SPRAYED = times(10, i => failedSignIn('50126', { UserId: `user${i}@contoso.example` }));

const AFTER_SPRAY = defineRule({
  id: at(1),
  level: 13,
  parent: NODE.signedIn,
  correlation: {
    frequency: 2,
    timeframeSeconds: 3600,
    matchedRule: FAILED.spray,
    sameAddress: true,
  },
  description:
    'Entra ID: $(office_365.UserId) signed in from $(srcip), which sprayed passwords within the last hour.',
  groups: [...GROUPS, 'o365_sprayed_account'],
  compliance: 'attack',
  mitre: ['T1110.003', 'T1078.004'],
  why: 'The spray found a password.',
  whatToDo: 'Reset the password, revoke the sessions, block the address, look at what the account did since.',
  falsePositives: 'A company’s shared exit address. List it in o365-trusted-networks.',
  hits: [[...SPRAYED, signIn()]],
  misses: [[...SPRAYED, signIn({ ClientIP: '203.0.113.9', ActorIpAddress: '203.0.113.9' })]],
});

const AFTER_FATIGUE = defineRule({
  id: at(2),
  level: 13,
  parent: NODE.signedIn,
  correlation: {
    frequency: 2,
    timeframeSeconds: 3600,
    matchedRule: FAILED.fatigue,
    same: ['UserId'],
  },
  description:
    'Entra ID: $(office_365.UserId) signed in from $(srcip) after a flood of second factor prompts.',
  groups: [...GROUPS, 'o365_worn_down_user'],
  compliance: 'attack',
  mitre: ['T1621', 'T1078.004'],
  why: 'The user may have given in.',
  whatToDo:
    'Call the user now. Unless they are sure: revoke the sessions, reset the password, remove new authentication methods.',
  hits: [[...times(5, () => failedSignIn('500121')), signIn()]],
  misses: [[...times(5, () => failedSignIn('500121')), signIn({ UserId: BOB })]],
});

/** Successful sign-ins that become suspicious by what came before them. */
export const SIGN_IN_SEQUENCES: readonly Rule[] = [
  defineRule({
    id: at(0),
    level: 12,
    parent: NODE.signedIn,
    correlation: { frequency: 9, timeframeSeconds: 900, matchedRule: FAILED.any, same: ['UserId'] },
    description: 'Entra ID: $(office_365.UserId) signed in from $(srcip) after 8 failures within 15 minutes.',
    groups: GROUPS,
    compliance: 'attack',
    mitre: ['T1110', 'T1078.004'],
    why: 'Guessing may have succeeded.',
    whatToDo:
      'Compare the addresses of the failures and of the success; ask the user; reset the password if in doubt.',
    falsePositives: 'Somebody who remembered the password at last.',
    hits: [[...times(8, () => failedSignIn('50126')), signIn()]],
    misses: [
      [...times(7, () => failedSignIn('50126')), signIn()],
      [...times(8, () => failedSignIn('50126')), signIn({ UserId: BOB })],
    ],
  }),
  AFTER_SPRAY,
  ...quietRepeats(AFTER_SPRAY, {
    id: at(10),
    ownGroup: 'o365_sprayed_account',
    timeframeSeconds: 600,
    same: ['UserId'],
    sameAddress: true,
    level: 5,
    description: 'Entra ID: $(office_365.UserId) signed in again from $(srcip), which had sprayed passwords.',
    hits: [[...SPRAYED, signIn(), signIn()]],
    misses: [
      [...SPRAYED, signIn(), signIn({ UserId: BOB })],
      [...SPRAYED, signIn(), signIn({ ClientIP: '203.0.113.9', ActorIpAddress: '203.0.113.9' })],
    ],
  }),
  AFTER_FATIGUE,
  ...quietRepeats(AFTER_FATIGUE, {
    id: at(12),
    ownGroup: 'o365_worn_down_user',
    timeframeSeconds: 600,
    same: ['UserId'],
    sameAddress: true,
    level: 5,
    description:
      'Entra ID: $(office_365.UserId) signed in again from $(srcip) after a flood of second factor prompts.',
    hits: [[...times(5, () => failedSignIn('500121')), signIn(), signIn()]],
    misses: [[...times(5, () => failedSignIn('500121')), signIn(), signIn({ UserId: BOB })]],
  }),
  defineRule({
    id: at(3),
    level: 10,
    parent: NODE.signedIn,
    correlation: { frequency: 4, timeframeSeconds: 600, matchedRule: FAILED.secondFactor, same: ['UserId'] },
    description:
      'Entra ID: $(office_365.UserId) signed in from $(srcip) after refusing 3 prompts within 10 minutes.',
    groups: GROUPS,
    compliance: 'attack',
    mitre: ['T1621'],
    why: 'Three refused prompts and then one accepted: a slow phone, or a user worn down.',
    whatToDo: 'Ask the user whether they meant to sign in.',
    falsePositives: 'Bad reception.',
    hits: [[...times(3, () => failedSignIn('500121')), signIn()]],
    misses: [[...times(2, () => failedSignIn('500121')), signIn()]],
  }),
  defineRule({
    id: at(4),
    level: 10,
    parent: NODE.signedIn,
    fields: [matches('DeviceProperties', /"SessionId"/), lacks('UserId', /^(?:Not Available|NOT-FOUND)/)],
    correlation: {
      frequency: 3,
      timeframeSeconds: 3600,
      matchedRule: GENERIC_RULE_ID,
      same: ['UserId', 'DeviceProperties'],
      differentAddress: true,
    },
    description:
      'Entra ID: one session of $(office_365.UserId) came from several addresses within an hour, last $(srcip).',
    groups: GROUPS,
    compliance: 'attack',
    mitre: ['T1539', 'T1185', 'T1550.004'],
    why: 'A session belongs to one browser. Seen from elsewhere, its cookie was probably copied.',
    whatToDo:
      'Look up the addresses. Different networks at the same time: revoke the sessions and reset the password.',
    falsePositives: 'A laptop that changes between office, VPN and phone.',
    origin: 'Splunk, on addresses.',
    hits: [
      [
        signIn({ ClientIP: '198.51.100.10', ActorIpAddress: '198.51.100.10' }),
        signIn({ ClientIP: '198.51.100.10', ActorIpAddress: '198.51.100.10' }),
        signIn({ ClientIP: '203.0.113.77', ActorIpAddress: '203.0.113.77' }),
      ],
    ],
    misses: [
      times(3, () => signIn()),
      [signIn(), signIn(), signIn({ UserId: BOB, ClientIP: '203.0.113.77', ActorIpAddress: '203.0.113.77' })],
      [
        signIn({ DeviceProperties: [] }),
        signIn({ DeviceProperties: [] }),
        signIn({
          DeviceProperties: [],
          ClientIP: '203.0.113.77',
          ActorIpAddress: '203.0.113.77',
          UserId: ADA,
        }),
      ],
    ],
  }),
];
