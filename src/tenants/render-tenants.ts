import { EXIT_CODES, type ExitName } from '../error-table.ts';
import { passed, type TenantCheck, type TenantReport } from './tenant-check.ts';

/** A tenant's findings for a person: one line each, the cure below what needs one. */
export function renderTenantReport(report: TenantReport): string {
  const width = Math.max(...report.checks.map(one => labelOf(one).length));
  const lines = report.checks.flatMap(one => [
    `  ${one.status.padEnd(4)}  ${labelOf(one).padEnd(width)}  ${one.text}${one.code === undefined ? '' : ` [${one.code}]`}`,
    ...(one.hint && one.status !== 'ok' ? [`        → ${one.hint}`] : []),
  ]);
  const verdict = passed(report) ? 'can be collected' : 'cannot be collected as it is';
  return `${report.name} (${report.tenantId}) ${verdict}:\n${lines.join('\n')}\n`;
}

/** How many of many passed, and who did not. */
export function renderTotals(reports: readonly TenantReport[]): string {
  const failed = reports.filter(report => !passed(report)).map(report => report.name);
  const sum = `${reports.length - failed.length} of ${reports.length} tenants can be collected`;
  return failed.length === 0 ? `${sum}.\n` : `${sum}; not: ${failed.join(', ')}.\n`;
}

/** The findings as `--json` shows them. */
export function reportsAsJson(reports: readonly TenantReport[], exit: ExitName): unknown {
  return {
    outcome: exit,
    exitCode: EXIT_CODES[exit],
    tenants: reports.map(report => ({ ...report, ok: passed(report) })),
  };
}

function labelOf(check: TenantCheck): string {
  return check.contentType ?? check.check;
}
