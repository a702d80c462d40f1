import { defineRule } from '../define-rule.ts';
import { DEFAULT_RULE_BASE } from '../id-blocks.ts';
import type { Theme } from '../model.ts';
import { cmdlet } from './samples.ts';

const at = (offset: number): number => DEFAULT_RULE_BASE + 2560 + offset;

/**
 * Correlations over rules of several themes. analysisd hangs them below the rules of a group that it has read so far, and records only
 * those for them: this theme comes last.
 */
export const SEQUENCES: Theme = {
  name: 'sequences',
  title: 'Sequences over several themes',
  rules: [
    defineRule({
      id: at(0),
      level: 13,
      parent: [],
      correlation: {
        frequency: 3,
        timeframeSeconds: 1800,
        matchedGroup: 'o365_defence_off',
        same: ['UserId'],
      },
      description:
        'Microsoft 365: $(office_365.UserId) turned 3 protections off within 30 minutes, last $(office_365.Operation).',
      groups: ['o365_protection', 'attack'],
      compliance: 'auditTampering',
      mitre: ['T1562.001', 'T1562.008'],
      why: 'Somebody clears the way for what comes next.',
      whatToDo: 'Call the administrator; if they know nothing, block the account and set everything back.',
      falsePositives: 'A rebuild of the policies.',
      hits: [
        [
          cmdlet('Remove-AntiPhishPolicy'),
          cmdlet('Disable-SafeLinksRule'),
          cmdlet('Remove-MalwareFilterRule'),
        ],
      ],
      misses: [
        [cmdlet('Remove-AntiPhishPolicy'), cmdlet('Disable-SafeLinksRule')],
        [
          cmdlet('Remove-AntiPhishPolicy'),
          cmdlet('Disable-SafeLinksRule'),
          cmdlet('Remove-MalwareFilterRule', {}, { UserId: 'other@contoso.example' }),
        ],
      ],
    }),
  ],
};
