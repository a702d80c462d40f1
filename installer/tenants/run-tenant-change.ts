import { confirm, isCancel } from '@clack/prompts';
import { abortOnSignals } from '../../src/abort-on-signals.ts';
import type { TenantConfig } from '../../src/config/config.ts';
import { O365WazuhError } from '../../src/errors.ts';
import { testTenants } from '../../src/tenant-test-run.ts';
import { passed, type TenantReport } from '../../src/tenants/tenant-check.ts';
import { renderTenantReport, renderTotals } from '../../src/tenants/render-tenants.ts';
import { canAsk } from '../ask-for-tenant.ts';
import type { InstallerDeps } from '../ports.ts';
import type { CommonFlags } from '../run-installer.ts';
import { systemDeps } from '../system-deps.ts';
import type { TenantChange } from './change-tenants.ts';
import { changeAsJson, renderChange } from './render-change.ts';

export interface TenantChangeFlags extends CommonFlags {
  /** Ask Microsoft about what is new before anything changes. */
  readonly test: boolean;
}

/** Lets a person correct what Microsoft refuses. `anyway`: it is to be written all the same. */
export type Correct = (report: TenantReport, tenant: TenantConfig) => Promise<'again' | 'anyway'>;

/** Of more tenants than these only how many passed is told. */
const SHOWN_IN_FULL = 5;

/**
 * Runs one command on tenants for the command line: plan, test at Microsoft, question, change, report. Ctrl-C takes everything back.
 *
 * @param run called with `dryRun` true for the plan, then with false for the change.
 * @param secretOf the secret that a tenant is to get, which has no file yet when it is tested.
 * @param correct asked on a terminal when Microsoft refuses the one tenant that it was asked about; the plan is then made anew.
 * @throws what `run` throws; the first thing that Microsoft refuses; USAGE when nobody can be asked; INTERRUPTED when the answer is no.
 */
export async function runTenantChange(
  flags: TenantChangeFlags,
  run: (dryRun: boolean, deps: InstallerDeps) => Promise<TenantChange>,
  secretOf: (name: string) => string | undefined = () => undefined,
  correct?: Correct,
): Promise<void> {
  using stop = abortOnSignals('The command was interrupted; whatever it had changed was taken back.');
  const deps = systemDeps(stop.signal, line => process.stderr.write(`${line}\n`));
  let planned = await run(true, deps);
  if (flags.test) {
    const asks = correct !== undefined && !flags.yes && !flags.dryRun && canAsk();
    for (;;) {
      const failed = await refusals(planned, secretOf, stop.signal);
      const [only] = failed;
      if (only === undefined) break;
      const tenant = planned.config.tenants.find(one => one.name === only.name);
      if (!asks || failed.length > 1 || tenant === undefined) throw refusedBy(failed);
      process.stderr.write(`\n${renderTenantReport(only)}\n`);
      if ((await correct(only, tenant)) === 'anyway') break;
      planned = await run(true, deps);
    }
  }
  const isWork = planned.plan.changes.length > 0;
  if (flags.dryRun) {
    print(planned, flags);
    return;
  }
  if (isWork && !flags.yes) await ask(planned);
  print(await run(false, deps), flags);
}

function print(change: TenantChange, flags: CommonFlags): void {
  process.stdout.write(flags.json ? `${JSON.stringify(changeAsJson(change))}\n` : renderChange(change));
}

/** Those that Microsoft refuses; what it says of the others is told. */
async function refusals(
  planned: TenantChange,
  secretOf: (name: string) => string | undefined,
  signal: AbortSignal,
): Promise<readonly TenantReport[]> {
  if (planned.plan.changes.length === 0) return [];
  const tenants = planned.config.tenants
    .filter(tenant => planned.changed.includes(tenant.name))
    .map(tenant => withSecret(tenant, secretOf(tenant.name)));
  if (tenants.length === 0) return [];
  const isFew = tenants.length <= SHOWN_IN_FULL;
  const who = isFew ? tenants.map(tenant => tenant.name).join(', ') : `${tenants.length} tenants`;
  process.stderr.write(`Asking Microsoft about ${who} …\n`);
  const reports = await testTenants(planned.config, tenants, {}, signal);
  const failed = reports.filter(report => !passed(report));
  if (failed.length === 0) {
    process.stderr.write(isFew ? `${reports.map(renderTenantReport).join('\n')}\n` : renderTotals(reports));
  }
  return failed;
}

/** The first refusal as an error, so that its code, cure and exit code are the command's; all of them in its details. */
function refusedBy(failed: readonly TenantReport[]): O365WazuhError {
  const first = failed[0]?.checks.find(check => check.status === 'fail');
  const text = failed.map(renderTenantReport).join('\n').trimEnd();
  return new O365WazuhError(
    first?.code ?? 'INTERNAL',
    `Nothing was changed, for Microsoft says no:\n${text}`,
    {
      hint: 'Correct that and run it again; or add --no-test to write it all the same.',
      details: { tenants: failed },
    },
  );
}

function withSecret(tenant: TenantConfig, secret: string | undefined): TenantConfig {
  if (secret === undefined) return tenant;
  return {
    ...tenant,
    credential: { type: 'client_secret', secret: { kind: 'value', value: secret } },
  };
}

async function ask(planned: TenantChange): Promise<void> {
  if (!canAsk()) {
    throw new O365WazuhError('USAGE', 'There is no terminal to ask on before changing anything.', {
      hint: 'Look at the plan with --dry-run, then run it with --yes.',
    });
  }
  process.stderr.write(renderChange(planned, 'short'));
  const answer = await confirm({ message: 'Make these changes?', output: process.stderr });
  if (isCancel(answer) || !answer)
    throw new O365WazuhError('INTERRUPTED', 'Nothing was changed.', { hint: '' });
}
