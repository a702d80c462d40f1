import { isCancel, password as askPassword } from '@clack/prompts';
import { Command } from 'commander';
import { jsonOption } from './common-options.ts';
import { readFileSync, writeFileSync } from 'node:fs';
import { readSecret } from '../config/secrets.ts';
import { dashboardObjects, toNdjson } from '../dashboards/generate-dashboards.ts';
import { DashboardServer } from '../dashboards/import/dashboard-server.ts';
import { parseDashboardUrl } from '../dashboards/import/dashboard-url.ts';
import { type ImportPlan, applyImport, planImport } from '../dashboards/import/import-dashboards.ts';
import { findRemovable, removeObjects } from '../dashboards/import/remove-dashboards.ts';
import { useIndexPattern } from '../dashboards/import/use-index-pattern.ts';
import { O365WazuhError } from '../errors.ts';

const PASSWORD_VARIABLE = 'O365_WAZUH_DASHBOARD_PASSWORD';

interface ServerFlags {
  readonly url: string;
  readonly user: string;
  readonly passwordFile?: string;
  readonly ca?: string;
  readonly tenant?: string;
  readonly insecureHttp?: boolean;
  readonly insecureTls?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `dashboard`: the Microsoft 365 dashboards, as a file or into a Wazuh dashboard. */
export function dashboardCommand(): Command {
  return new Command('dashboard')
    .description('the Microsoft 365 dashboards for the Wazuh dashboard')
    .addCommand(exportCommand())
    .addCommand(importCommand())
    .addCommand(removeCommand());
}

function exportCommand(): Command {
  return new Command('export')
    .description('write all dashboards into one file, for Stack Management > Saved Objects > Import')
    .requiredOption('-o, --out <file>', 'file to write, ending in .ndjson; - for standard output')
    .option('--index-pattern <id>', 'id of the index pattern they look at', 'wazuh-alerts-*')
    .addHelpText('after', '\nExample:\n  o365-wazuh dashboard export -o o365-wazuh.ndjson')
    .action((flags: { out: string; indexPattern: string }) => {
      const objects = useIndexPattern(dashboardObjects(), flags.indexPattern);
      if (flags.out === '-') {
        process.stdout.write(toNdjson(objects));
        return;
      }
      if (!flags.out.endsWith('.ndjson')) {
        throw new O365WazuhError(
          'USAGE',
          `--out is ${flags.out}; the dashboard imports only files that end in .ndjson.`,
        );
      }
      writeFileSync(flags.out, toNdjson(objects));
      process.stdout.write(`${objects.length} objects written to ${flags.out}.\n`);
    });
}

function importCommand(): Command {
  return withServerOptions(new Command('import'))
    .description('put all dashboards into a Wazuh dashboard; those of an earlier version are replaced')
    .option('--index-pattern <id>', 'id of the index pattern to use (default: the one titled wazuh-alerts-*)')
    .addHelpText(
      'after',
      '\nExample:\n  o365-wazuh dashboard import --url https://wazuh.example --ca /root/root-ca.pem',
    )
    .action(async (flags: ServerFlags & { indexPattern?: string }) => {
      await withServer(flags, async server => {
        const plan = await planImport(server, dashboardObjects(), flags.indexPattern);
        if (flags.dryRun) {
          tell(flags, planAsText(plan), { dryRun: true, ...planAsJson(plan) });
          return;
        }
        const { refresh, page } = await applyImport(server, plan);
        const lines = [planAsText(plan), 'Imported.\n'];
        if (refresh) {
          lines.push(`Field list of ${plan.pattern.id} refreshed: ${refresh.known} fields.\n`);
          if (refresh.expected.length > 0) {
            lines.push(
              `${refresh.expected.length} fields were in no alert yet; their panels are empty until the first one:\n  ${refresh.expected.join('\n  ')}\n` +
                'Should a panel say "Could not locate that index-pattern-field", run this import once more after such an alert has come.\n',
            );
          }
        } else if (plan.version.storesFieldList) {
          lines.push(
            'The field list could not be written: refresh it in Stack Management > Index Patterns.\n',
          );
        }
        lines.push(`Open ${page}\n`);
        tell(flags, lines.join(''), { ...planAsJson(plan), page, ...(refresh ? { fields: refresh } : {}) });
      });
    });
}

function removeCommand(): Command {
  return withServerOptions(new Command('remove'))
    .description('take our dashboards out of a Wazuh dashboard; copies under another name stay')
    .addHelpText('after', '\nExample:\n  o365-wazuh dashboard remove --url https://wazuh.example --dry-run')
    .action(async (flags: ServerFlags) => {
      await withServer(flags, async server => {
        const objects = await findRemovable(server);
        if (!flags.dryRun) await removeObjects(server, objects);
        const verb = flags.dryRun ? 'would be removed' : 'removed';
        const titles = objects.filter(one => one.type === 'dashboard').map(one => `  ${one.title}\n`);
        tell(
          flags,
          `${objects.length} objects ${verb}${titles.length > 0 ? ', with these dashboards:\n' : '.\n'}${titles.join('')}`,
          {
            dryRun: flags.dryRun === true,
            removed: objects.map(({ type, id }) => ({ type, id })),
          },
        );
      });
    });
}

function withServerOptions(command: Command): Command {
  return command
    .option('--url <url>', 'address of the Wazuh dashboard', 'https://localhost')
    .option('--user <name>', 'user who may save dashboards', 'admin')
    .option(
      '--password-file <file>',
      `file with the password, mode 0600 (default: $${PASSWORD_VARIABLE}, else asked for)`,
    )
    .option('--ca <file>', 'PEM file of the certificate authority to trust')
    .option('--tenant <name>', 'tenant of a dashboard with multitenancy: global, private or a name')
    .option('--insecure-tls', 'accept any certificate')
    .option('--insecure-http', 'send the password over http to another machine')
    .option('--dry-run', 'say what would be done, change nothing')
    .addOption(jsonOption());
}

async function withServer(
  flags: ServerFlags,
  run: (server: DashboardServer) => Promise<void>,
): Promise<void> {
  const url = parseDashboardUrl(flags.url, flags);
  const caPem = flags.ca === undefined ? undefined : readText(flags.ca);
  const server = new DashboardServer({
    url,
    user: flags.user,
    password: await passwordFrom(flags),
    ...(caPem === undefined ? {} : { caPem }),
    ...(flags.insecureTls ? { insecureTls: true } : {}),
    ...(flags.tenant === undefined ? {} : { tenant: flags.tenant }),
  });
  try {
    await run(server);
  } finally {
    server.close();
  }
}

async function passwordFrom(flags: ServerFlags): Promise<string> {
  if (flags.passwordFile !== undefined) return readSecret({ kind: 'file', path: flags.passwordFile });
  if (process.env[PASSWORD_VARIABLE]) return readSecret({ kind: 'env', name: PASSWORD_VARIABLE });
  if (!process.stdin.isTTY || flags.json) {
    throw new O365WazuhError('USAGE', 'There is no password, and nobody to ask for it.', {
      hint: `Give it with --password-file FILE or in $${PASSWORD_VARIABLE}.`,
    });
  }
  const answer = await askPassword({ message: `Password of ${flags.user} at ${flags.url}` });
  if (isCancel(answer)) throw new O365WazuhError('INTERRUPTED', 'Interrupted.');
  return answer;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new O365WazuhError('USAGE', `Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

function planAsJson(plan: ImportPlan): Record<string, unknown> {
  const { version, pattern, added, replaced, same } = plan;
  return { product: version.product, version: version.number, indexPattern: pattern, added, replaced, same };
}

function planAsText(plan: ImportPlan): string {
  const { version, pattern, objects, added, replaced, same } = plan;
  const counts = `${objects.length} objects: ${added.length} new, ${replaced.length} to be replaced, ${same.length} as they are already.`;
  const list = replaced.slice(0, 20).map(title => `  replaced: ${title}\n`);
  const more = replaced.length > 20 ? `  and ${replaced.length - 20} more\n` : '';
  const note =
    replaced.length > 0
      ? '  An edit of yours in one of these is lost; keep it by saving it under another name first.\n'
      : '';
  return `${version.product} ${version.number}, index pattern ${pattern.id}${pattern.id === pattern.title ? '' : ` (${pattern.title})`}.\n${counts}\n${list.join('')}${more}${note}`;
}

function tell(flags: ServerFlags, text: string, json: Record<string, unknown>): void {
  process.stdout.write(flags.json ? `${JSON.stringify(json)}\n` : text);
}
