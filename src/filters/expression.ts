import type { AuditEvent } from '../events/audit-event.ts';
import {
  type FieldPath,
  scanFieldPath,
  scanQuoted,
  someValue,
  type TextProblem,
} from '../events/field-path.ts';
import { MAX_GLOB_LENGTH } from './glob.ts';
import { equalsOneOf, matchesOneOf, type ValueTest } from './text-set.ts';

/** Tells whether an expression holds for an event. Never throws, and takes time in proportion to the event. */
export type EventTest = (event: AuditEvent) => boolean;

export const MAX_EXPRESSION_LENGTH = 4_000;
const MAX_TESTS = 200;
const MAX_NESTING = 32;
const MAX_VALUES = 1_000;

/**
 * Compiles a filter expression:
 *
 *     Operation == "FileAccessed" and (UserType in (4, 5) or UserId matches "svc-*") and not Item.Subject == null
 *
 * A path may lead to several values, through lists: a comparison holds when it holds for one of them. `!=`, `not in` and `not matches` are the
 * exact opposites, so they hold for an event that lacks the field. `== null` holds when there is no value. Texts compare without regard to
 * case, numbers and booleans as they are written. `matches` knows `*` and `?`. Nothing looks into JSON that stands in a text.
 *
 * No part of it is run as code.
 */
export function compileExpression(text: string): EventTest | TextProblem {
  if (text.length > MAX_EXPRESSION_LENGTH)
    return {
      at: MAX_EXPRESSION_LENGTH,
      message: `an expression has at most ${MAX_EXPRESSION_LENGTH} characters`,
    };
  try {
    return new Parser(text).whole();
  } catch (error) {
    if (error instanceof SyntaxProblem) return { at: error.at, message: error.message };
    throw error;
  }
}

/** Leaves the parser only as a value. */
class SyntaxProblem extends Error {
  readonly at: number;

  constructor({ at, message }: TextProblem) {
    super(message);
    this.at = at;
  }
}

/** Words that mean something here, in any case: a field of such a name is written `Item["in"]`. */
const RESERVED = new Set(['and', 'or', 'not', 'in', 'matches', 'null', 'true', 'false']);
/** What users of other languages write. */
const FOREIGN: readonly (readonly [string, string])[] = [
  ['&&', 'and'],
  ['||', 'or'],
  ['=~', 'matches'],
  ['<>', '!='],
  ['~', 'matches'],
];

