import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE, GENERIC_RULE_ID } from '../id-blocks.ts';
import type { Theme } from '../model.ts';

export const BASE_RULE_ID = DEFAULT_RULE_BASE;

/**
 * The blog's generic rule below a silent base. As a root rule it would be tried after 225 stock rules, some of which take events by
 * their text alone (a mail subject "Login failed for user" alerted as a syslog rule); below a base of level 0 it is tried first.
 */
export const BASE: Theme = {
  name: 'base',
  title: 'Base',
  rules: [
    defineRule({
      id: BASE_RULE_ID,
      level: 0,
      parent: [],
      decodedAs: 'office_365',
      // An agent's events arrive from `(name) any->office_365`; `command_office_365` and the like are not ours.
      location: '^office_365$|->office_365$',
      fields: [{ name: 'Operation', kind: 'osregex', pattern: '\\.+' }],
      description: 'Microsoft 365: audit events.',
      why: 'Takes every event of the collector before any rule for plain text can, and all other events out.',
      hits: [],
      misses: [],
    }),
    defineRule({
      id: GENERIC_RULE_ID,
      level: 5,
      parent: BASE_RULE_ID,
      description: '$(office_365.Workload) $(office_365.Operation) operation.',
      why: 'Any Microsoft 365 event for which no rule says more.',
      whatToDo:
        'Nothing by itself; search for it, or write a child rule for the operations that matter to you.',
      origin: 'The Wazuh blog’s rule of 2020, unchanged in id, level, description and group.',
      hits: [
        {
          RecordType: 15,
          Workload: 'AzureActiveDirectory',
          Operation: 'UserLoggedIn',
          ResultStatus: 'Succeeded',
          UserId: 'user@contoso.example',
        },
        {
          RecordType: 6,
          Workload: 'OneDrive',
          Operation: 'FileAccessed',
          SourceFileName: 'Book.xlsx',
          UserId: 'user@contoso.example',
        },
        {
          RecordType: 1,
          Workload: 'Exchange',
          Operation: 'New-Mailbox',
          UserType: 3,
          UserId: 'NT AUTHORITY\\SYSTEM (w3wp)',
        },
        { RecordType: 99999, Workload: 'Unheard', Operation: 'Of' },
      ],
      misses: [{ RecordType: 1, Workload: 'Exchange' }],
    }),
  ],
};
