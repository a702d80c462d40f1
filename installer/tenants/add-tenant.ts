import type { InstallerDeps } from '../ports.ts';
import { changeTenants, type TenantChange } from './change-tenants.ts';
import { configText, secretText } from './config-images.ts';
import { putTenant, type TenantOrder, type Texts } from './put-tenant.ts';

/**
 * Adds a tenant to config.yml, or changes the one of that name where it is written. Asked for what is there already it changes nothing.
 *
 * Does not ask Microsoft.
 *
 * @throws what `changeTenants` and `putTenant` throw.
 */
export async function addTenant(
  order: TenantOrder,
  options: { readonly home?: string; readonly dryRun: boolean },
  deps: InstallerDeps,
): Promise<TenantChange> {
  return changeTenants('tenant add', options, deps, async (session, present) => {
    const texts: Texts = new Map();
    putTenant(session, present, texts, order, 'config.yml');
    const files = await Promise.all([...texts].map(([path, text]) => configText(session, path, text)));
    return {
      wanted: [
        ...(order.secret === undefined ? [] : [secretText(session, order.name, order.secret)]),
        ...files,
      ],
      notices: [],
      changed: [order.name],
    };
  });
}
