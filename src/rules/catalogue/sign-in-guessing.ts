import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { ADA, BOB, failedSignIn, times } from './samples.ts';
import { FAILED } from './sign-in-failures.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1000 + offset;

const GROUPS = ['o365_entra', 'o365_sign_in'];

/** What many failures mean together. */
export const SIGN_IN_GUESSING: readonly Rule[] = [
  defineRule({
    id: at(10),
    level: 10,
    parent: FAILED.any,
    correlation: { frequency: 10, timeframeSeconds: 600, matchedRule: FAILED.any, same: ['UserId'] },
    description:
      'Entra ID: 10 failed sign-ins of $(office_365.UserId) within 10 minutes, last from $(srcip).',
    groups: [...GROUPS, 'authentication_failures', 'attack'],
    compliance: 'signInFailure',
    mitre: ['T1110.001'],
    why: 'Somebody guesses the password of one account.',
    whatToDo:
      'Check for a success from the same addresses; block them; ask the user about devices with an old password.',
    falsePositives: 'A service or phone with an outdated password.',
    hits: [times(10, () => failedSignIn('50126'))],
    misses: [
      times(9, () => failedSignIn('50126')),
      times(10, i =>
        failedSignIn('50126', {
          UserId: `user${i}@contoso.example`,
          ClientIP: `198.51.100.${i + 1}`,
          ActorIpAddress: `198.51.100.${i + 1}`,
        }),
      ),
    ],
  }),
  defineRule({
    id: FAILED.spray,
    level: 11,
    parent: FAILED.any,
    correlation: {
      frequency: 10,
      timeframeSeconds: 600,
      matchedRule: FAILED.any,
      sameAddress: true,
      different: ['UserId'],
    },
    description:
      'Entra ID: password spray from $(srcip): 10 failed sign-ins of several users within 10 minutes.',
    groups: [...GROUPS, 'authentication_failures', 'attack'],
    compliance: 'attack',
    mitre: ['T1110.003'],
    why: 'One address tries a few passwords on many accounts, to stay below the lockout.',
    whatToDo: 'Block the address; list the accounts it tried and look for a success of any of them.',
    falsePositives:
      'A company’s shared exit address after a password policy change. List it in o365-trusted-networks.',
    hits: [times(10, i => failedSignIn('50126', { UserId: `user${i}@contoso.example` }))],
    misses: [times(9, i => failedSignIn('50126', { UserId: `user${i}@contoso.example` }))],
  }),
  defineRule({
    id: at(12),
    level: 11,
    parent: FAILED.any,
    correlation: {
      frequency: 8,
      timeframeSeconds: 600,
      matchedRule: FAILED.any,
      same: ['UserId'],
      differentAddress: true,
    },
    description:
      'Entra ID: distributed password guessing on $(office_365.UserId): 8 failures from other addresses within 10 minutes.',
    groups: [...GROUPS, 'authentication_failures', 'attack'],
    compliance: 'attack',
    mitre: ['T1110.001', 'T1110.004'],
    why: 'The guesses on one account come from many addresses, as botnets and credential stuffing do.',
    whatToDo: 'Reset the password, make sure a second factor is enforced, look for a success.',
    hits: [
      times(8, i =>
        failedSignIn('50126', { ClientIP: `203.0.113.${i + 1}`, ActorIpAddress: `203.0.113.${i + 1}` }),
      ),
    ],
    misses: [times(8, () => failedSignIn('50126'))],
  }),
  defineRule({
    id: at(13),
    level: 10,
    parent: FAILED.lockout,
    correlation: { frequency: 10, timeframeSeconds: 3600, matchedRule: FAILED.lockout, same: ['UserId'] },
    description:
      'Entra ID: 10 sign-ins of $(office_365.UserId) refused by the lockout within an hour, last from $(srcip).',
    groups: [...GROUPS, 'authentication_failures', 'attack'],
    compliance: 'signInFailure',
    mitre: ['T1110.001'],
    why: 'The guessing goes on after the lockout; every attempt in it is refused with the same number.',
    whatToDo: 'Block the addresses; have the user change the password from a clean device.',
    falsePositives: 'A device that keeps trying an old password.',
    hits: [times(10, () => failedSignIn('50053'))],
    misses: [
      times(9, () => failedSignIn('50053')),
      times(10, i => failedSignIn('50053', { UserId: i === 0 ? BOB : ADA })),
    ],
  }),
  defineRule({
    id: at(14),
    level: 12,
    parent: FAILED.lockout,
    correlation: {
      frequency: 4,
      timeframeSeconds: 3600,
      matchedRule: FAILED.lockout,
      sameAddress: true,
      different: ['UserId'],
    },
    description: 'Entra ID: $(srcip) locked out 4 accounts within an hour.',
    groups: [...GROUPS, 'authentication_failures', 'attack'],
    compliance: 'attack',
    mitre: ['T1110.003'],
    why: 'A spray so heavy that it runs into the lockout of several accounts.',
    whatToDo: 'Block the address; look for a success of any account from it.',
    hits: [times(4, i => failedSignIn('50053', { UserId: `user${i}@contoso.example` }))],
    misses: [
      times(4, i =>
        failedSignIn('50053', {
          UserId: `user${i}@contoso.example`,
          ClientIP: `203.0.113.${i + 1}`,
          ActorIpAddress: `203.0.113.${i + 1}`,
        }),
      ),
    ],
  }),
  defineRule({
    id: at(15),
    level: 10,
    parent: FAILED.unknownUser,
    correlation: {
      frequency: 10,
      timeframeSeconds: 600,
      matchedRule: FAILED.unknownUser,
      sameAddress: true,
      different: ['UserId'],
    },
    description: 'Entra ID: $(srcip) tried 10 accounts that do not exist within 10 minutes.',
    groups: [...GROUPS, 'authentication_failures', 'invalid_login', 'attack'],
    compliance: 'attack',
    mitre: ['T1087.004', 'T1110.003'],
    why: 'Somebody searches for valid accounts, often with a list of names from elsewhere.',
    whatToDo: 'Block the address; look for accounts that exist among those it tried.',
    hits: [times(10, i => failedSignIn('50034', { UserId: `guess${i}@contoso.example` }))],
    misses: [times(9, i => failedSignIn('50034', { UserId: `guess${i}@contoso.example` }))],
  }),
  defineRule({
    id: FAILED.fatigue,
    level: 12,
    parent: FAILED.secondFactor,
    correlation: { frequency: 5, timeframeSeconds: 900, matchedRule: FAILED.secondFactor, same: ['UserId'] },
    description:
      'Entra ID: MFA fatigue: $(office_365.UserId) refused 5 prompts within 15 minutes, last from $(srcip).',
    groups: [...GROUPS, 'authentication_failures', 'attack'],
    compliance: 'attack',
    mitre: ['T1621'],
    why: 'Somebody with the right password sends prompt after prompt until the user gives in.',
    whatToDo: 'Call the user. Reset the password, revoke the sessions, turn on number matching.',
    hits: [times(5, () => failedSignIn('500121'))],
    misses: [
      times(4, () => failedSignIn('500121')),
      times(5, i => failedSignIn('500121', { UserId: i % 2 === 0 ? ADA : BOB })),
    ],
  }),
  defineRule({
    id: at(17),
    level: 12,
    parent: FAILED.secondFactor,
    correlation: {
      frequency: 3,
      timeframeSeconds: 1800,
      matchedRule: FAILED.secondFactor,
      sameAddress: true,
      different: ['UserId'],
    },
    description: 'Entra ID: $(srcip) got as far as the second factor of 3 users within 30 minutes.',
    groups: [...GROUPS, 'authentication_failures', 'attack'],
    compliance: 'attack',
    mitre: ['T1110.003', 'T1621'],
    why: 'One address knows the passwords of several users.',
    whatToDo: 'Reset the passwords of all users that this address reached; block it.',
    falsePositives: 'A shared exit address in a large office. List it in o365-trusted-networks.',
    hits: [times(3, i => failedSignIn('500121', { UserId: `user${i}@contoso.example` }))],
    misses: [times(3, () => failedSignIn('500121'))],
  }),
];
