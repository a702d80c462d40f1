import { createMessageMaker } from './collect/message-maker.ts';
import type { Clock, Store } from './collect/ports.ts';
import type { CollectDeps } from './collect/run.ts';
import type { Config, HashingConfig } from './config/config.ts';
import { readHashKey } from './config/hash-key.ts';
import { settingsOf } from './config/tenant-settings.ts';
import { type FieldPath, parseFieldPath } from './events/field-path.ts';
import { FieldHasher } from './events/hash-fields.ts';
import { KNOWN_KINDS } from './events/known-kinds.ts';
import { KindRegistry, type KnownKind } from './events/kinds.ts';
import { createPrivacy } from './events/privacy.ts';
import { compileFilters } from './filters/filter.ts';

const KINDS_KEY = 'kinds';

/**
 * What makes messages of events, for each content type of each tenant as it is configured. All of them share the field kinds, since all
 * events go into one index.
 */
export function messageMakers(
  config: Config,
  deps: {
    readonly store: Pick<Store, 'meta' | 'setMeta'>;
    readonly clock: Clock;
    onSecret(secret: string): void;
  },
): CollectDeps['messagesFor'] {
  const { store, clock } = deps;
  const kinds = new KindRegistry(readKinds(store.meta(KINDS_KEY)));
  const hashers = new Map<string, FieldHasher>();
  const hasherOf = (tenant: string, hashing: HashingConfig): FieldHasher => {
    let hasher = hashers.get(tenant);
    if (!hasher) {
      const key = readHashKey(hashing, { insecureFiles: config.insecureFiles });
      deps.onSecret(key);
      hasher = new FieldHasher(key, hashing.fields.map(pathOf));
      hashers.set(tenant, hasher);
    }
    return hasher;
  };
  const tenants = new Map(config.tenants.map(tenant => [tenant.name, tenant]));
  return ({ name }, contentType) => {
    const tenant = tenants.get(name);
    if (!tenant) throw new Error(`The configuration has no tenant ${name}.`);
    const { filters, detectedValues, hashing } = settingsOf(config, tenant);
    const caughtBy = compileFilters(filters, contentType);
    const { customer, labels, format } = tenant;
    return createMessageMaker({
      tenant: name,
      contentType,
      ...(customer === undefined ? {} : { customer }),
      ...(labels === undefined ? {} : { labels }),
      ...(format === undefined ? {} : { format }),
      privacy: createPrivacy({ detectedValues, hasher: hashing && hasherOf(name, hashing) }),
      kinds,
      saveKinds: registry => store.setMeta(KINDS_KEY, JSON.stringify(registry.export())),
      clock,
      ...(caughtBy ? { caughtBy } : {}),
    });
  };
}

/** The configuration has checked it. */
function pathOf(text: string): FieldPath {
  const path = parseFieldPath(text);
  if ('message' in path) throw new Error(`${text} is no path: ${path.message}`);
  return path;
}

function readKinds(text: string | undefined): readonly KnownKind[] {
  return [...KNOWN_KINDS, ...(text === undefined ? [] : (JSON.parse(text) as KnownKind[]))];
}
