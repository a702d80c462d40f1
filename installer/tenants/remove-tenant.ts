import { dirname } from 'node:path';
import { type FileShape, removeTenant as removeTenantText } from '../../src/config/edit-tenants.ts';
import type { CredentialConfig } from '../../src/config/credential-config.ts';
import type { PlacedTenant } from '../../src/config/merge-tenants.ts';
import { O365WazuhError, toO365WazuhError } from '../../src/errors.ts';
import type { ContentType } from '../../src/events/content-type.ts';
import { lstatIfAny } from '../images.ts';
import type { ForgetOrder } from '../journal.ts';
import type { Wanted } from '../plan.ts';
import type { InstallerDeps } from '../ports.ts';
import type { Notice } from '../report.ts';
import type { Session } from '../session.ts';
import { changeTenants, type PresentConfig, type TenantChange, type TenantWish } from './change-tenants.ts';
import { configText } from './config-images.ts';
import { forgetState, holdState } from './forget-state.ts';

export interface RemoveTenantOptions {
  readonly home?: string;
  readonly name: string;
  /** Also forget what was delivered. */
  readonly purgeState: boolean;
  readonly dryRun: boolean;
}

/**
 * Takes a tenant out of the configuration, with its secret file. What was delivered stays remembered unless that is to go too. A tenant that is
 * not there is no error: nothing changes.
 *
 * Stops nothing at Microsoft: the app's subscriptions there go on, for whoever else reads them.
 *
 * @throws USAGE for the only tenant; STATE_BUSY when the memory is to go while the collector runs; what `changeTenants` throws.
 */
export async function removeTenant(options: RemoveTenantOptions, deps: InstallerDeps): Promise<TenantChange> {
  const { name, dryRun, purgeState } = options;
  let release: (() => void) | undefined;
  try {
    return await changeTenants('tenant remove', options, deps, async (session, present) => {
      const found = present.tenants.find(one => one.tenant.name === name);
      if (!found) return nothingToDo(present, name);
      if (present.tenants.length === 1) {
        throw new O365WazuhError(
          'USAGE',
          `${name} is the only tenant: without it nothing could be collected.`,
          {
            hint: 'Add another tenant first, or run: o365-wazuh uninstall',
          },
        );
      }
      const others = present.tenants.filter(one => one !== found);
      const secret = await secretOf(session, found, others);
      if (purgeState && !dryRun) release = holdMemory(session, deps);
      const order = {
        tenantId: found.tenant.tenantId,
        keep: [...stillCollected(found.tenant.tenantId, others)],
      };
      return {
        wanted: [await configWithout(session, present, found), ...secret.wanted],
        notices: [...secret.notices, stateNotice(session, found, others, purgeState)],
        changed: [],
        withBackup: true,
        ...(purgeState ? { forget: { order, run: () => forget(session, order, deps) } } : {}),
      };
    });
  } finally {
    release?.();
  }
}

function nothingToDo({ tenants }: PresentConfig, name: string): TenantWish {
  const known = tenants.map(one => one.tenant.name);
  const shown = known.length > 20 ? [...known.slice(0, 20), '…'] : known;
  const text = `There is no tenant ${JSON.stringify(name)}. There are: ${shown.join(', ')}.`;
  return { wanted: [], notices: [{ code: 'no-such-tenant', text }], changed: [] };
}

async function configWithout(session: Session, present: PresentConfig, found: PlacedTenant): Promise<Wanted> {
  const { file } = found.placeOf('name');
  const shape: FileShape = file === present.main.name ? 'config' : 'tenant-file';
  const text = [present.main, ...present.tenantFiles].find(one => one.name === file)?.text ?? '';
  const rest = removeTenantText(text, shape, found.tenant.name);
  return rest === undefined
    ? { path: file, image: undefined, reason: 'held this tenant alone' }
    : configText(session, file, rest);
}

/** The secret file goes when it is ours and nobody else's. */
async function secretOf(
  session: Session,
  { tenant }: PlacedTenant,
  others: readonly PlacedTenant[],
): Promise<{ readonly wanted: readonly Wanted[]; readonly notices: readonly Notice[] }> {
  const path = secretFileOf(tenant.credential);
  if (path === undefined || (await lstatIfAny(path)) === undefined) return { wanted: [], notices: [] };
  const isShared = others.some(one => secretFileOf(one.tenant.credential) === path);
  const isOurs = dirname(path) === session.layout.configFolder && path.endsWith('.secret');
  if (isOurs && !isShared) {
    return { wanted: [{ path, image: undefined, reason: 'secret of this tenant' }], notices: [] };
  }
  const why = isShared ? 'another tenant uses it' : 'it lies outside our folder';
  return { wanted: [], notices: [{ code: 'secret-kept', text: `The secret file ${path} stays: ${why}.` }] };
}

function secretFileOf(credential: CredentialConfig): string | undefined {
  return credential.type === 'client_secret' && credential.secret.kind === 'file'
    ? credential.secret.path
    : undefined;
}

function stateNotice(
  { layout }: Session,
  { tenant }: PlacedTenant,
  others: readonly PlacedTenant[],
  purgeState: boolean,
): Notice {
  if (!purgeState) {
    const text = `What was delivered stays remembered in ${layout.state}: added again within 7 days, the tenant goes on where it stopped. --purge-state forgets it.`;
    return { code: 'state-kept', text };
  }
  const kept = [...stillCollected(tenant.tenantId, others)];
  const except = kept.length === 0 ? '' : `, except ${kept.join(', ')}, which another tenant entry collects`;
  const text = `What was delivered is forgotten${except}: added again, the tenant would start anew and some events would arrive twice.`;
  return { code: 'state-purged', text };
}

function stillCollected(tenantId: string, others: readonly PlacedTenant[]): ReadonlySet<ContentType> {
  return new Set(others.flatMap(one => (one.tenant.tenantId === tenantId ? one.tenant.contentTypes : [])));
}

/** @returns how to let go. */
function holdMemory({ layout }: Session, deps: InstallerDeps): () => void {
  try {
    return holdState(layout, deps.clock.now());
  } catch (error) {
    const { code, message } = toO365WazuhError(error);
    throw new O365WazuhError(code, `${message} Nothing was changed.`, {
      hint: 'Run it again when the collector’s run has ended, or without --purge-state.',
      cause: error,
    });
  }
}

function forget({ layout }: Session, order: ForgetOrder, deps: InstallerDeps): void {
  try {
    forgetState(layout, order, deps.clock.now());
  } catch (error) {
    const { code, message, hint } = toO365WazuhError(error);
    const text = `The tenant is removed, but what was delivered could not be forgotten, which the next command tries again: ${message}`;
    throw new O365WazuhError(code, text, { hint, cause: error });
  }
}
