import { createMessageMaker } from './collect/message-maker.ts';
import type { Clock, Store } from './collect/ports.ts';
import type { CollectDeps } from './collect/run.ts';
import type { Config } from './config/config.ts';
import { settingsOf } from './config/tenant-settings.ts';
import { KNOWN_KINDS } from './events/known-kinds.ts';
import { KindRegistry, type KnownKind } from './events/kinds.ts';
import { compileFilters } from './filters/filter.ts';

const KINDS_KEY = 'kinds';

/**
 * What makes messages of events, for each content type of each tenant as it is configured. All of them share the field kinds, since all
 * events go into one index.
 */
export function messageMakers(
  config: Config,
  deps: { readonly store: Pick<Store, 'meta' | 'setMeta'>; readonly clock: Clock },
): CollectDeps['messagesFor'] {
  const { store, clock } = deps;
  const kinds = new KindRegistry(readKinds(store.meta(KINDS_KEY)));
  const tenants = new Map(config.tenants.map(tenant => [tenant.name, tenant]));
  return ({ name }, contentType) => {
    const tenant = tenants.get(name);
    const settings = tenant && settingsOf(config, tenant);
    const caughtBy = compileFilters(settings?.filters ?? [], contentType);
    return createMessageMaker({
      tenant: name,
      contentType,
      kinds,
      saveKinds: registry => store.setMeta(KINDS_KEY, JSON.stringify(registry.export())),
      clock,
      ...(caughtBy ? { caughtBy } : {}),
    });
  };
}

function readKinds(text: string | undefined): readonly KnownKind[] {
  return [...KNOWN_KINDS, ...(text === undefined ? [] : (JSON.parse(text) as KnownKind[]))];
}
