import { ALL_THEMES } from './catalogue/themes.ts';
import type { Rule, Theme } from './model.ts';

/** `docs/rules.md`: every rule with its level, reason, and what to do. */
export function rulesDocument(): string {
  return `# Rules

An event that no rule below claims alerts as **100002** at level 5, \`Workload Operation operation.\`, as the 2020 blog post has it. The files are in
\`etc/rules\`; change a rule by \`overwrite="yes"\` in \`local_rules.xml\`, or edit ours: uninstall and upgrade keep your edits.

A plain sign-in, a plain file access and a mailbox made by Microsoft's own system stay rule 100002, so that what was built on the blog post keeps
working; they are claimed by a detection as soon as there is a sign of something.

${ALL_THEMES.filter(theme => theme.rules.some(rule => rule.node !== true))
  .map(themeText)
  .join('\n\n')}
`;
}

function themeText(theme: Theme): string {
  const rules = theme.rules.filter(rule => rule.node !== true);
  const isLabels = rules.every(rule => rule.level <= 5 && rule.mitre.length === 0);
  return `## ${theme.title}\n\n${isLabels ? labelTable(rules) : rules.map(ruleText).join('\n\n')}`;
}

function labelTable(rules: readonly Rule[]): string {
  const rows = rules.map(
    rule => `| ${rule.id} | ${rule.level} | ${cell(rule.description)} | ${rule.groups.join(', ')} |`,
  );
  return ['| id | level | description | groups |', '|---|---|---|---|', ...rows].join('\n');
}

function ruleText(rule: Rule): string {
  const facts = [`level ${rule.level}`];
  if (rule.mitre.length > 0) facts.push(rule.mitre.join(', '));
  if (rule.correlation)
    facts.push(`${rule.correlation.frequency} within ${rule.correlation.timeframeSeconds} s`);
  const lines = [`### ${rule.id} — ${cell(rule.description)}`, '', facts.join(' · '), '', rule.why];
  if (rule.whatToDo) lines.push('', `**What to do:** ${rule.whatToDo}`);
  if (rule.falsePositives) lines.push('', `**False positives:** ${rule.falsePositives}`);
  if (rule.origin) lines.push('', `**Known from:** ${rule.origin}`);
  return lines.join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
