import { parsePlacedConfig } from '../../src/config/load.ts';
import type { PlacedTenant } from '../../src/config/merge-tenants.ts';
import type { Config } from '../../src/config/config.ts';
import { readConfigFile, readTenantFiles } from '../../src/config/tenant-files.ts';
import type { ConfigFile } from '../../src/config/yaml-text.ts';
import { planBackup } from '../backup/backups.ts';
import type { ForgetOrder } from '../journal.ts';
import { type Plan, planChanges, type Wanted } from '../plan.ts';
import type { InstallerDeps } from '../ports.ts';
import { presentOf } from '../present.ts';
import { homeReport, type HomeReport, type Notice } from '../report.ts';
import { type Session, withHome } from '../session.ts';
import { runTransaction } from '../transaction.ts';
import { wantedMemory } from '../wanted-code.ts';

/** The configuration of a home as it is. */
export interface PresentConfig {
  readonly main: ConfigFile;
  readonly tenantFiles: readonly ConfigFile[];
  readonly config: Config;
  readonly tenants: readonly PlacedTenant[];
}

/** What a command wants of the configuration. */
export interface TenantWish {
  readonly wanted: readonly Wanted[];
  readonly notices: readonly Notice[];
  /** The tenants that are new or changed, by name: those to ask Microsoft about. */
  readonly changed: readonly string[];
  /** Keep what is there in a backup; for what cannot be made undone by the opposite command. */
  readonly withBackup?: boolean;
  /** What cannot be taken back, and so comes once the files are changed for good, or at the next start if this run is killed. */
  readonly forget?: { readonly order: ForgetOrder; readonly run: () => void };
}

export type TenantCommand = 'tenant add' | 'tenant remove' | 'tenant import';

/** What became of a home's tenants. */
export interface TenantChange {
  readonly command: TenantCommand;
  /** `planned` after a dry run. */
  readonly status: 'changed' | 'unchanged' | 'planned';
  readonly home: HomeReport;
  readonly plan: Plan;
  readonly notices: readonly Notice[];
  readonly backupId?: string;
  /** The configuration as it is afterwards, or would be. */
  readonly config: Config;
  readonly changed: readonly string[];
}

/**
 * Changes config.yml, tenants.d and secret files as one transaction: afterwards all of it is done, and the collector can read it, or the home
 * is as before. Restarts nothing: the collector reads its configuration at every run.
 *
 * @param decide is given the home and its configuration; changes nothing itself.
 * @throws CONFIG_UNREADABLE where nothing is installed, CONFIG_INVALID when what is there or would be there breaks a rule, INSTALL_*.
 */
export async function changeTenants(
  command: TenantCommand,
  options: { readonly home?: string; readonly dryRun: boolean },
  deps: InstallerDeps,
  decide: (session: Session, present: PresentConfig) => TenantWish | Promise<TenantWish>,
): Promise<TenantChange> {
  return withHome(options.home, options.dryRun, deps, async session => {
    const present = readPresent(session.layout.config);
    const wish = await decide(session, present);
    const config = configAfter(present, wish.wanted);
    const { plan, backupId } = await planWish(session, command, wish, deps);
    const report = {
      command,
      home: homeReport(session.home),
      plan,
      notices: [...session.notices, ...wish.notices],
      config,
      changed: wish.changed,
      ...(backupId === undefined ? {} : { backupId }),
    };
    if (options.dryRun) return { ...report, status: 'planned' };
    if (plan.changes.length === 0) return { ...report, status: 'unchanged' };

    const leftBehind = await runTransaction(
      plan,
      {
        staged: () => Promise.resolve(),
        // Once more as the collector will read it.
        swapped: () => Promise.resolve(void readPresent(session.layout.config)),
        ...(wish.forget ? { forget: wish.forget.run } : {}),
      },
      {
        home: session.home.path,
        command,
        signal: deps.signal,
        ...(wish.forget ? { forget: wish.forget.order } : {}),
        labels: deps.labels,
        ...(deps.onStep ? { onStep: deps.onStep } : {}),
      },
    );
    return { ...report, status: 'changed', notices: [...report.notices, ...leftBehind] };
  });
}

function readPresent(path: string): PresentConfig {
  const main = readConfigFile(path);
  const tenantFiles = readTenantFiles(path);
  return { main, tenantFiles, ...parsePlacedConfig(main, tenantFiles) };
}

/** The configuration with the wanted texts in place. @throws CONFIG_INVALID. */
function configAfter(present: PresentConfig, wanted: readonly Wanted[]): Config {
  const texts = new Map(
    wanted.flatMap(({ path, image }): [string, string | undefined][] => {
      if (image === undefined) return [[path, undefined]];
      if (image.kind !== 'file' || !('bytes' in image.content) || !/\.ya?ml$/.test(path)) return [];
      return [[path, image.content.bytes.toString('utf8')]];
    }),
  );
  const main = { name: present.main.name, text: texts.get(present.main.name) ?? present.main.text };
  const files = new Map(present.tenantFiles.map(file => [file.name, file.text]));
  for (const [path, text] of texts) {
    if (path === present.main.name) continue;
    if (text === undefined) files.delete(path);
    else files.set(path, text);
  }
  const tenantFiles = [...files].map(([name, text]) => ({ name, text }));
  return parsePlacedConfig(
    main,
    tenantFiles.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  ).config;
}

async function planWish(
  session: Session,
  command: TenantCommand,
  wish: TenantWish,
  deps: InstallerDeps,
): Promise<{ readonly plan: Plan; readonly backupId?: string }> {
  const plan = planChanges(wish.wanted, await presentOf(wish.wanted));
  if (!wish.withBackup || plan.changes.length === 0) return { plan };
  const name = command.replace(' ', '-');
  const backup = await planBackup(session, name, plan, [], deps.clock.now());
  const { layout, admin, madeWodles } = session;
  const wanted = [
    ...wantedMemory(layout, admin, { withRules: false, madeWodles }),
    ...wish.wanted,
    ...backup.wanted,
  ];
  return { plan: planChanges(wanted, await presentOf(wanted)), backupId: backup.id };
}
