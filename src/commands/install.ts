import { Command } from 'commander';
import { homeOption, withTransactionOptions } from './common-options.ts';
import { existsSync, readFileSync } from 'node:fs';
import { install } from '../../installer/install.ts';
import type { InstallOptions } from '../../installer/options.ts';
import { askForTenant, canAsk, type KnownOfTenant, lacksTenant } from '../../installer/ask-for-tenant.ts';
import type { InstallerDeps } from '../../installer/ports.ts';
import { collectorsBeside, offerTakeOver, tenantsToAdopt } from '../../installer/wizard/offer-take-over.ts';
import { markOf } from '../../installer/health.ts';
import type { InstallReport } from '../../installer/report.ts';
import { showFirstAlert } from '../../installer/wizard/show-first-alert.ts';
import { detectHome } from '../wazuh/home.ts';
import { SYSTEM_CLOCK } from '../wiring.ts';
import { runInstaller } from '../../installer/run-installer.ts';
import { readContentTypes } from '../config/legacy-flags.ts';
import { loadConfig } from '../config/load.ts';
import type { NetworkConfig } from '../config/network-config.ts';
import { CLOUD_NAMES } from '../config/schema.ts';
import { O365WazuhError } from '../errors.ts';
import { RULE_BASES } from '../rules/id-blocks.ts';

interface Flags {
  readonly home?: string;
  readonly name?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly clientSecretStdin?: boolean;
  readonly cloud?: string;
  readonly contentTypes?: readonly string[];
  readonly interval?: string;
  readonly loginUrl?: string;
  readonly apiUrl?: string;
  readonly ruleBase?: string;
  readonly rulesOnly?: boolean;
  readonly takeOver?: boolean;
  readonly restart: boolean;
  readonly test: boolean;
  readonly wait: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly yes?: boolean;
}

/** `install`: everything into a Wazuh home, as one transaction. */
export function installCommand(): Command {
  return withTransactionOptions(
    new Command('install')
      .description('install collector, rules and wodle into a Wazuh home, or bring them up to date')
      .addOption(homeOption())
      .option('--name <label>', 'label of the tenant in config.yml and on events (default: "default")')
      .option('--tenant-id <guid>', 'directory (tenant) id')
      .option('--client-id <guid>', 'application (client) id')
      .option('--client-secret-file <file>', 'file whose first line is the client secret’s value')
      .option('--client-secret-stdin', 'read the client secret’s value from standard input')
      .option('--cloud <name>', 'worldwide, gcc, gcc-high, dod or china')
      .option('--content-types <types...>', 'content types to collect (default: all five)')
      .option('--interval <duration>', 'how often to collect, such as 5m')
      .option('--login-url <url>', 'root of the login service, instead of the cloud’s')
      .option('--api-url <url>', 'root of the Activity API, instead of the cloud’s')
      .option(
        '--rule-base <id>',
        `first id for our rules, ${RULE_BASES.first} to ${RULE_BASES.last}, where the usual ids are taken`,
      )
      .option('--rules-only', 'rules and decoders without the collector, which runs on another machine')
      .option(
        '--take-over',
        'switch off Wazuh’s own office365 module and the blog’s script, and go on from where they left off, with their tenants and secrets',
      )
      .option('--no-test', 'where it asks for the tenant: do not ask Microsoft whether the answers work')
      .option('--no-wait', 'where it asked for the tenant: do not wait for the first alert'),
  )
    .addHelpText(
      'after',
      '\nOn a terminal, without the ids and the secret of a new tenant, it asks for them, tests them at Microsoft before anything changes,\nshows the plan, and after the restart waits for the first alert. Where something else collects the tenant already, it offers to take over.\n\nExamples:\n  o365-wazuh install\n  o365-wazuh install --take-over --dry-run\n  o365-wazuh install --tenant-id 11111111-2222-3333-4444-555555555555 \\\n    --client-id aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee --client-secret-file /root/secret --yes',
    )
    .action(async (flags: Flags) => {
      let options = installOptions(flags);
      let wizard: Wizard | undefined;
      let isOffered = flags.takeOver === true || flags.dryRun === true || flags.yes === true || !canAsk();
      const planOrInstall = async (dryRun: boolean, deps: InstallerDeps): Promise<InstallReport> => {
        const report = await install({ ...options, dryRun }, deps);
        if (isOffered) return report;
        isOffered = true;
        if (!(await offerTakeOver(collectorsBeside(report)))) return report;
        options = { ...options, takeOver: true };
        return install({ ...options, dryRun }, deps);
      };
      await runInstaller(flags, async (dryRun, deps) => {
        try {
          const report = await planOrInstall(dryRun, deps);
          if (wizard && !dryRun) wizard = { ...wizard, report };
          return report;
        } catch (error) {
          // Only a tenant that is new here needs them, and only the installer knows that.
          if (!lacksTenant(error) || flags.yes || !canAsk()) throw error;
          const home = await detectHome(options.home === undefined ? {} : { home: options.home });
          const adoptable = isOffered ? [] : await tenantsToAdopt(home.files.conf);
          isOffered ||= adoptable.length > 0;
          if (await offerTakeOver(adoptable)) options = { ...options, takeOver: true };
          else {
            const known = { ...knownOf(options), network: networkIn(home.files.configFile) };
            const answers = await askForTenant(known, { test: flags.test, signal: deps.signal });
            options = { ...options, ...answers };
          }
          const planned = await planOrInstall(dryRun, deps);
          // Marked before the daemons restart: the first run begins with them.
          wizard = { watch: { alerts: await markOf(home.files.alertsJson), log: home.files.log } };
          return planned;
        }
      });
      if (wizard?.report?.activation === 'restart' && flags.wait) {
        await showFirstAlert(wizard.watch, {
          clock: SYSTEM_CLOCK,
          say: line => process.stderr.write(`${line}\n`),
        });
      }
    });
}

