import type { AuditEvent, Json } from './audit-event.ts';
import type { Kind, KindNode, KindRegistry } from './kinds.ts';

/** More segments than this in one key are no path. */
const MAX_SEGMENTS = 4;

/**
 * Gives each field of one object the name under which it reaches the index, and its node.
 *
 * Outside lists Wazuh takes the first of two keys that differ in case only and drops the other, and takes a dot in a key for a step
 * down; the indexer takes it so everywhere. So a name is changed when it would collide, and only then: dots become `_`, and a
 * number is put behind what is taken already.
 */
export class FieldNames {
  readonly #parent: KindNode;
  readonly #kinds: KindRegistry;
  readonly #inList: boolean;
  readonly #maxSegments: number;
  readonly #taken = new Set<string>();
  /** How many keys begin with this first segment; undefined as long as no key has a dot. */
  readonly #firstSegments: Map<string, number> | undefined;

  /** @param place.levelsLeft how many objects may stand within each other below this one. */
  constructor(
    source: AuditEvent,
    kinds: KindRegistry,
    place: { readonly node: KindNode; readonly inList: boolean; readonly levelsLeft: number },
  ) {
    this.#parent = place.node;
    this.#kinds = kinds;
    this.#inList = place.inList;
    this.#maxSegments = Math.min(MAX_SEGMENTS, place.levelsLeft + 1);
    const keys = Object.keys(source);
    if (!keys.some(key => key.includes('.'))) return;
    this.#firstSegments = new Map();
    for (const key of keys) {
      const first = firstSegment(key);
      this.#firstSegments.set(first, (this.#firstSegments.get(first) ?? 0) + 1);
    }
  }

  /** @returns undefined when the field finds no room, or its name is too long. */
  take(key: string): { readonly name: string; readonly node: KindNode; readonly levels: number } | undefined {
    const dotted = key.includes('.') ? this.#dotted(key) : undefined;
    if (dotted && !this.#isTaken(key)) {
      this.#taken.add(this.#fold(key));
      return { name: key, node: dotted, levels: key.split('.').length };
    }
    const name = this.#free(nameable(key));
    const node = this.#kinds.child(this.#parent, name);
    if (!node) return undefined;
    this.#taken.add(this.#fold(name));
    return { name, node, levels: 1 };
  }

  /** A name that we make, for a text or a list of texts: the first of `name`, `name_2`, … that is free and of that kind. */
  takeOwn(name: string, kind: 'scalar' | 'list'): string {
    for (let candidate = this.#free(name), n = 2; ; candidate = this.#free(`${name}_${n}`), n += 1) {
      const node = this.#kinds.ownChild(this.#parent, candidate);
      if (
        this.#agrees(node, kind) &&
        (kind === 'scalar' || this.#agrees(this.#kinds.element(node), 'scalar'))
      ) {
        this.#taken.add(this.#fold(candidate));
        return candidate;
      }
    }
  }

  #agrees(node: KindNode, kind: Kind): boolean {
    if (node.kind === undefined) this.#kinds.learn(node, kind);
    return node.kind === kind;
  }

  /** The node that a key with dots leads to; undefined when it must not be read as a path. */
  #dotted(key: string): KindNode | undefined {
    const segments = key.split('.');
    if (segments.length > this.#maxSegments || (this.#firstSegments?.get(firstSegment(key)) ?? 0) > 1)
      return undefined;
    let node: KindNode | undefined = this.#parent;
    for (const [index, segment] of segments.entries()) {
      node = this.#kinds.child(node, segment);
      if (!node) return undefined;
      if (index === segments.length - 1) break;
      if (!this.#agrees(node, 'object')) return undefined;
    }
    return node;
  }

  #free(name: string): string {
    let candidate = name;
    for (let n = 2; this.#isTaken(candidate); n += 1) candidate = `${name}_${n}`;
    return candidate;
  }

  #isTaken(name: string): boolean {
    return this.#taken.has(this.#fold(name));
  }

  /** Inside lists nothing merges names that differ in case. */
  #fold(name: string): string {
    return this.#inList ? name : name.toLowerCase();
  }
}

/** Sets a field also when it is called `__proto__`. */
export function setField(object: AuditEvent, name: string, value: Json): void {
  if (name === '__proto__') {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[name] = value;
  }
}

function nameable(key: string): string {
  const name = key.replaceAll('\0', '\u2400').toWellFormed().replaceAll('.', '_').replaceAll('[]', '_');
  return name.trim() === '' ? '_' : name;
}

function firstSegment(key: string): string {
  const dot = key.indexOf('.');
  return (dot === -1 ? key : key.slice(0, dot)).toLowerCase();
}
