import type { AuditEvent, Json } from './audit-event.ts';
import type { FitLimits } from './fit-limits.ts';
import type { Kind, KindNode, KindRegistry } from './kinds.ts';
import { readsAsList } from './safe-text.ts';

/**
 * Tells in one walk, without making anything, whether an event can pass as it is: the case of nearly all events. Learns the
 * kinds of the fields that it meets for the first time.
 *
 * When in doubt the answer is no: the slower path then looks closer and may still leave the event as it is. Does not look at
 * the size of the whole, nor for NUL and lone surrogates in texts: both show in the JSON text for less (`fit.ts`).
 */
export function fitsUnchanged(event: AuditEvent, limits: FitLimits, kinds: KindRegistry): boolean {
  const walk = new Walk(limits, kinds);
  return walk.object(event, kinds.root, 0) && walk.leaves <= limits.maxLeaves;
}

/** The indexer maps a number inside a list to `long` at its first value and refuses one beyond; above this a double is inexact too. */
const LARGEST_LONG = Number.MAX_SAFE_INTEGER;

class Walk {
  leaves = 0;
  readonly #limits: FitLimits;
  readonly #kinds: KindRegistry;
  /** A text of so many UTF-16 units is short enough whatever its characters are. */
  readonly #safeLength: number;

  constructor(limits: FitLimits, kinds: KindRegistry) {
    this.#limits = limits;
    this.#kinds = kinds;
    this.#safeLength = Math.floor(limits.maxStringBytes / 3);
  }

  object(object: AuditEvent, node: KindNode, depth: number): boolean {
    const mark = this.#kinds.nextMark();
    for (const key in object) {
      const child = this.#kinds.child(node, key);
      // No room for a new field, a name that must change, or one that differs from an earlier one in case only.
      if (!child || child.mark === mark) return false;
      child.mark = mark;
      const value = object[key] as Json;
      if (typeof value === 'object') {
        if (value === null || depth >= this.#limits.maxDepth) return false;
        if (Array.isArray(value)) {
          this.leaves += 1;
          if (value.length > 0 && !(this.#keeps(child, 'list') && this.#list(value, child, depth + 1)))
            return false;
        } else if (
          !isEmpty(value) &&
          !(this.#keeps(child, 'object') && this.object(value, child, depth + 1))
        ) {
          return false;
        }
        continue;
      }
      this.leaves += 1;
      if (value === '') continue;
      if (typeof value === 'string') {
        if (!this.#isShort(value) || readsAsList(value)) return false;
      } else if (typeof value === 'number' && (value | 0) !== value) {
        return false;
      }
      if (!this.#keeps(child, 'scalar')) return false;
    }
    return true;
  }

  #list(list: readonly Json[], node: KindNode, depth: number): boolean {
    const element = this.#kinds.element(node);
    for (const value of list) {
      if (!this.#inList(value, element, depth)) return false;
    }
    return true;
  }

  /** @param depth of the list or object that holds the value. */
  #inList(value: Json, node: KindNode, depth: number): boolean {
    if (typeof value === 'string') return this.#isShort(value) && this.#keeps(node, 'scalar');
    if (typeof value === 'number') return Math.abs(value) <= LARGEST_LONG && this.#keeps(node, 'number');
    if (typeof value === 'boolean') return this.#keeps(node, 'boolean');
    if (value === null) return true;
    if (depth >= this.#limits.maxDepth) return false;
    if (Array.isArray(value)) {
      return value.length === 0 || (this.#keeps(node, 'list') && this.#list(value, node, depth + 1));
    }
    if (!this.#keeps(node, 'object')) return false;
    for (const key in value) {
      const child = this.#kinds.child(node, key);
      if (!child || !this.#inList(value[key] as Json, child, depth + 1)) return false;
    }
    return true;
  }

  #keeps(node: KindNode, kind: Kind): boolean {
    if (node.kind === undefined) this.#kinds.learn(node, kind);
    return node.kind === kind;
  }

  #isShort(text: string): boolean {
    return text.length <= this.#safeLength || Buffer.byteLength(text) <= this.#limits.maxStringBytes;
  }
}

function isEmpty(object: AuditEvent): boolean {
  return Object.keys(object).length === 0;
}
