import type { HomeType, WazuhHome } from '../src/wazuh/home.ts';
import type { Plan } from './plan.ts';

/** Something the operator should know that is no reason to stop. */
export interface Notice {
  /** Stable name, for `--json`. */
  readonly code: string;
  readonly text: string;
}

export interface HomeReport {
  readonly path: string;
  readonly version: string | null;
  readonly type: HomeType;
}

export function homeReport({ path, version, type }: WazuhHome): HomeReport {
  return { path, version: version ?? null, type };
}

/** What a command did to a home. */
export interface InstallReport {
  readonly command: 'install' | 'upgrade' | 'uninstall' | 'restore' | 'rules-restore';
  /** `planned` after `--dry-run`. */
  readonly status: 'changed' | 'unchanged' | 'planned';
  readonly home: HomeReport;
  readonly plan: Plan;
  /** How the daemons came to know of it. `pending`: the operator is to run `activationCommand`. */
  readonly activation: 'none' | 'reload' | 'restart' | 'pending';
  readonly activationCommand?: string;
  readonly notices: readonly Notice[];
  /** Ids of rules that both sides changed, per file; the user's files stayed. */
  readonly conflicts: readonly {
    readonly file: string;
    readonly ids: readonly string[];
    readonly putAside: string;
  }[];
  readonly backupId?: string;
  /** What to do next, in order. */
  readonly next: readonly string[];
}
