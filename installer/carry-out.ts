import { applyPlan } from './apply.ts';
import { planBackup } from './backup/backups.ts';
import { managedPaths } from './managed-paths.ts';
import { type Plan, planChanges, type Wanted } from './plan.ts';
import type { InstallerDeps } from './ports.ts';
import { presentOf } from './present.ts';
import type { OssecConf } from './read-ossec-conf.ts';
import { homeReport, type InstallReport, type Notice } from './report.ts';
import type { Session } from './session.ts';

/** What a command wants of a home. */
export interface Desired {
  readonly wanted: readonly Wanted[];
  readonly conf: OssecConf;
  readonly notices: readonly Notice[];
  readonly conflicts?: InstallReport['conflicts'];
  /** What to do next, when it was done. `pending` is the restart that was left to the operator. */
  readonly next?: readonly string[];
}

export interface CarryOutOptions {
  readonly command: InstallReport['command'];
  readonly restart?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
  /** No backup is made: everything goes, the backups with it. */
  readonly withoutBackup?: boolean;
  readonly tolerateBroken: boolean;
}

/**
 * The common way of every command: compare what is wanted with what is there, plan the backup, and then print or run the plan. With nothing
 * to change nothing happens at all.
 */
export async function carryOut(
  session: Session,
  desired: Desired,
  options: CarryOutOptions,
  deps: InstallerDeps,
): Promise<InstallReport> {
  const { command } = options;
  const { plan, backupId } = await planWithBackup(session, desired, options, deps);
  const notices = [...session.notices, ...desired.notices];
  const report = { command, home: homeReport(session.home), plan, conflicts: desired.conflicts ?? [] };
  const still = { ...report, activation: 'none' as const, notices, next: [] };
  if (options.dryRun) return { ...still, status: 'planned' };
  if (plan.changes.length === 0) return { ...still, status: 'unchanged' };

  const { tolerateBroken } = options;
  const applied = await applyPlan(
    session,
    { command, plan, conf: desired.conf, restart: options.restart ?? true, tolerateBroken },
    deps,
  );
  const pending = applied.activationCommand;
  return {
    ...report,
    ...applied,
    status: 'changed',
    notices: [...notices, ...applied.notices],
    ...(backupId === undefined ? {} : { backupId }),
    next: [
      ...(pending === undefined ? [] : [`Restart Wazuh when it suits you: ${pending}`]),
      ...(desired.next ?? []),
    ],
  };
}

async function planWithBackup(
  session: Session,
  desired: Desired,
  options: CarryOutOptions,
  deps: InstallerDeps,
): Promise<{ plan: Plan; backupId?: string }> {
  const plan = planChanges(desired.wanted, await presentOf(desired.wanted));
  if (plan.changes.length === 0 || options.withoutBackup) return { plan };
  const managed = await managedPaths(session.layout, desired.conf.path);
  const backup = await planBackup(session, options.command, plan, managed, deps.clock.now());
  const wanted = [...desired.wanted, ...backup.wanted];
  return { plan: planChanges(wanted, await presentOf(wanted)), backupId: backup.id };
}
