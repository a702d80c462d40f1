import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { is, matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { failedSignIn, signIn } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1000 + offset;

/** Ids that other files of the catalogue build on. */
export const FAILED = {
  any: at(0),
  secondFactor: at(2),
  lockout: at(3),
  unknownUser: at(5),
  spray: at(11),
  fatigue: at(16),
} as const;

const GROUPS = ['o365_entra', 'o365_sign_in'];

/** Failed sign-ins: the base rule, and the reasons that say more than "wrong password". */
export const SIGN_IN_FAILURES: readonly Rule[] = [
  defineRule({
    id: FAILED.any,
    level: 5,
    parent: NODE.signIns,
    fields: [operation('UserLoginFailed')],
    description: 'Entra ID: failed sign-in of $(office_365.UserId) from $(srcip): $(office_365.LogonError).',
    groups: [...GROUPS, 'authentication_failed'],
    compliance: 'signInFailure',
    mitre: ['T1078.004'],
    why: 'A password or another first factor was wrong. One is daily life; the correlations count them.',
    hits: [failedSignIn('50126'), failedSignIn('50126', { ExtendedProperties: [] })],
    misses: [signIn(), failedSignIn('50140')],
  }),
  defineRule({
    id: at(1),
    level: 3,
    parent: FAILED.any,
    fields: [
      matches(
        'ErrorNumber',
        /^(?:16000|50011|50055|50058|50072|50074|50076|50079|50089|50097|50125|50127|50129|50132|50133|50140|50144|50173|50199|65001|70043|70044|90094|90095|9002341|1000000)$/,
      ),
    ],
    description: 'Entra ID: sign-in of $(office_365.UserId) interrupted: $(office_365.LogonError).',
    groups: GROUPS,
    why: 'Entra logs steps of a normal sign-in as failures: second factor wanted, keep-me-signed-in page, session over, consent missing. They are kept out of the brute force counts.',
    hits: [failedSignIn('50140'), failedSignIn('50058'), failedSignIn('65001')],
    misses: [failedSignIn('50126')],
  }),
  defineRule({
    id: FAILED.secondFactor,
    level: 5,
    parent: FAILED.any,
    fields: [matches('ErrorNumber', /^(?:500121|50088|500014)$/)],
    description: 'Entra ID: second factor of $(office_365.UserId) refused or not answered, from $(srcip).',
    groups: [...GROUPS, 'authentication_failed'],
    compliance: 'signInFailure',
    mitre: ['T1621'],
    why: 'The password was right and the second factor was not given. Whoever tries knows the password.',
    whatToDo: 'Ask the user whether it was them. If not: reset the password and revoke the sessions.',
    falsePositives: 'A phone out of reach, a prompt that ran out.',
    hits: [failedSignIn('500121')],
    misses: [failedSignIn('50126')],
  }),
  defineRule({
    id: FAILED.lockout,
    level: 6,
    parent: FAILED.any,
    fields: [is('ErrorNumber', '50053')],
    description: 'Entra ID: $(office_365.UserId) locked out after failed sign-ins, from $(srcip).',
    groups: [...GROUPS, 'authentication_failed'],
    compliance: 'signInFailure',
    mitre: ['T1110.001'],
    why: 'Smart lockout stopped further guesses, or the address is known to Microsoft as malicious.',
    whatToDo:
      'Look at the addresses that tried. If they are not the user’s, block them and check for a success.',
    falsePositives: 'A device that keeps trying an old password.',
    hits: [failedSignIn('50053')],
    misses: [failedSignIn('50126')],
  }),
  defineRule({
    id: at(4),
    level: 6,
    parent: FAILED.any,
    fields: [is('ErrorNumber', '50057')],
    description: 'Entra ID: sign-in to the disabled account $(office_365.UserId) from $(srcip).',
    groups: [...GROUPS, 'authentication_failed'],
    compliance: 'signInFailure',
    mitre: ['T1078.004'],
    why: 'Somebody uses the account of a person who has left or was shut out.',
    whatToDo: 'Find out which device or person still has the credentials.',
    falsePositives: 'Scripts and phones that nobody updated when the account was closed.',
    hits: [failedSignIn('50057')],
    misses: [failedSignIn('50126')],
  }),
  defineRule({
    id: FAILED.unknownUser,
    level: 5,
    parent: FAILED.any,
    fields: [matches('ErrorNumber', /^(?:50034|51004|50020)$/)],
    description: 'Entra ID: sign-in as the unknown user $(office_365.UserId) from $(srcip).',
    groups: [...GROUPS, 'authentication_failed', 'invalid_login'],
    compliance: 'signInFailure',
    mitre: ['T1078.004'],
    why: 'The account does not exist. Single ones are typing errors; many from one address are a search for accounts.',
    hits: [failedSignIn('50034')],
    misses: [failedSignIn('50126')],
  }),
  defineRule({
    id: at(6),
    level: 6,
    parent: FAILED.any,
    fields: [matches('ErrorNumber', /^(?:53000|53001|53002|53003|530002|530003|53009|530021|530032)$/)],
    description:
      'Entra ID: Conditional Access blocked $(office_365.UserId) from $(srcip) after a right password.',
    groups: [...GROUPS, 'authentication_failed'],
    compliance: 'signInFailure',
    mitre: ['T1078.004'],
    why: 'The credentials were right; the place, the device or the application was not allowed.',
    whatToDo: 'If address and device are not the user’s, the password is known to somebody else: reset it.',
    falsePositives: 'Private devices, travel.',
    hits: [failedSignIn('53003')],
    misses: [failedSignIn('50126')],
  }),
  defineRule({
    id: at(7),
    level: 6,
    parent: FAILED.any,
    fields: [
      matches(
        'ErrorNumber',
        /^(?:20001|20012|20033|40008|40009|40015|50006|50008|50012|50013|50027|50048|50099|75005|75008|75011|75016|81004|81009|81010|399284|500212|500213|700005|5000819)$/,
      ),
    ],
    description:
      'Entra ID: single sign-on of $(office_365.UserId) failed: $(office_365.LogonError) ($(office_365.ErrorNumber)).',
    groups: [...GROUPS, 'authentication_failed'],
    compliance: 'signInFailure',
    mitre: ['T1606.002'],
    why: 'A token, an assertion or a Kerberos ticket was not valid: a broken federation, or somebody trying forged or stolen tokens.',
    whatToDo:
      'Compare with changes of certificates and federation settings; without one, look at the source.',
    origin: 'Elastic and Splunk have the same error numbers.',
    hits: [failedSignIn('50008'), failedSignIn('81004')],
    misses: [failedSignIn('50126')],
  }),
  defineRule({
    id: at(8),
    level: 10,
    parent: FAILED.any,
    fields: [matches('ErrorNumber', /^(?:53004|53011|530034)$/)],
    description:
      'Entra ID: sign-in of $(office_365.UserId) from $(srcip) blocked for risk ($(office_365.ErrorNumber)).',
    groups: [...GROUPS, 'authentication_failed', 'o365_suspicious_sign_in', 'attack'],
    compliance: 'attack',
    mitre: ['T1078.004'],
    why: 'Microsoft’s risk engine stopped the sign-in, or the registration of a second factor during it.',
    whatToDo:
      'Treat the password as known to others: reset it, revoke the sessions, look for earlier successes.',
    hits: [failedSignIn('53004')],
    misses: [failedSignIn('53003')],
  }),
  defineRule({
    id: at(9),
    level: 8,
    parent: FAILED.any,
    fields: [matches('ErrorNumber', /^(?:900941|90099|65004)$/)],
    description: 'Entra ID: $(office_365.UserId) did not get to use an application: $(office_365.LogonError)',
    groups: [...GROUPS, 'o365_consent'],
    compliance: 'privilegeChange',
    mitre: ['T1528'],
    why: 'The user was led to an application that is risky, or that they refused to let in.',
    whatToDo: 'Find out how the user came to the application.',
    origin: 'Splunk.',
    hits: [failedSignIn('900941'), failedSignIn('65004')],
    misses: [failedSignIn('65001')],
  }),
];
