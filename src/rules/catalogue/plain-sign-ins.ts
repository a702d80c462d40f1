import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Theme } from '../model.ts';
import { lacks, matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { BOB, file, signIn, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2700 + offset;

/**
 * Not installed by default. Takes plain sign-ins and file accesses away from the blog's rule 100002 and labels them like everything
 * else. Correlations that count events of 100002 are repeated here for the new ids.
 */
export const PLAIN_SIGN_INS: Theme = {
  name: 'plain-sign-ins',
  title: 'Plain sign-ins and file accesses',
  rules: [
    defineRule({
      id: at(0),
      level: 3,
      parent: NODE.signedIn,
      description: 'Entra ID: $(office_365.UserId) signed in from $(srcip).',
      groups: ['o365_entra', 'o365_sign_in', 'authentication_success'],
      compliance: 'signInSuccess',
      mitre: ['T1078.004'],
      why: 'A sign-in without any sign of an attack.',
      hits: [signIn()],
      misses: [signIn({ Operation: 'UserLoginFailed' })],
    }),
    defineRule({
      id: at(1),
      level: 10,
      parent: at(0),
      fields: [matches('DeviceProperties', /"SessionId"/), lacks('UserId', /^(?:Not Available|NOT-FOUND)/)],
      correlation: {
        frequency: 3,
        timeframeSeconds: 3600,
        matchedRule: at(0),
        same: ['UserId', 'DeviceProperties'],
        differentAddress: true,
      },
      description:
        'Entra ID: one session of $(office_365.UserId) came from several addresses within an hour, last $(srcip).',
      groups: ['o365_entra', 'o365_sign_in', 'authentication_success', 'o365_suspicious_sign_in', 'attack'],
      compliance: 'attack',
      mitre: ['T1539', 'T1185', 'T1550.004'],
      why: 'A session belongs to one browser. Seen from elsewhere, its cookie was probably copied.',
      whatToDo:
        'Look up the addresses. Different networks at the same time: revoke the sessions and reset the password.',
      hits: [[signIn(), signIn(), signIn({ ClientIP: '203.0.113.77', ActorIpAddress: '203.0.113.77' })]],
      misses: [
        times(3, () => signIn()),
        [
          signIn(),
          signIn(),
          signIn({ UserId: BOB, ClientIP: '203.0.113.77', ActorIpAddress: '203.0.113.77' }),
        ],
      ],
    }),
    defineRule({
      id: at(2),
      level: 3,
      parent: NODE.fileOperations,
      fields: [operation('FileAccessed')],
      description: 'SharePoint: $(office_365.UserId) opened $(office_365.SourceFileName) from $(srcip).',
      groups: ['o365_sharepoint', 'o365_file'],
      compliance: 'dataAccess',
      why: 'A file was opened.',
      hits: [file('FileAccessed')],
      misses: [file('FilePreviewed')],
    }),
  ],
};
