import { styleText } from 'node:util';
import type { Finding, FindingStatus } from './finding.ts';
import type { CheckResult, DoctorReport } from './examine.ts';
import { wrap } from '../terminal/wrap.ts';

const WORDS: Readonly<Record<FindingStatus, string>> = { ok: 'ok', warn: 'warn', fail: 'FAIL', skipped: '–' };
const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red', skipped: 'gray' } as const;

const COLUMNS = 80;
const STATUS_COLUMNS = 7;
const TITLE_COLUMNS = 17;
const TEXT_AT = STATUS_COLUMNS + TITLE_COLUMNS;

/** The report for a person: grouped, 80 columns, each finding with its cure. */
export function renderDoctor(report: DoctorReport, withColours: boolean): string {
  const lines: string[] = [];
  let group = '';
  for (const result of report.results) {
    if (result.group !== group) {
      if (group !== '') lines.push('');
      group = result.group;
      lines.push(group);
    }
    for (const [index, finding] of result.findings.entries()) {
      lines.push(...linesOf(result, finding, index === 0, withColours));
    }
  }
  lines.push('', summary(report));
  return `${lines.join('\n')}\n`;
}

function linesOf(result: CheckResult, finding: Finding, isFirst: boolean, withColours: boolean): string[] {
  const { status, about } = finding;
  const word = `  ${WORDS[status]}`.padEnd(STATUS_COLUMNS);
  const paint = (text: string): string => (withColours ? styleText(COLOURS[status], text) : text);
  const title = (isFirst ? result.title : '').padEnd(TITLE_COLUMNS);
  const said = status === 'skipped' ? `not checked: ${finding.text}` : finding.text;
  const [first = '', ...rest] = wrap(about === undefined ? said : `${about}: ${said}`, COLUMNS - TEXT_AT);
  const cure = 'cure' in finding ? wrap(`→ ${finding.cure}`, COLUMNS - TEXT_AT, '  ') : [];
  const indent = ' '.repeat(TEXT_AT);
  return [`${paint(word)}${title}${first}`.trimEnd(), ...[...rest, ...cure].map(line => `${indent}${line}`)];
}

function summary({ counts }: DoctorReport): string {
  const { ok, warn, fail, skipped } = counts;
  const warnings = `${warn} ${warn === 1 ? 'warning' : 'warnings'}`;
  return `${ok} ok, ${warnings}, ${fail} failed, ${skipped} not checked.`;
}

/** The report for programs. The status of a check is that of its worst finding. */
export function doctorAsJson(report: DoctorReport): Record<string, unknown> {
  const { version, checkedMs, home, results, counts } = report;
  return {
    version,
    checkedAt: new Date(checkedMs).toISOString(),
    home: home ?? null,
    counts,
    checks: results.map(({ id, group, title, findings }) => ({
      id,
      group,
      title,
      status: worstOf(findings),
      findings,
    })),
  };
}

function worstOf(findings: readonly Finding[]): FindingStatus {
  const order: readonly FindingStatus[] = ['fail', 'warn', 'ok', 'skipped'];
  return order.find(status => findings.some(finding => finding.status === status)) ?? 'skipped';
}
