import type { Rng } from '../rng.ts';
import type { Person } from './person.ts';

/** What the events of one tenant share. */
export interface TenantFacts {
  readonly tenantId: string;
  /** `contoso.example` */
  readonly domain: string;
  /** `contoso` */
  readonly name: string;
  readonly people: readonly Person[];
}

/**
 * What a recipe builds an event from.
 *
 * Two kinds of values come out of it. `rng` decides once per template: which of several texts, how many list entries. All other
 * members are slots: they return a marker that is filled anew for each event made from the template. A slot may be put
 * anywhere in a text, also in JSON inside a text; it must not be cut, upper-cased or otherwise changed.
 */
export interface Draw {
  readonly rng: Rng;
  readonly tenant: TenantFacts;
  /** Slot: the event's `Id`. */
  readonly id: string;
  /** Slot: the event's `CreationTime`, UTC without a zone. */
  readonly time: string;
  /** Slots: who did it. */
  readonly user: Person;
  /** Slots: somebody else of the tenant. */
  readonly other: Person;
  /** Slot: a fresh GUID with each call. */
  guid(): string;
  /** Slot: an address of the documentation ranges. */
  readonly ipv4: string;
  readonly ipv6: string;
  /** Slot: 49152 to 65535. */
  readonly port: string;
  /** Slot: four digits. */
  readonly digits: string;
}

/** Private-use character on both sides of a slot's name; JSON leaves it alone. */
export const SLOT_MARK = '\uE000';

/** What fills the slots of one event. */
export interface Filling {
  readonly rng: Rng;
  readonly id: string;
  readonly time: string;
  readonly user: Person;
  readonly other: Person;
}

type Filler = (filling: Filling) => string;

const PERSON_KEYS = ['upn', 'upnMixed', 'displayName', 'puid', 'puidLower', 'objectId', 'sid'] as const;
const TEST_NETS = ['192.0.2.', '198.51.100.', '203.0.113.'] as const;

const FILLERS = new Map<string, Filler>([
  ['id', f => f.id],
  ['time', f => f.time],
  ['ipv4', f => f.rng.pick(TEST_NETS) + f.rng.int(1, 254)],
  ['ipv6', f => `2001:db8:${f.rng.hex(4)}::${f.rng.int(1, 9999)}`],
  ['port', f => String(f.rng.int(49_152, 65_535))],
  ['digits', f => String(f.rng.int(1000, 9999))],
  ...PERSON_KEYS.map((key): [string, Filler] => [`user.${key}`, f => f.user[key]]),
  ...PERSON_KEYS.map((key): [string, Filler] => [`other.${key}`, f => f.other[key]]),
]);

/** The filler of a slot. GUID slots are numbered, so that one template can repeat a GUID or hold several. */
export function fillerOf(slot: string): Filler {
  const filler = FILLERS.get(slot);
  if (filler !== undefined) return filler;
  if (slot.startsWith('guid')) return f => f.rng.guid();
  throw new RangeError(`No slot is called ${slot}`);
}

/** A Draw whose slots are markers. */
export function createDraw(rng: Rng, tenant: TenantFacts): Draw {
  let guids = 0;
  return {
    rng,
    tenant,
    id: slot('id'),
    time: slot('time'),
    user: personSlots('user'),
    other: personSlots('other'),
    guid: () => slot(`guid${guids++}`),
    ipv4: slot('ipv4'),
    ipv6: slot('ipv6'),
    port: slot('port'),
    digits: slot('digits'),
  };
}

function slot(name: string): string {
  return `${SLOT_MARK}${name}${SLOT_MARK}`;
}

function personSlots(who: 'user' | 'other'): Person {
  return {
    upn: slot(`${who}.upn`),
    upnMixed: slot(`${who}.upnMixed`),
    displayName: slot(`${who}.displayName`),
    puid: slot(`${who}.puid`),
    puidLower: slot(`${who}.puidLower`),
    objectId: slot(`${who}.objectId`),
    sid: slot(`${who}.sid`),
  };
}
