import type { ProtectionTally } from '../../tally/protection-tally.ts';
import { barTable } from '../bar-table.ts';
import { card, cards, figure, figures, section } from '../card.ts';
import { timeCell } from '../cells.ts';
import { formatCount } from '../format.ts';
import type { Html } from '../markup.ts';
import { rankingNote } from '../notes.ts';

const SHOWN = 10;
const LAST = {
  label: 'Last (UTC)',
  cell: (row: { data: { lastMs: number } }) => timeCell(row.data.lastMs),
  value: (row: { data: { lastMs: number } }) => row.data.lastMs,
  left: true,
} as const;

/** Data loss prevention, Microsoft's own alerts, threats in mail. */
export function protectionSection(tally: ProtectionTally): Html {
  const { policies, rules, alerts, verdicts } = tally;
  return section(
    'protection',
    'Data loss prevention and security alerts',
    'What Microsoft’s own protection reported.',
    figures(
      figure('DLP matches', formatCount(tally.dlpMatches)),
      figure('Overridden by users', formatCount(tally.dlpOverrides)),
      figure('Security alerts', formatCount(alerts.total)),
      figure('Threats in mail and files', formatCount(tally.threats)),
    ),
    cards(
      card(
        'half',
        'DLP policies',
        barTable({
          caption: 'DLP policies',
          of: 'Policy',
          countLabel: 'Matches',
          rows: policies.top(SHOWN),
          name: ({ key }) => key,
          more: [LAST],
          empty: 'No match of a policy.',
          note: rankingNote(policies, SHOWN, 'policies'),
        }),
      ),
      card(
        'half',
        'DLP rules',
        barTable({
          caption: 'DLP rules',
          of: 'Rule',
          countLabel: 'Matches',
          rows: rules.top(SHOWN),
          name: ({ key }) => key,
          more: [{ label: 'Severity', cell: ({ data }) => data.severity }],
          empty: 'No match of a rule.',
          note: rankingNote(rules, SHOWN, 'rules'),
        }),
      ),
      card(
        'half',
        'Security alerts',
        barTable({
          caption: 'Security alerts',
          of: 'Alert',
          countLabel: 'Events',
          rows: alerts.top(SHOWN),
          name: ({ key }) => key,
          more: [{ label: 'Severity', cell: ({ data }) => data.severity }, LAST],
          empty: 'No alert of Microsoft’s.',
          note: rankingNote(alerts, SHOWN, 'alerts'),
        }),
      ),
      card(
        'half',
        'Threats in mail and files',
        barTable({
          caption: 'Threats in mail and files',
          of: 'Verdict',
          countLabel: 'Events',
          rows: verdicts.top(SHOWN),
          name: ({ key }) => key,
          more: [LAST],
          empty: 'No threat.',
          note: rankingNote(verdicts, SHOWN, 'verdicts'),
        }),
      ),
    ),
  );
}
