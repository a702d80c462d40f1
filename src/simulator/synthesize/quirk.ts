import type { AuditEvent, Json } from '../../events/audit-event.ts';
import type { Rng } from '../rng.ts';
import { USELESS_ADDRESSES } from './addresses.ts';
import { awkwardText } from './texts.ts';

/** Changes the event in one way, or answers `undefined` where it has no such field. */
type Quirk = (event: AuditEvent, rng: Rng) => AuditEvent | undefined;

function without(key: string): Quirk {
  return event => {
    if (!(key in event)) return undefined;
    const { [key]: _gone, ...rest } = event;
    return rest;
  };
}

function replacing(key: string, value: (old: Json, rng: Rng) => Json): Quirk {
  return (event, rng) => {
    const old = event[key];
    return old === undefined ? undefined : { ...event, [key]: value(old, rng) };
  };
}

/** Field kinds and absences that real tenants show now and then. */
const QUIRKS: readonly Quirk[] = [
  without('Parameters'),
  without('ExtendedProperties'),
  without('ResultStatus'),
  without('Workload'),
  without('Version'),
  replacing('Parameters', list => JSON.stringify(list)),
  replacing('ModifiedProperties', list => JSON.stringify(list)),
  replacing('Target', () => []),
  replacing('AppAccessContext', () => ({})),
  replacing('CreationTime', time => (typeof time === 'string' ? `${time}Z` : time)),
  replacing('UserKey', () => ''),
  replacing('RecordType', () => -1),
  replacing('ClientIP', (_, rng) => rng.pick(USELESS_ADDRESSES)),
  replacing('ObjectId', (_, rng) => awkwardText(rng)),
];

/** The event with one oddity that a collector must stand: a field gone, of another kind, or with a useless value. */
export function withQuirk(event: AuditEvent, rng: Rng): AuditEvent {
  for (;;) {
    const changed = rng.pick(QUIRKS)(event, rng);
    if (changed !== undefined) return changed;
  }
}
