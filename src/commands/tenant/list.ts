import { Command } from 'commander';
import { configOption, homeOption, jsonOption } from '../common-options.ts';
import type { CredentialConfig } from '../../config/credential-config.ts';
import type { PlacedTenant } from '../../config/merge-tenants.ts';
import { loadPlacedConfig } from '../../config/load.ts';
import { requireConfigFile } from './config-file.ts';

/** `tenant list`: what is configured, and where it is written. Asks nobody. */
export function tenantListCommand(): Command {
  return new Command('list')
    .description('list the tenants of config.yml and tenants.d, with the file and line of each')
    .addOption(homeOption())
    .addOption(configOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  o365-wazuh tenant list')
    .action(async (flags: { home?: string; config?: string; json?: boolean }) => {
      const tenants = loadPlacedConfig(await requireConfigFile(flags)).tenants.map(describe);
      process.stdout.write(flags.json ? `${JSON.stringify({ tenants })}\n` : asText(tenants));
    });
}

/** A tenant as the list shows it. Where the secret is, never what it is. */
function describe({ tenant, placeOf }: PlacedTenant) {
  const { file, line } = placeOf('name');
  const credential = { type: tenant.credential.type, source: sourceOf(tenant.credential) };
  const { name, tenantId, clientId, cloud, contentTypes, loginUrl, apiUrl } = tenant;
  return { name, tenantId, clientId, cloud, contentTypes, loginUrl, apiUrl, credential, file, line };
}

/** The file, variable or program that a credential comes from. */
function sourceOf(credential: CredentialConfig): string {
  switch (credential.type) {
    case 'client_secret': {
      const { secret } = credential;
      return secret.kind === 'file' ? secret.path : secret.kind === 'env' ? `$${secret.name}` : '';
    }
    case 'certificate':
      return credential.file;
    case 'managed_identity':
      return credential.userAssigned?.id ?? 'the machine’s own';
    case 'workload_identity':
      return credential.tokenFile ?? '$AZURE_FEDERATED_TOKEN_FILE';
    case 'exec':
      return credential.program;
  }
}

function asText(tenants: readonly ReturnType<typeof describe>[]): string {
  return tenants
    .map(one => {
      const rows = [
        ['tenant id', one.tenantId],
        ...(one.clientId === '' ? [] : [['client id', one.clientId]]),
        ['cloud', one.cloud],
        ...(one.loginUrl === undefined ? [] : [['login url', one.loginUrl]]),
        ...(one.apiUrl === undefined ? [] : [['api url', one.apiUrl]]),
        ['content', one.contentTypes.join(' ')],
        ['credential', `${one.credential.type.replace('_', ' ')}, ${one.credential.source}`],
        ['written in', `${one.file}${one.line === undefined ? '' : `, line ${one.line}`}`],
      ];
      return `${one.name}\n${rows.map(([label = '', value = '']) => `  ${label.padEnd(10)}  ${value}\n`).join('')}`;
    })
    .join('\n');
}
