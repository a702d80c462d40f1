import { type Diffs, planAsJson, renderPlan } from './render-plan.ts';
import type { InstallReport } from './report.ts';

const DONE = {
  install: 'Installed',
  upgrade: 'Upgraded',
  uninstall: 'Uninstalled',
  restore: 'Restored',
  'rules-restore': 'Rules restored',
} as const;

/**
 * A report for people.
 *
 * @param diffs of a plan, all by default; what was done is told without.
 */
export function renderReport(report: InstallReport, diffs: Diffs = 'all'): string {
  const { home, plan, status } = report;
  const name = `${home.path} (Wazuh ${home.version ?? 'of unknown version'}, ${home.type === 'agent' ? 'agent' : 'manager'})`;
  const lines = [
    headline(report, name),
    ...(plan.changes.length === 0 ? [] : [renderPlan(plan, status === 'planned' ? diffs : 'none')]),
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
