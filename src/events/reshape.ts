import type { AuditEvent, Json } from './audit-event.ts';
import { FieldNames, setField } from './field-names.ts';
import { CONVERTED_FIELD, type FitLimits, MAX_MARK_LENGTH, MORE_FIELD, TRIMMED_FIELD } from './fit-limits.ts';
import { NAME_VALUE_LISTS } from './known-kinds.ts';
import type { Kind, KindNode, KindRegistry } from './kinds.ts';
import { safeText } from './safe-text.ts';

/** A copy of an event in which every value is one that Wazuh carries and its indexer takes, and the paths that this changed. */
export interface Reshaped {
  readonly event: AuditEvent;
  readonly trimmed: Set<string>;
  readonly converted: Set<string>;
}

/**
 * Copies an event, converting what deviates. Nothing is left out but nulls outside lists (Wazuh would write the text "null");
 * texts over the limit are cut. Does not look at the number of fields or the size of the whole: see `shrink.ts`.
 */
export function reshape(event: AuditEvent, limits: FitLimits, kinds: KindRegistry): Reshaped {
  const shaper = new Shaper(limits, kinds);
  return {
    event: shaper.object(event, { node: kinds.root, path: '', depth: 0, inList: false }),
    trimmed: shaper.trimmed,
    converted: shaper.converted,
  };
}

/** Where in the event a value stands. */
interface Place {
  readonly node: KindNode;
  readonly path: string;
  readonly depth: number;
  readonly inList: boolean;
}

class Shaper {
  readonly trimmed = new Set<string>();
  readonly converted = new Set<string>();
  readonly #limits: FitLimits;
  readonly #kinds: KindRegistry;

  constructor(limits: FitLimits, kinds: KindRegistry) {
    this.#limits = limits;
    this.#kinds = kinds;
  }

  object(source: AuditEvent, place: Place): AuditEvent {
    const shaped: AuditEvent = {};
    const more: AuditEvent = {};
    const names = new FieldNames(source, this.#kinds, {
      ...place,
      levelsLeft: this.#limits.maxDepth - place.depth,
    });
    for (const key of Object.keys(source)) {
      const value = source[key] as Json;
      if (value === null && !place.inList) continue;
      const field = place.path === '' && isForeignMark(key, value) ? undefined : names.take(key);
      if (!field) {
        setField(more, key, value);
        continue;
      }
      const path = join(place.path, field.name);
      if (field.name !== key) this.converted.add(path);
      const strays: string[] = [];
      const fitted = this.#value(
        value,
        { ...place, node: field.node, path, depth: place.depth + field.levels },
        strays,
      );
      if (fitted !== undefined) setField(shaped, field.name, fitted);
      if (strays.length > 0) {
        // What a field of numbers can't hold goes into a field beside it.
        const isList = Array.isArray(fitted);
        const stray = names.takeOwn(`${field.name.replaceAll('.', '_')}_text`, isList ? 'list' : 'scalar');
        setField(shaped, stray, isList ? strays : (strays[0] ?? ''));
      }
    }
    if (Object.keys(more).length > 0) {
      const name = names.takeOwn(MORE_FIELD, 'scalar');
      this.converted.add(join(place.path, name));
      setField(shaped, name, this.#text(JSON.stringify(more), join(place.path, name), place.inList));
    }
    return shaped;
  }

  /** @returns undefined when the value can't stand in its place; it is in `strays` then, as a text. */
  #value(value: Json, place: Place, strays: string[]): Json | undefined {
    const kind = kindOf(value, place.inList);
    if (kind === undefined) return value;
    if ((kind === 'object' || kind === 'list') && place.depth > this.#limits.maxDepth) {
      this.converted.add(place.path);
      return this.#value(JSON.stringify(value), place, strays);
    }
    if (place.node.kind === undefined) this.#kinds.learn(place.node, kind);
    const expected = place.node.kind ?? kind;
    const agrees = expected === kind || (expected === 'number' && isNumericText(value));
    if (agrees) return this.#asItIs(value, place, strays);
    this.converted.add(place.path);
    return this.#convert(value, expected, place, strays);
  }

  #asItIs(value: Json, place: Place, strays: string[]): Json | undefined {
    if (typeof value === 'string') return this.#text(value, place.path, place.inList);
    if (typeof value === 'number') {
      const isLong = Math.abs(value) <= Number.MAX_SAFE_INTEGER;
      if (place.inList) return isLong ? value : this.#stray(value, place, strays);
      // Wazuh prints what is no int32 with six decimals: 1700000000000.000000.
      return (value | 0) === value ? value : String(value);
    }
    if (Array.isArray(value)) return this.#list(value, place, strays);
    return typeof value === 'object' && value !== null ? this.object(value, place) : value;
  }

  #list(list: readonly Json[], place: Place, strays: string[]): Json[] {
    const element = {
      node: this.#kinds.element(place.node),
      path: `${place.path}[]`,
      depth: place.depth + 1,
      inList: true,
    };
    const shaped: Json[] = [];
    for (const value of list) {
      const fitted = this.#value(value, element, strays);
      if (fitted !== undefined) shaped.push(fitted);
    }
    return shaped;
  }

  #convert(value: Json, expected: Kind, place: Place, strays: string[]): Json | undefined {
    if (expected === 'scalar') return this.#text(asText(value), place.path, place.inList);
    if (expected === 'object') return this.object(asObject(value, place.node.path), place);
    if (expected === 'list') return this.#list(asList(value), place, strays);
    if (expected === 'boolean' && typeof value === 'string' && /^(?:true|false)$/i.test(value)) {
      return value.toLowerCase() === 'true';
    }
    return this.#stray(value, place, strays);
  }

  #stray(value: Json, place: Place, strays: string[]): undefined {
    this.converted.add(place.path);
    strays.push(this.#text(asText(value), place.path, place.inList));
    return undefined;
  }

  #text(value: string, path: string, inList: boolean): string {
    const safe = safeText(value, this.#limits.maxStringBytes, !inList);
    if (safe.converted) this.converted.add(path);
    if (safe.trimmed) this.trimmed.add(path);
    return safe.text;
  }
}

