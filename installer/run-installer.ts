import { confirm, isCancel } from '@clack/prompts';
import { abortOnSignals } from '../src/abort-on-signals.ts';
import { EXIT_CODES } from '../src/error-table.ts';
import { O365WazuhError } from '../src/errors.ts';
import type { InstallerDeps } from './ports.ts';
import { renderReport, reportAsJson } from './render-report.ts';
import type { InstallReport } from './report.ts';
import { systemDeps } from './system-deps.ts';

export interface CommonFlags {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly yes?: boolean;
}

/**
 * Runs one installer command for the command line: plan, question, change, report. Ctrl-C and SIGTERM take everything back.
 *
 * Without `--yes` the plan is shown and asked about, so a terminal is needed then.
 *
 * @param run called with `dryRun` true for the plan, then with false for the change.
 * @throws what `run` throws; USAGE when nobody can be asked; INTERRUPTED when the answer is no.
 */
export async function runInstaller(
  flags: CommonFlags,
  run: (dryRun: boolean, deps: InstallerDeps) => Promise<InstallReport>,
): Promise<void> {
  using stop = abortOnSignals(
    'The command was interrupted; whatever it had changed was taken back.',
    'Run it again when it suits you.',
  );
  const deps = systemDeps(stop.signal, line => process.stderr.write(`${line}\n`));
  if (flags.dryRun) {
    print(await run(true, deps), flags);
    return;
  }
  if (!flags.yes) await ask(await run(true, deps));
  const report = await run(false, deps);
  print(report, flags);
  if (report.conflicts.length > 0) process.exitCode = EXIT_CODES.conflict;
}

function print(report: InstallReport, flags: CommonFlags): void {
  const detail = report.status === 'planned' || flags.verbose ? 'full' : 'short';
  process.stdout.write(
    flags.json ? `${JSON.stringify(reportAsJson(report))}\n` : renderReport(report, detail),
  );
}

async function ask(planned: InstallReport): Promise<void> {
  if (planned.plan.changes.length === 0) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new O365WazuhError('USAGE', 'There is no terminal to ask on before changing anything.', {
      hint: 'Look at the plan with --dry-run, then run it with --yes.',
    });
  }
  process.stderr.write(renderReport(planned, 'short'));
  const answer = await confirm({ message: 'Make these changes?', output: process.stderr });
  if (isCancel(answer) || !answer)
    throw new O365WazuhError('INTERRUPTED', 'Nothing was changed.', { hint: '' });
}