/** A cloud that there is none of is asked for anew. */
function knownOf(options: InstallOptions): KnownOfTenant {
  const { cloud: given, ...rest } = options;
  const cloud = CLOUD_NAMES.find(name => name === given);
  return { ...rest, ...(cloud === undefined ? {} : { cloud }), name: options.tenantName ?? 'default' };
}

/** What an installation that asked its questions goes on with. */
interface Wizard {
  readonly watch: Parameters<typeof showFirstAlert>[0];
  /** Once it is done. */
  readonly report?: InstallReport;
}

/** The proxy and authorities of a configuration that is there already, from an earlier installation or another tenant. */
function networkIn(configFile: string): NetworkConfig {
  return existsSync(configFile) ? loadConfig(configFile).network : {};
}

function installOptions(flags: Flags): InstallOptions {
  const secret = readSecretFlag(flags);
  const given = {
    home: flags.home,
    tenantName: flags.name,
    tenantId: flags.tenantId,
    clientId: flags.clientId,
    clientSecret: secret,
    cloud: flags.cloud,
    loginUrl: flags.loginUrl,
    apiUrl: flags.apiUrl,
    contentTypes: flags.contentTypes && readContentTypes(flags.contentTypes),
    interval: flags.interval,
    ruleBase: flags.ruleBase === undefined ? undefined : readRuleBase(flags.ruleBase),
    rulesOnly: flags.rulesOnly,
    takeOver: flags.takeOver,
  };
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...(defined as Partial<InstallOptions>), restart: flags.restart };
}

/** @throws USAGE when both ways are named or the secret is empty; the value itself is in no message. */
function readSecretFlag(flags: Flags): string | undefined {
  const { clientSecretFile: file, clientSecretStdin: stdin } = flags;
  if (file === undefined && !stdin) return undefined;
  if (file !== undefined && stdin)
    throw new O365WazuhError('USAGE', '--client-secret-file and --client-secret-stdin exclude each other.');
  const from = file === undefined ? 'standard input' : file;
  let text: string;
  try {
    text = readFileSync(file ?? 0, 'utf8');
  } catch (error) {
    throw new O365WazuhError(
      'USAGE',
      `The client secret cannot be read from ${from}: ${(error as Error).message}`,
      { cause: error },
    );
  }
  const value = (text.split('\n', 1)[0] ?? '').trim();
  if (value === '')
    throw new O365WazuhError(
      'USAGE',
      `The first line of ${from} is empty; it must be the client secret’s value.`,
    );
  return value;
}

function readRuleBase(text: string): number {
  const base = Number(text);
  const { first, last } = RULE_BASES;
  if (Number.isInteger(base) && base >= first && base <= last) return base;
  throw new O365WazuhError(
    'USAGE',
    `--rule-base is ${JSON.stringify(text)}; it must be a whole number from ${first} to ${last}.`,
  );
}
