import { confirm } from '@clack/prompts';
import { foundTenants } from '../ossec-conf/found-collectors.ts';
import { readOssecConf } from '../read-ossec-conf.ts';
import type { InstallReport } from '../report.ts';
import { answered } from './questions.ts';

/** What a plan says of other collectors of the same tenants. */
export function collectorsBeside({ notices }: Pick<InstallReport, 'notices'>): string[] {
  return notices
    .filter(({ code }) => code === 'native-module' || code === 'blog-wodle')
    .map(({ text }) => text.replace(/ --take-over switches it off\.$/, ''));
}

/**
 * The tenants that could move here as they are, with all they sign in with.
 *
 * @param confPath ossec.conf.
 */
export async function tenantsToAdopt(confPath: string): Promise<string[]> {
  const { conf } = await readOssecConf(confPath);
  return foundTenants(conf)
    .filter(({ clientId, secret }) => clientId !== undefined && secret !== undefined)
    .map(({ by, line, tenantId }) =>
      by === 'native'
        ? `Wazuh's own <office365> (line ${line}) collects the tenant ${tenantId}.`
        : `The blog's office_365.py (line ${line}) collects the tenant ${tenantId}.`,
    );
}

/**
 * Asks whether that is to be taken over, in the same transaction. False without a question when there is nothing.
 *
 * @throws INTERRUPTED when the person gives up.
 */
export async function offerTakeOver(collectors: readonly string[]): Promise<boolean> {
  if (collectors.length === 0) return false;
  process.stderr.write(`\n${collectors.join('\n')}\n`);
  const message = 'Switch that off in the same step, and go on here from where it left off?';
  return answered(await confirm({ message, output: process.stderr }));
}
