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
    const { customer, labels, format } = tenant;
    const marks = {
      tenant: name,
      ...(customer === undefined ? {} : { customer }),
      ...(labels === undefined ? {} : { labels }),
    };
    const shared = {
      kinds,
      saveKinds: (registry: KindRegistry) => store.setMeta(KINDS_KEY, JSON.stringify(registry.export())),
      clock,
    };
    if (contentType === undefined) {
      // What the feed says of itself passes every filter, has nothing to hide, and takes the one form that its rules know.
      const privacy = createPrivacy({ detectedValues, hasher: undefined });
      return createMessageMaker({ ...marks, contentType, privacy, ...shared });
    }
    const caughtBy = compileFilters(filters, contentType);
    return createMessageMaker({
      ...marks,
      contentType,
      ...(format === undefined ? {} : { format }),
      privacy: createPrivacy({ detectedValues, hasher: hashing && hasherOf(name, hashing) }),
      ...shared,
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
