import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Rule } from '../model.ts';
import { matches, operation } from '../patterns.ts';
import { NODE } from './nodes.ts';
import { BOB, file, times } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 1680 + offset;

const GROUPS = ['o365_sharepoint', 'o365_file'];

const SECRETS =
  /(?:passw|kennwort|credential|secret|api.?key|private.?key|access.?key|connection.?string|vpn|salary|payroll|bank|iban|credit.?card|passport|social.?security|merger|acquisition|confidential)/i;

/** Searches, and computers that want to synchronise. */
export const FILE_SEARCHING: readonly Rule[] = [
  defineRule({
    id: at(18),
    level: 3,
    parent: NODE.fileOperations,
    fields: [operation('SearchQueryPerformed')],
    description: 'SharePoint: $(office_365.UserId) searched.',
    groups: GROUPS,
    compliance: 'dataAccess',
    why: 'Counted by the next rules.',
    hits: [file('SearchQueryPerformed', { SearchQueryText: 'lunch' })],
    misses: [file('FilePreviewed')],
  }),
  defineRule({
    id: at(19),
    level: 5,
    parent: at(18),
    fields: [matches('SearchQueryText', SECRETS)],
    description:
      'SharePoint: $(office_365.UserId) searched for something sensitive: $(office_365.SearchQueryText)',
    groups: [...GROUPS, 'o365_discovery'],
    compliance: 'dataAccess',
    mitre: ['T1213.002', 'T1619'],
    why: 'Intruders look for passwords and money first.',
    origin: 'Elastic.',
    hits: [file('SearchQueryPerformed', { SearchQueryText: 'vpn password' })],
    misses: [file('SearchQueryPerformed', { SearchQueryText: 'lunch' })],
  }),
  defineRule({
    id: at(20),
    level: 9,
    parent: at(19),
    correlation: { frequency: 5, timeframeSeconds: 900, matchedRule: at(19), same: ['UserId'] },
    description: 'SharePoint: $(office_365.UserId) searched for sensitive things 5 times within 15 minutes.',
    groups: [...GROUPS, 'o365_discovery', 'attack'],
    compliance: 'dataAccess',
    mitre: ['T1213.002', 'T1552'],
    why: 'Somebody gets to know what can be stolen.',
    whatToDo: 'Check the sign-ins of the user.',
    hits: [times(5, () => file('SearchQueryPerformed', { SearchQueryText: 'password' }))],
    misses: [
      times(4, () => file('SearchQueryPerformed', { SearchQueryText: 'password' })),
      times(5, i =>
        file('SearchQueryPerformed', {
          SearchQueryText: 'password',
          UserId: i === 4 ? BOB : 'carol@contoso.example',
        }),
      ),
    ],
  }),
  defineRule({
    id: at(21),
    level: 4,
    parent: NODE.fileOperations,
    fields: [operation('ManagedSyncClientAllowed')],
    description:
      'SharePoint: $(office_365.UserId) connected a computer for synchronisation: $(office_365.DeviceDisplayName)',
    groups: GROUPS,
    compliance: 'dataAccess',
    mitre: ['T1530'],
    why: 'Files will be copied to that computer.',
    hits: [file('ManagedSyncClientAllowed')],
    misses: [file('UnmanagedSyncClientBlocked')],
  }),
  defineRule({
    id: at(22),
    level: 6,
    parent: NODE.fileOperations,
    fields: [operation('UnmanagedSyncClientBlocked')],
    description:
      'SharePoint: synchronisation by $(office_365.UserId) to a computer outside your domains was blocked.',
    groups: [...GROUPS, 'policy_violation'],
    compliance: 'dataLoss',
    mitre: ['T1530'],
    why: 'Somebody tried to copy files to a computer of their own.',
    whatToDo: 'Ask the user.',
    hits: [file('UnmanagedSyncClientBlocked')],
    misses: [file('ManagedSyncClientAllowed')],
  }),
];
