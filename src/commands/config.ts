import { Command } from 'commander';
import { join } from 'node:path';
import { loadConfig } from '../config/load.ts';
import { readSecret } from '../config/secrets.ts';
import { defaultHomePath } from '../wiring.ts';

/** `config check`: every problem of config.yml at once, and whether its secrets can be read. Touches no network. */
export function configCommand(): Command {
  return new Command('config').description('work with config.yml').addCommand(
    new Command('check')
      .description('check config.yml and the secrets it names, all problems at once')
      .argument('[file]', 'config.yml to check (default: HOME/etc/o365-wazuh/config.yml)')
      .option('--home DIR', 'Wazuh home')
      .option('--json', 'print the result as JSON')
      .addHelpText('after', '\nExample:\n  o365-wazuh config check /var/ossec/etc/o365-wazuh/config.yml')
      .action((file: string | undefined, options: { home?: string; json?: boolean }) => {
        const path = file ?? join(options.home ?? defaultHomePath(), 'etc/o365-wazuh/config.yml');
        const config = loadConfig(path);
        for (const tenant of config.tenants) readSecret(tenant.secret);
        const tenants = config.tenants.map(tenant => ({
          name: tenant.name,
          contentTypes: tenant.contentTypes,
        }));
        process.stdout.write(
          options.json
            ? `${JSON.stringify({ file: path, ok: true, tenants })}\n`
            : `${path} is good: ${tenants.length} tenant${tenants.length === 1 ? '' : 's'} (${tenants.map(t => t.name).join(', ')}).\n`,
        );
      }),
  );
}
