import { type Diffs, planAsJson, renderPlan } from '../render-plan.ts';
import type { TenantChange } from './change-tenants.ts';

const DONE = {
  'tenant add': 'Written',
  'tenant remove': 'Removed',
  'tenant import': 'Imported',
} as const;

/** A change of tenants for a person. */
export function renderChange(change: TenantChange, diffs: Diffs = 'all'): string {
  const { plan, status, notices, backupId } = change;
  const lines = [
    headline(change),
    ...(plan.changes.length === 0 ? [] : [renderPlan(plan, status === 'planned' ? diffs : 'none')]),
    ...notices.map(notice => `! ${notice.text}`),
    ...(backupId === undefined || status === 'planned'
      ? []
      : [`Backup: ${backupId} (o365-wazuh restore ${backupId})`]),
    ...(status === 'changed' && change.command !== 'tenant remove'
      ? ['The collector takes it up at its next run; nothing needs a restart.']
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function headline({ command, status, home, plan, changed }: TenantChange): string {
  const many = changed.length > 1 ? ` ${changed.length} tenants` : '';
  if (status === 'unchanged') return `Everything is so already in ${home.path}: nothing was changed.`;
  if (status === 'changed') return `${DONE[command]}${many}: ${home.path}.`;
  return plan.changes.length === 0
    ? `Nothing would change in ${home.path}.`
    : `This would change in ${home.path}; nothing was changed yet:`;
}

/** A change of tenants for programs. */
export function changeAsJson(change: TenantChange): unknown {
  const { command, status, home, plan, notices, changed, backupId } = change;
  return { command, status, home, tenants: changed, plan: planAsJson(plan), notices, backupId };
}
