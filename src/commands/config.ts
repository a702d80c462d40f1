import { Command } from 'commander';
import { homeOption, jsonOption } from './common-options.ts';
import { readHashKey } from '../config/hash-key.ts';
import { loadConfig } from '../config/load.ts';
import { settingsOf } from '../config/tenant-settings.ts';
import { openCredential } from '../microsoft/credentials/open-credential.ts';
import { openNetwork } from '../microsoft/open-network.ts';
import { O365WazuhError, toO365WazuhError } from '../errors.ts';
import { resolvePlaces, SYSTEM_CLOCK } from '../wiring.ts';

/** `config check`: every problem of config.yml at once, and whether its secrets can be read. Touches no network. */
export function configCommand(): Command {
  return new Command('config').description('work with config.yml').addCommand(
    new Command('check')
      .description('check config.yml and the secrets it names, all problems at once')
      .argument('[file]', 'config.yml to check (default: HOME/etc/o365-wazuh/config.yml)')
      .addOption(homeOption())
      .option('--insecure-files', 'take secret files that others can read or that another user owns')
      .addOption(jsonOption())
      .addHelpText('after', '\nExample:\n  o365-wazuh config check /var/ossec/etc/o365-wazuh/config.yml')
      .action(
        async (
          file: string | undefined,
          options: { home?: string; insecureFiles?: boolean; json?: boolean },
        ) => {
          const path = file ?? (await resolvePlaces(options)).configFile;
          if (path === undefined)
            throw new O365WazuhError('USAGE', 'No configuration is named and no Wazuh home is found.');
          const config = loadConfig(path);
          const rules = { insecureFiles: options.insecureFiles ?? config.insecureFiles };
          const tenants: { name: string; credential: string; contentTypes: readonly string[] }[] = [];
          const problems: TenantProblem[] = [];
          for (const tenant of config.tenants) {
            const { name, contentTypes, credential, network } = tenant;
            try {
              const { hashing } = settingsOf(config, tenant);
              if (hashing) readHashKey(hashing, rules);
              openNetwork(network, { rules });
              const facts = await openCredential(credential, { clock: SYSTEM_CLOCK, rules }).inspect();
              tenants.push({ name, credential: facts.description, contentTypes });
            } catch (error) {
              problems.push({ tenant: name, error: toO365WazuhError(error) });
            }
          }
          refuse(problems);
          process.stdout.write(
            options.json
              ? `${JSON.stringify({ file: path, ok: true, tenants })}\n`
              : `${path} is good: ${tenants.length} tenant${tenants.length === 1 ? '' : 's'} (${tenants.map(t => t.name).join(', ')}).\n`,
          );
        },
      ),
  );
}

interface TenantProblem {
  readonly tenant: string;
  readonly error: O365WazuhError;
}

/** @throws the first error, in its words, with those of all other tenants behind it. */
function refuse(problems: readonly TenantProblem[]): void {
  const [first] = problems;
  if (!first) return;
  if (problems.length === 1) throw first.error;
  const lines = problems.map(({ tenant, error }) => `  ${tenant}: ${error.message} [${error.code}]`);
  throw new O365WazuhError(
    first.error.code,
    `${problems.length} tenants have a problem:\n${lines.join('\n')}`,
    {
      hint: first.error.hint,
      details: {
        problems: problems.map(({ tenant, error }) => ({
          tenant,
          code: error.code,
          message: error.message,
          hint: error.hint,
        })),
      },
    },
  );
}
