import { dirname } from 'node:path';
import { O365WazuhError } from '../src/errors.ts';
import type { WazuhHome } from '../src/wazuh/home.ts';
import type { Conf } from './ossec-conf/read-conf.ts';
import type { Plan } from './plan.ts';
import type { DaemonTest, InstallerDeps } from './ports.ts';
import { previewComplaints } from './preview-check.ts';
import type { Session } from './session.ts';
import { testStaged } from './staging.ts';

/** What the daemons say about a configuration: the yardstick for what they say after a change. */
export type Verdict = readonly DaemonTest[];

/** Lines that a healthy `-t` prints as well. */
const HARMLESS = /: INFO: /;

export async function readVerdict(home: WazuhHome, deps: InstallerDeps): Promise<Verdict> {
  return deps.daemons.test(home, { signal: deps.signal });
}

/** @throws INSTALL_HOME_BROKEN when a daemon refuses the configuration as it is. */
export function requireHealthy(verdict: Verdict): void {
  const broken = verdict.find(test => test.code !== 0);
  if (broken === undefined) return;
  throw new O365WazuhError(
    'INSTALL_HOME_BROKEN',
    `Before any change ${broken.daemon} -t fails:\n${quote(broken.lines)}`,
    {
      details: { daemon: broken.daemon, lines: broken.lines },
    },
  );
}

/** Lines that are in `after` and were not in `before`, with the daemon that says so. A failing daemon that printed nothing counts too. */
export function newComplaints(
  before: Verdict,
  after: Verdict,
): { readonly fatal: boolean; readonly lines: readonly string[] } {
  const lines: string[] = [];
  let fatal = false;
  for (const test of after) {
    const was = before.find(candidate => candidate.daemon === test.daemon);
    const known = new Set(was?.lines);
    const fresh = test.lines.filter(line => !known.has(line) && !HARMLESS.test(line));
    if (test.code !== 0 && was?.code === 0) {
      fatal = true;
      if (fresh.length === 0) lines.push(`${test.daemon} -t ended with code ${test.code} and said nothing`);
    }
    lines.push(...fresh);
  }
  return { fatal, lines };
}

/**
 * @param tolerateWarnings for uninstalling: a rule of the user's that loses its parent is warned about, not a reason to stay.
 * @throws INSTALL_INVALID with what the daemons say now and did not say before.
 */
export function requireNoNewComplaints(
  before: Verdict,
  after: Verdict,
  tolerateWarnings: boolean,
): readonly string[] {
  const { fatal, lines } = newComplaints(before, after);
  if (!fatal && (tolerateWarnings || lines.length === 0)) return lines;
  throw new O365WazuhError('INSTALL_INVALID', `Wazuh refuses the change:\n${quote(lines)}`, {
    details: { lines },
  });
}

/**
 * Has the new rules and decoders read before they are put in place: by the offline preview, and from copies by analysisd where there is one.
 *
 * @param conf ossec.conf as it will be.
 * @throws INSTALL_INVALID as `requireNoNewComplaints`.
 */
export async function requireStagedSound(
  session: Session,
  plan: Plan,
  conf: Conf,
  before: Verdict,
  deps: InstallerDeps,
  tolerateWarnings: boolean,
): Promise<void> {
  if (session.home.type === 'agent' || !touchesRuleset(session, plan)) return;
  const complaints = await previewComplaints(session, plan, conf, tolerateWarnings);
  if (complaints.length > 0) {
    throw new O365WazuhError('INSTALL_INVALID', `Wazuh would refuse the change:\n${quote(complaints)}`, {
      details: { lines: complaints },
    });
  }
  const test = await testStaged(session, plan, conf, deps);
  if (test) requireNoNewComplaints(before, [test], tolerateWarnings);
}

function touchesRuleset({ layout }: Session, plan: Plan): boolean {
  return plan.changes.some(({ path }) =>
    [layout.rules, layout.decoders, layout.lists].includes(dirname(path)),
  );
}

function quote(lines: readonly string[]): string {
  return (
    lines
      .slice(0, 20)
      .map(line => `  ${line}`)
      .join('\n') || '  (it printed nothing)'
  );
}
