import { readFileSync } from 'node:fs';
import { O365WazuhError } from '../src/errors.ts';
import type { FoundTenant } from './ossec-conf/found-collectors.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A tenant whose settings another collector has: it moves into config.yml, its secret into a file of its own. */
export interface AdoptedTenant {
  readonly name: string;
  readonly found: FoundTenant;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What is known without the other collectors. */
export interface OwnTenants {
  /** In lower case: those of config.yml and the one that the command line names. */
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** Label of the first one, where there is none yet. */
  readonly firstName: string;
}

/**
 * Chooses the tenants that would no longer be collected by anyone once the other collectors are off: all of them where nothing is configured
 * yet, else those that stand in one section with a tenant of ours, and those of the blog's script.
 *
 * @throws INSTALL_TAKE_OVER_BLIND for one whose ids or secret cannot be read.
 */
export function adoptTenants(found: readonly FoundTenant[], own: OwnTenants): AdoptedTenant[] {
  const switchedOff = found.filter(
    // With a placeholder for an id nothing was ever collected.
    one => GUID.test(one.tenantId) && (own.ids.length === 0 || goesOff(one, found, own.ids)),
  );
  const adopted: AdoptedTenant[] = [];
  for (const one of switchedOff) {
    const id = one.tenantId.toLowerCase();
    if (own.ids.includes(id) || adopted.some(other => other.found.tenantId.toLowerCase() === id)) continue;
    const isFirst = own.ids.length === 0 && adopted.length === 0;
    const name = isFirst ? own.firstName : freeName(id, [...own.names, ...adopted.map(other => other.name)]);
    adopted.push({ name, found: one, ...credentialsOf(one) });
  }
  return adopted;
}

/** Whether taking over switches this one off. */
export function goesOff(one: FoundTenant, all: readonly FoundTenant[], ids: readonly string[]): boolean {
  if (one.by === 'blog') return true;
  return all.some(other => other.line === one.line && ids.includes(other.tenantId.toLowerCase()));
}

function freeName(tenantId: string, taken: readonly string[]): string {
  const base = `tenant-${tenantId.slice(0, 8)}`;
  for (let count = 1; ; count++) {
    const name = count === 1 ? base : `${base}-${count}`;
    if (!taken.includes(name)) return name;
  }
}

function credentialsOf(one: FoundTenant): { readonly clientId: string; readonly clientSecret: string } {
  const clientId = one.clientId;
  const clientSecret = secretOf(one);
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret };
  const what = one.by === 'native' ? `<office365> in line ${one.line}` : `the wodle in line ${one.line}`;
  throw new O365WazuhError(
    'INSTALL_TAKE_OVER_BLIND',
    `The tenant ${one.tenantId} of ${what} would not be collected any more: its ${clientId === undefined ? 'client id' : 'secret'} cannot be read there.`,
    { details: { tenantId: one.tenantId, line: one.line } },
  );
}

function secretOf({ secret }: FoundTenant): string | undefined {
  if (secret === undefined) return undefined;
  if ('value' in secret) return secret.value === '' ? undefined : secret.value;
  try {
    return readFileSync(secret.file, 'utf8').split('\n', 1)[0]?.trim() || undefined;
  } catch {
    return undefined;
  }
}
