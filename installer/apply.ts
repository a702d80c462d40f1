import { restartAndProve, restartQuietly } from './activate.ts';
import type { Plan } from './plan.ts';
import type { InstallerDeps } from './ports.ts';
import type { InstallReport, Notice } from './report.ts';
import type { Session } from './session.ts';
import { runTransaction } from './transaction.ts';
import { readVerdict, requireHealthy, requireNoNewComplaints } from './validate.ts';

export interface ApplyInput {
  readonly command: InstallReport['command'];
  readonly plan: Plan;
  readonly restart: boolean;
  /** Removing and restoring must also work on a home that is broken: that may be why. */
  readonly tolerateBroken: boolean;
}

export interface Applied {
  readonly activation: InstallReport['activation'];
  readonly activationCommand?: string;
  readonly notices: readonly Notice[];
}

/**
 * Carries a plan out: baseline check, files, check, restart where one is needed, proof. Afterwards all of it is done or nothing.
 *
 * @throws INSTALL_HOME_BROKEN before anything changed; INSTALL_INVALID, INSTALL_UNHEALTHY, INTERRUPTED and file errors after everything was
 *   taken back.
 */
export async function applyPlan(session: Session, input: ApplyInput, deps: InstallerDeps): Promise<Applied> {
  const { home } = session;
  const before = await readVerdict(home, deps);
  if (!input.tolerateBroken) requireHealthy(before);
  const need = activationNeeded(input.plan, session);
  const ran = need === 'none' ? new Set<string>() : await deps.daemons.running(home, deps.signal);
  const activation = need === 'none' || ran.size === 0 ? 'none' : input.restart ? need : 'pending';
  const notices: Notice[] = [];

  await runTransaction(
    input.plan,
    {
      staged: async () => {},
      swapped: async () => {
        const lines = requireNoNewComplaints(before, await readVerdict(home, deps), input.tolerateBroken);
        for (const line of lines) notices.push({ code: 'wazuh-warning', text: line });
      },
      ...(activation === 'restart'
        ? {
            activate: () => restartAndProve(home, ran, deps),
            reactivate: () => restartQuietly(home, deps),
          }
        : {}),
    },
    {
      home: home.path,
      command: input.command,
      signal: deps.signal,
      ...(deps.onStep ? { onStep: deps.onStep } : {}),
    },
  );
  if (need !== 'none' && ran.size === 0) {
    notices.push({
      code: 'not-running',
      text: 'Wazuh does not run here, so nothing was restarted; the change takes effect when it starts.',
    });
  }
  const command = activation === 'pending' ? deps.daemons.restartCommand(home) : undefined;
  return { activation, ...(command === undefined ? {} : { activationCommand: command }), notices };
}

/** Rules, decoders and ossec.conf are read at start only; the collector and its configuration at every run. */
function activationNeeded(plan: Plan, { layout }: Session): 'none' | 'restart' {
  const read = plan.changes.some(
    ({ path }) =>
      path.startsWith(`${layout.rules}/`) ||
      path.startsWith(`${layout.decoders}/`) ||
      (path.startsWith(`${layout.home}/etc/`) && path.endsWith('.conf')) ||
      path.endsWith('/ossec.conf'),
  );
  return read ? 'restart' : 'none';
}
