import { Command } from 'commander';
import { homeOption, withTransactionOptions } from './common-options.ts';
import { listHomeBackups, restore } from '../../installer/restore.ts';
import { runInstaller } from '../../installer/run-installer.ts';
import { systemDeps } from '../../installer/system-deps.ts';
import { O365WazuhError } from '../errors.ts';

interface Flags {
  readonly home?: string;
  readonly list?: boolean;
  readonly restart: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly yes?: boolean;
}

/** `restore`: the managed files as they were before an earlier command. */
export function restoreCommand(): Command {
  return withTransactionOptions(
    new Command('restore')
      .description(
        'bring ossec.conf, rules, decoders and configuration back to what they were before an earlier command',
      )
      .argument('[id]', 'a backup, as --list names it')
      .addOption(homeOption())
      .option('--list', 'list the backups, oldest first'),
  )
    .addHelpText(
      'after',
      '\nExample:\n  o365-wazuh restore --list\n  o365-wazuh restore 2026-11-24T04-00-00Z-upgrade --dry-run',
    )
    .action(async (id: string | undefined, { home, list, restart, ...flags }: Flags) => {
      if (list) {
        await printBackups(home, flags.json ?? false);
        return;
      }
      if (id === undefined) throw new O365WazuhError('USAGE', 'Name a backup, or list them with --list.');
      await runInstaller(flags, (dryRun, deps) =>
        restore({ id, ...(home === undefined ? {} : { home }), restart, dryRun }, deps),
      );
    });
}

async function printBackups(home: string | undefined, json: boolean): Promise<void> {
  const deps = systemDeps(new AbortController().signal, () => undefined);
  const ids = await listHomeBackups(home, deps);
  if (json) process.stdout.write(`${JSON.stringify({ backups: ids })}\n`);
  else process.stdout.write(ids.length === 0 ? 'There are no backups.\n' : `${ids.join('\n')}\n`);
}