/** @returns undefined for a value that the indexer takes under any mapping, since it makes no field of it. */
function kindOf(value: Json, inList: boolean): Kind | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string') return value === '' && !inList ? undefined : 'scalar';
  if (typeof value === 'number') return inList ? 'number' : 'scalar';
  if (typeof value === 'boolean') return inList ? 'boolean' : 'scalar';
  if (Array.isArray(value)) return value.length === 0 ? undefined : 'list';
  return !inList && Object.keys(value).length === 0 ? undefined : 'object';
}

/** A field of the name of our marks that we can't have written: the marks will take its place. */
function isForeignMark(key: string, value: Json): boolean {
  if (key !== TRIMMED_FIELD && key !== CONVERTED_FIELD) return false;
  return !(
    Array.isArray(value) && value.every(path => typeof path === 'string' && path.length <= MAX_MARK_LENGTH)
  );
}

/** The indexer reads such a text under a mapping of numbers. */
function isNumericText(value: Json): boolean {
  return typeof value === 'string' && /^-?\d{1,18}(?:\.\d{1,18})?$/.test(value);
}

function asObject(value: Json, path: string): AuditEvent {
  const scalar = typeof value === 'object' ? JSON.stringify(value) : value;
  // Exchange lists only the names of what it modified where all others list objects: wazuh/wazuh#28448.
  if (path === 'modifiedproperties[]') return { Name: scalar };
  const list = path.endsWith('[]') ? path.slice(0, -2) : undefined;
  return list !== undefined && NAME_VALUE_LISTS.has(list)
    ? { Name: 'value', Value: scalar }
    : { value: scalar };
}

/** A list or object that comes as JSON text is taken as what it holds. Seen in OperationProperties: elastic/integrations#9493. */
function asList(value: Json): Json[] {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return [value];
  try {
    const held = JSON.parse(value) as Json;
    return Array.isArray(held) ? held : [held];
  } catch {
    return [value];
  }
}

function asText(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
