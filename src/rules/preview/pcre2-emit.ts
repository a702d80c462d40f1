import { byteSetSource } from './byte-set.ts';
import { type Pcre2Node, Pcre2Refusal, type Pcre2Assertion } from './pcre2-ast.ts';

const ASSERTIONS: Readonly<Record<Pcre2Assertion, string>> = {
  start: '(?<![^])',
  end: '(?=\\n?(?![^]))',
  'very-end': '(?![^])',
  // PCRE2 finds no line start behind the newline that ends the subject.
  'line-start': '(?<![^])|(?<=\\n)(?=[^])',
  'line-end': '(?=\\n)|(?![^])',
  'word-edge': '\\b',
  'no-word-edge': '\\B',
};

export interface EmittedPcre2 {
  readonly source: string;
  /** By number of the pattern's group, from 1: the number of JavaScript's group. */
  readonly groups: readonly number[];
}

/**
 * Writes a PCRE2 pattern as a JavaScript regular expression without flags that finds the same in byte strings.
 *
 * @param capturing false leaves the pattern's own groups out of the result, which is faster.
 * @throws {Pcre2Refusal} where JavaScript would find something else.
 */
export function emitPcre2(root: Pcre2Node, capturing: boolean): EmittedPcre2 {
  const emitter = new Emitter(capturing);
  return { source: emitter.emit(root), groups: emitter.groups };
}

class Emitter {
  readonly groups: number[] = [];
  readonly #capturing: boolean;
  #count = 0;
  #behind = false;
  #atomic = false;

  constructor(capturing: boolean) {
    this.#capturing = capturing;
  }

  emit(node: Pcre2Node): string {
    switch (node.kind) {
      case 'byte':
        return byteSetSource(node.set);
      case 'sequence':
        return node.items.map(item => this.emit(item)).join('');
      case 'choice':
        return `(?:${node.branches.map(branch => this.emit(branch)).join('|')})`;
      case 'assertion':
        return `(?:${ASSERTIONS[node.assertion]})`;
      case 'group': {
        if (!this.#capturing) return `(?:${this.emit(node.body)})`;
        this.#count += 1;
        this.groups[node.capture] = this.#count;
        return `(${this.emit(node.body)})`;
      }
      case 'look':
        return this.#look(node);
      case 'atomic': {
        // JavaScript has no atomic group, but a lookahead is one: what it found is taken by going back to its group.
        if (this.#behind) throw new Pcre2Refusal('has an atomic group in a lookbehind', false);
        this.#count += 1;
        const own = this.#count;
        const outer = this.#atomic;
        this.#atomic = true;
        const source = `(?:(?=(${this.emit(node.body)}))\\${own})`;
        this.#atomic = outer;
        return source;
      }
      case 'repeat': {
        // A turn that takes nothing ends the repetition in PCRE2 and fails in JavaScript. Both find a match in the end, but not the same one first.
        if ((this.#atomic || this.#capturing) && node.max > 1 && mayBeEmpty(node.body)) {
          throw new Pcre2Refusal('repeats what may be empty', false);
        }
        if (this.#capturing && node.max > 1) refuseForgottenGroups(node.body, false);
        const bounds = node.max === Infinity ? `{${node.min},}` : `{${node.min},${node.max}}`;
        return `(?:${this.emit(node.body)})${bounds}${node.lazy ? '?' : ''}`;
      }
    }
  }

  #look(node: Extract<Pcre2Node, { kind: 'look' }>): string {
    if (node.behind) {
      const branches = node.body.kind === 'choice' ? node.body.branches : [node.body];
      if (branches.some(branch => width(branch) === undefined)) {
        throw new Pcre2Refusal('has a lookbehind whose length is not fixed', true);
      }
    }
    const outer = this.#behind;
    this.#behind ||= node.behind;
    const source = `(?${node.behind ? '<' : ''}${node.negative ? '!' : '='}${this.emit(node.body)})`;
    this.#behind = outer;
    return source;
  }
}

function mayBeEmpty(node: Pcre2Node): boolean {
  switch (node.kind) {
    case 'byte':
      return false;
    case 'assertion':
    case 'look':
      return true;
    case 'group':
    case 'atomic':
      return mayBeEmpty(node.body);
    case 'repeat':
      return node.min === 0 || mayBeEmpty(node.body);
    case 'sequence':
      return node.items.every(mayBeEmpty);
    case 'choice':
      return node.branches.some(mayBeEmpty);
  }
}

/** Between two turns of a repetition PCRE2 keeps a group that did not take part, JavaScript empties it. */
function refuseForgottenGroups(node: Pcre2Node, optional: boolean): void {
  switch (node.kind) {
    case 'byte':
    case 'assertion':
      return;
    case 'group':
      if (optional) throw new Pcre2Refusal('captures in one branch of a repetition', false);
      return refuseForgottenGroups(node.body, optional);
    case 'sequence':
      for (const item of node.items) refuseForgottenGroups(item, optional);
      return;
    case 'choice':
      for (const branch of node.branches) refuseForgottenGroups(branch, true);
      return;
    case 'repeat':
      return refuseForgottenGroups(node.body, optional || node.min === 0);
    case 'look':
    case 'atomic':
      return refuseForgottenGroups(node.body, optional);
  }
}

/** The number of bytes that the node takes, where it is always the same. */
function width(node: Pcre2Node): number | undefined {
  switch (node.kind) {
    case 'byte':
      return 1;
    case 'assertion':
    case 'look':
      return 0;
    case 'group':
    case 'atomic':
      return width(node.body);
    case 'repeat': {
      const body = width(node.body);
      return node.min === node.max && body !== undefined ? body * node.min : undefined;
    }
    case 'sequence':
      return node.items.reduce<number | undefined>((sum, item) => {
        const own = width(item);
        return sum === undefined || own === undefined ? undefined : sum + own;
      }, 0);
    case 'choice': {
      const [first, ...others] = node.branches.map(width);
      return others.every(other => other === first) ? first : undefined;
    }
  }
}
