import { OWN_FIELDS } from './fit-limits.ts';

/**
 * What a field is to the indexer. Outside arrays Wazuh writes every scalar as a text, so `scalar` is all there; inside arrays
 * numbers and booleans keep their type and get their own mapping, so they are kinds of their own.
 */
export type Kind = 'scalar' | 'number' | 'boolean' | 'object' | 'list';

/** A path as plain data: keys in lower case joined by dots, `[]` for the elements of a list. */
export type KnownKind = readonly [path: string, kind: Kind];

/** Of the index's 10,000 fields (`index.mapping.total_fields.limit`), what Microsoft's events may take up at most. */
export const MAX_PATHS = 4_000;
/** Fields under one object: more come from names that are data (GUIDs, addresses). */
const MAX_CHILDREN = 200;
/** The event itself: all of Microsoft's schemas together have about 900 top-level fields. */
const MAX_ROOT_CHILDREN = 2_000;
/** An exact spelling is found without lower-casing it; so many are kept per path on average. */
const MAX_SPELLINGS = 2 * MAX_PATHS;
const MAX_KEY_LENGTH = 128;

/** One path. Walkers go from node to node, so that no path is put together per event. */
export interface KindNode {
  readonly path: string;
  /** Undefined as long as only empty values came: they carry no kind. */
  kind: Kind | undefined;
  children: Map<string, KindNode> | undefined;
  element: KindNode | undefined;
  /** Different keys; `children` also holds their other spellings. */
  childCount: number;
  /** Mark of the walk that met this node last: see `nextMark`. */
  mark: number;
}

/**
 * The kind of every field path, first come, first kept.
 *
 * The indexer maps a field at its first value of the day and rejects each alert that brings another kind there: the alert is
 * lost to the dashboard without a word. So a path keeps its kind for ever, over all tenants, and `fit.ts` converts what deviates.
 *
 * Paths compare without regard to case, as Wazuh's rule engine does. The number of paths is bounded: names made of data would
 * otherwise use up the index's fields.
 */
export class KindRegistry {
  readonly root: KindNode = newNode('');
  #paths = 0;
  #spellings = 0;
  #marks = 0;
  #learned: KnownKind[] = [];

  /** @param known earlier ones win over later ones. */
  constructor(known: Iterable<KnownKind> = []) {
    for (const [path, kind] of known) this.#node(path).kind ??= kind;
  }

  /** Known paths, of which there are `MAX_PATHS` at most (plus what was passed in). */
  get size(): number {
    return this.#paths;
  }

  /** What was learned since the last call, to be made durable before an event that relies on it is sent. */
  takeLearned(): KnownKind[] {
    const learned = this.#learned;
    this.#learned = [];
    return learned;
  }

  /** Everything known, in a form that the constructor takes. */
  export(): KnownKind[] {
    const known: KnownKind[] = [];
    collect(this.root, known);
    return known;
  }

  /** A number not given out before: two keys of one object that lead to one node show by it. */
  nextMark(): number {
    this.#marks += 1;
    return this.#marks;
  }

  /**
   * The node of a key, made if there is room.
   *
   * @param key as spelt in the event.
   * @returns undefined when there is no room left, or for a key that no field can be named by: blank, with a dot, a NUL or a lone
   *   surrogate, or longer than 128 characters.
   */
  child(parent: KindNode, key: string): KindNode | undefined {
    return parent.children?.get(key) ?? this.#adopt(parent, key, false);
  }

  /** As `child`, for a name that we make: it finds room also when there is none. */
  ownChild(parent: KindNode, key: string): KindNode {
    return this.child(parent, key) ?? this.#make(parent, key.toLowerCase());
  }

  /** The node of a list's elements. Not bounded by itself: one a list. */
  element(list: KindNode): KindNode {
    list.element ??= newNode(`${list.path}[]`);
    return list.element;
  }

  learn(node: KindNode, kind: Kind): void {
    node.kind = kind;
    this.#learned.push([node.path, kind]);
  }

  #adopt(parent: KindNode, key: string, known: boolean): KindNode | undefined {
    if (!known && !isFieldName(key)) return undefined;
    const lower = key.toLowerCase();
    const node = parent.children?.get(lower);
    if (!node && !known && !this.#hasRoom(parent) && !OWN_FIELDS.has(key)) return undefined;
    const found = node ?? this.#make(parent, lower);
    if (key !== lower && this.#spellings < MAX_SPELLINGS) {
      this.#spellings += 1;
      parent.children?.set(key, found);
    }
    return found;
  }

  #hasRoom(parent: KindNode): boolean {
    return (
      this.#paths < MAX_PATHS && parent.childCount < (parent === this.root ? MAX_ROOT_CHILDREN : MAX_CHILDREN)
    );
  }

  #make(parent: KindNode, lower: string): KindNode {
    const node = newNode(parent === this.root ? lower : `${parent.path}.${lower}`);
    parent.children ??= new Map();
    parent.children.set(lower, node);
    parent.childCount += 1;
    this.#paths += 1;
    return node;
  }

  #node(path: string): KindNode {
    let node = this.root;
    for (const segment of path === '' ? [] : path.split('.')) {
      const key = segment.replace(/(?:\[\])+$/, '');
      if (key !== '') node = this.#adopt(node, key.toLowerCase(), true) ?? node;
      for (let lists = (segment.length - key.length) / 2; lists > 0; lists -= 1) node = this.element(node);
    }
    return node;
  }
}

function newNode(path: string): KindNode {
  return { path, kind: undefined, children: undefined, element: undefined, childCount: 0, mark: 0 };
}

function isFieldName(key: string): boolean {
  return (
    key.length <= MAX_KEY_LENGTH &&
    key.trim() !== '' &&
    !key.includes('.') &&
    !key.includes('\0') &&
    !key.includes('[]') &&
    key.isWellFormed()
  );
}

function collect(node: KindNode, into: KnownKind[]): void {
  if (node.kind !== undefined && node.path !== '') into.push([node.path, node.kind]);
  if (node.element) collect(node.element, into);
  for (const child of new Set(node.children?.values())) collect(child, into);
}
