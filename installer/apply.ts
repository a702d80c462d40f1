import type { WazuhHome } from '../src/wazuh/home.ts';
import { activate, activationNeeded, reactivate } from './activate.ts';
import { notAlerting, proofEvent } from './health.ts';
import { type Conf, readConf } from './ossec-conf/read-conf.ts';
import type { Plan } from './plan.ts';
import type { InstallerDeps } from './ports.ts';
import { proofInput } from './proof-input.ts';
import type { OssecConf } from './read-ossec-conf.ts';
import type { InstallReport, Notice } from './report.ts';
import type { Session } from './session.ts';
import { runTransaction } from './transaction.ts';
import { readVerdict, requireHealthy, requireNoNewComplaints, requireStagedSound } from './validate.ts';

export interface ApplyInput {
  readonly command: InstallReport['command'];
  readonly plan: Plan;
  readonly conf: OssecConf;
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
 * Carries a plan out: baseline check, files, check, restart or reload where one is needed, proof. Afterwards all of it is done or nothing.
 *
 * @throws INSTALL_HOME_BROKEN before anything changed; INSTALL_INVALID, INSTALL_UNHEALTHY, INTERRUPTED and file errors after everything was
 *   taken back.
 */
export async function applyPlan(session: Session, input: ApplyInput, deps: InstallerDeps): Promise<Applied> {
  const { home } = session;
  const before = await readVerdict(home, deps);
  if (!input.tolerateBroken) requireHealthy(before);
  const need = activationNeeded(input.plan, session, input.conf.path);
  const ran = need === 'none' ? new Set<string>() : await deps.daemons.running(home, deps.signal);
  const doNow = need !== 'none' && ran.size > 0 && input.restart ? need : undefined;
  const after = confAfter(input);
  const proof = await proofInput(input.plan, session.layout, after, ran);
  const notices: Notice[] = [];

  const leftBehind = await runTransaction(
    input.plan,
    {
      staged: () => requireStagedSound(session, input.plan, after, before, deps, input.tolerateBroken),
      swapped: async () => {
        const lines = requireNoNewComplaints(before, await readVerdict(home, deps), input.tolerateBroken);
        for (const line of lines) notices.push({ code: 'wazuh-warning', text: line });
        if (need !== 'none' && doNow === undefined && proof.expectsAlert) {
          notices.push(...(await askLogtest(home, deps)));
        }
      },
      ...(doNow === undefined
        ? {}
        : {
            activation: doNow,
            activate: async () => void notices.push(...(await activate(home, doNow, proof, deps))),
            reactivate: () => reactivate(home, doNow, deps),
          }),
    },
    {
      home: home.path,
      command: input.command,
      signal: deps.signal,
      labels: deps.labels,
      ...(deps.onStep ? { onStep: deps.onStep } : {}),
    },
  );

  notices.push(...leftBehind);
  if (need !== 'none' && ran.size === 0) {
    notices.push({
      code: 'not-running',
      text: 'Wazuh does not run here, so nothing was restarted; the change takes effect when it starts.',
    });
  }
  if (doNow !== undefined || need === 'none' || ran.size === 0)
    return { activation: doNow ?? 'none', notices };
  const command = deps.daemons.restartCommand(home);
  return { activation: 'pending', ...(command === undefined ? {} : { activationCommand: command }), notices };
}

/** ossec.conf as it will be; as it is where the new one cannot be read (a restored one may be broken, which `-t` then says). */
function confAfter({ plan, conf }: ApplyInput): Conf {
  const change = plan.changes.find(candidate => candidate.path === conf.path)?.after;
  const read =
    change?.kind === 'file' && 'bytes' in change.content ? readConf(change.content.bytes) : undefined;
  return read?.ok ? read.conf : conf.conf;
}

/** Without a restart a logtest session still reads the rules from disk: it tells whether they do what they are for. */
async function askLogtest(home: WazuhHome, deps: InstallerDeps): Promise<Notice[]> {
  const result = await deps.daemons.logtest(home, proofEvent().text, deps.signal);
  return result === undefined || result.alert ? [] : [notAlerting(result)];
}
