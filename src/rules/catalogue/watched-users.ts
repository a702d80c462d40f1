import { defineNode, defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE, GENERIC_RULE_ID } from '../id-blocks.ts';
import type { Theme } from '../model.ts';
import { lacks } from '../patterns.ts';
import { mailbox, signIn } from './samples.ts';

import { BREAK_GLASS, DEPARTED } from './user-lists.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2600 + offset;

/** Read before the detections: an alarm about these accounts comes before all else. */
export const WATCHED_USERS: Theme = {
  name: 'lists',
  title: 'Watched accounts',
  rules: [
    defineNode({
      id: at(0),
      parent: GENERIC_RULE_ID,
      what: 'watched accounts',
      fields: [lacks('Workload', /^o365-wazuh$/)],
    }),
    defineRule({
      id: at(1),
      level: 14,
      parent: at(0),
      lists: [{ list: 'o365-break-glass', field: 'UserId', lookup: 'match_key' }],
      description:
        'Microsoft 365: the emergency account $(office_365.UserId) is in use: $(office_365.Workload) $(office_365.Operation) from $(srcip).',
      groups: ['o365_watched', 'attack'],
      compliance: 'privilegeChange',
      mitre: ['T1078.004'],
      why: 'Emergency accounts sleep until everything else fails.',
      whatToDo: 'Call those who hold the envelope.',
      hits: [signIn({ UserId: BREAK_GLASS })],
      misses: [signIn({ UserId: 'BreakGlass1@contoso.example' })],
    }),
    defineRule({
      id: at(2),
      level: 13,
      parent: at(0),
      lists: [{ list: 'o365-departed-users', field: 'UserId', lookup: 'match_key' }],
      description:
        'Microsoft 365: the account of a departed person is in use: $(office_365.UserId): $(office_365.Workload) $(office_365.Operation) from $(srcip).',
      groups: ['o365_watched', 'attack'],
      compliance: 'accountChange',
      mitre: ['T1078.004'],
      why: 'Nobody should be there any more.',
      whatToDo: 'Disable the account; revoke its sessions; see what was done.',
      hits: [mailbox('Send', { UserId: DEPARTED })],
      misses: [mailbox('Send')],
    }),
  ],
};
