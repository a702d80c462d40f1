import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../../collect/ports.ts';
import type { Config } from '../../config/config.ts';
import { isTenantFileName, tenantFolder } from '../../config/tenant-files.ts';
import { openCredential } from '../../microsoft/credentials/open-credential.ts';
import type { Redactor } from '../../wazuh/redactor.ts';
import { lookUp } from '../fact.ts';
import type { CredentialFact, FileMode } from '../facts.ts';

/** Owner and mode of config.yml, of the files in tenants.d, and of their folders. */
export function gatherConfigFiles(configFile: string): readonly FileMode[] {
  const tenants = tenantFolder(configFile);
  const names = existsSync(tenants) ? readdirSync(tenants).filter(isTenantFileName) : [];
  return [dirname(configFile), configFile, tenants, ...names.map(name => join(tenants, name))].flatMap(
    path => {
      const stats = statSync(path, { throwIfNoEntry: false });
      return stats === undefined ? [] : [{ path, mode: stats.mode & 0o777, uid: stats.uid }];
    },
  );
}

/** Reads what each tenant proves itself with, as the collector does. Asks nobody, runs nothing. */
export async function gatherCredentials(
  config: Config,
  clock: Clock,
  redactor: Redactor,
): Promise<readonly CredentialFact[]> {
  const parts = {
    clock,
    onSecret: (secret: string): void => redactor.add(secret),
    rules: { insecureFiles: config.insecureFiles },
  };
  return Promise.all(
    config.tenants.map(async ({ name, credential }) => {
      const { secret } = credential.type === 'client_secret' ? credential : {};
      return {
        tenant: name,
        variable: secret?.kind === 'env' ? secret.name : undefined,
        inspected: await lookUp(() => openCredential(credential, parts).inspect()),
      };
    }),
  );
}
