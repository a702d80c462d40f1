import { planAsJson, renderPlan } from './render-plan.ts';
import { renderSummary } from './render-summary.ts';
import type { InstallReport } from './report.ts';

const DONE = {
  install: 'Installed',
  upgrade: 'Upgraded',
  uninstall: 'Uninstalled',
  restore: 'Restored',
  'rules-restore': 'Rules restored',
} as const;

/** What is done in fewer paths is told path by path also in short. */
const FEW = 8;

/**
 * A report for people. Notices, conflicts, backup and next steps are always told whole.
 *
 * @param detail `short` leaves the long differences out of a plan, and counts what was done by folder; `full` shows each path.
 */
export function renderReport(report: InstallReport, detail: 'full' | 'short' = 'full'): string {
  const { home } = report;
  const name = `${home.path} (Wazuh ${home.version ?? 'of unknown version'}, ${home.type === 'agent' ? 'agent' : 'manager'})`;
  const lines = [
    headline(report, name),
    ...changes(report, detail),
    ...report.notices.map(notice => `! ${notice.text}`),
    ...report.conflicts.map(
      conflict =>
        `! ${conflict.file} stays as you left it: ${conflict.ids.length === 0 ? 'it' : `rule ${conflict.ids.join(', ')}`} was changed by you and by the new version. New version: ${conflict.putAside}`,
    ),
    ...(report.backupId === undefined
      ? []
      : [`Backup: ${report.backupId} (o365-wazuh restore ${report.backupId})`]),
    ...(report.next.length === 0
      ? []
      : ['Next:', ...report.next.map((step, index) => `  ${index + 1}. ${step}`)]),
  ];
  return `${lines.join('\n')}\n`;
}

function changes({ plan, status, home }: InstallReport, detail: 'full' | 'short'): string[] {
  const { length } = plan.changes;
  if (length === 0) return [];
  if (status === 'planned') return [renderPlan(plan, detail === 'full' ? 'all' : 'short')];
  if (detail === 'full' || length <= FEW) return [renderPlan(plan, 'none')];
  return [renderSummary(plan, home.path)];
}

function headline(report: InstallReport, name: string): string {
  if (report.status === 'unchanged')
    return `Everything is in place in ${name}: nothing was changed, nothing restarted.`;
  if (report.status === 'planned') {
    return report.plan.changes.length === 0
      ? `Nothing would change in ${name}.`
      : `This would change in ${name}; nothing was changed yet:`;
  }
  const how = {
    none: '',
    reload: '; the rules were reloaded without a restart',
    restart: '; Wazuh was restarted and is healthy',
    pending: '; Wazuh was not restarted',
  }[report.activation];
  return `${DONE[report.command]}: ${name}${how}.`;
}

/** A report for programs. */
export function reportAsJson(report: InstallReport): unknown {
  return { ...report, plan: planAsJson(report.plan) };
}