class Parser {
  readonly #text: string;
  #at = 0;
  #tests = 0;
  #nesting = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): EventTest {
    const test = this.#or();
    this.#blanks();
    if (this.#at < this.#text.length)
      this.#fail(
        this.#text[this.#at] === ')' ? 'this “)” closes nothing' : 'expected “and”, “or” or the end',
      );
    return test;
  }

  #or(): EventTest {
    const parts = [this.#and()];
    while (this.#takeWord('or')) parts.push(this.#and());
    const [only] = parts;
    if (parts.length === 1 && only) return only;
    return event => parts.some(part => part(event));
  }

  #and(): EventTest {
    const parts = [this.#not()];
    while (this.#takeWord('and')) parts.push(this.#not());
    const [only] = parts;
    if (parts.length === 1 && only) return only;
    return event => parts.every(part => part(event));
  }

  #not(): EventTest {
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTING) this.#fail(`“not” and parentheses nest at most ${MAX_NESTING} deep`);
    try {
      if (this.#takeWord('not')) {
        const inner = this.#not();
        return event => !inner(event);
      }
      if (!this.#take('(')) return this.#comparison();
      const openAt = this.#at - 1;
      const inner = this.#or();
      if (!this.#take(')'))
        this.#fail(
          'expected “)”, for the one that opens here',
          this.#text.length > this.#at ? this.#at : openAt,
        );
      return inner;
    } finally {
      this.#nesting -= 1;
    }
  }

  #comparison(): EventTest {
    this.#tests += 1;
    if (this.#tests > MAX_TESTS) this.#fail(`an expression has at most ${MAX_TESTS} comparisons`);
    const path = this.#path();
    if (this.#take('==')) return this.#equals(path);
    if (this.#take('!=')) return negated(this.#equals(path));
    const not = this.#takeWord('not');
    const operator = this.#takeWord('in') ? 'in' : this.#takeWord('matches') ? 'matches' : undefined;
    if (operator === undefined) this.#failAtOperator();
    const values = operator === 'in' ? this.#list() : this.#patterns();
    const test = someOf(path, operator === 'in' ? equalsOneOf(values) : matchesOneOf(values));
    return not ? negated(test) : test;
  }

  #equals(path: FieldPath): EventTest {
    if (this.#takeWord('null')) return negated(event => someValue(event, path, value => value !== null));
    return someOf(path, equalsOneOf([this.#literal()]));
  }

  #path(): FieldPath {
    this.#blanks();
    const word = this.#word();
    if (word !== undefined && RESERVED.has(word.toLowerCase()))
      this.#fail(`expected a field, not the word “${word}”`);
    const scanned = scanFieldPath(this.#text, this.#at);
    if ('message' in scanned) throw new SyntaxProblem(scanned);
    this.#at = scanned.end;
    return scanned.path;
  }

  #list(): string[] {
    if (!this.#take('(')) this.#fail('expected “(” and the values, for example in ("a", "b")');
    const values = [this.#literal()];
    while (this.#take(',')) values.push(this.#literal());
    if (values.length > MAX_VALUES) this.#fail(`a list has at most ${MAX_VALUES} values`);
    if (!this.#take(')')) this.#fail('expected “,” or “)”');
    return values;
  }

  #patterns(): string[] {
    this.#blanks();
    const from = this.#at;
    const patterns = this.#text[from] === '(' ? this.#list() : [this.#literal()];
    const long = patterns.find(pattern => pattern.length > MAX_GLOB_LENGTH);
    if (long !== undefined) this.#fail(`a pattern has at most ${MAX_GLOB_LENGTH} characters`, from);
    return patterns;
  }

  /** A text in quotes, a number, `true` or `false`. */
  #literal(): string {
    this.#blanks();
    if (this.#text[this.#at] === '"' || this.#text[this.#at] === "'") {
      const quoted = scanQuoted(this.#text, this.#at);
      if ('message' in quoted) throw new SyntaxProblem(quoted);
      this.#at = quoted.end;
      return quoted.value;
    }
    const number = /^-?\d+(?:\.\d+)?(?![\p{L}\p{N}_])/u.exec(this.#text.slice(this.#at, this.#at + 40))?.[0];
    if (number !== undefined) {
      this.#at += number.length;
      return number;
    }
    for (const word of ['true', 'false']) if (this.#takeWord(word)) return word;
    return this.#fail('expected a text in quotes, a number, true or false');
  }

  #takeWord(word: string): boolean {
    this.#blanks();
    if (this.#word()?.toLowerCase() !== word) return false;
    this.#at += word.length;
    return true;
  }

  /** The word that begins here, if one does. */
  #word(): string | undefined {
    return /^[a-z]+(?![\p{L}\p{N}_@$.[-])/iu.exec(this.#text.slice(this.#at, this.#at + 20))?.[0];
  }

  #take(mark: string): boolean {
    this.#blanks();
    if (!this.#text.startsWith(mark, this.#at)) return false;
    this.#at += mark.length;
    return true;
  }

  #blanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
  }

  #failAtOperator(): never {
    this.#blanks();
    const foreign = FOREIGN.find(([theirs]) => this.#text.startsWith(theirs, this.#at));
    if (foreign) this.#fail(`“${foreign[0]}” is written “${foreign[1]}” here`);
    if (this.#text[this.#at] === '=') this.#fail('to compare, write “==”');
    this.#fail('expected ==, !=, in, not in, matches or not matches');
  }

  #fail(message: string, at = this.#at): never {
    throw new SyntaxProblem({ at, message });
  }
}

function someOf(path: FieldPath, test: ValueTest): EventTest {
  return event => someValue(event, path, test);
}

function negated(test: EventTest): EventTest {
  return event => !test(event);
}
