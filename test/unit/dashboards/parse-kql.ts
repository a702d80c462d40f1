import type { FlatDocument } from './flatten-document.ts';

/** Whether a document meets a query. */
export type Condition = (document: FlatDocument) => boolean;

const TOKEN = /\s*(?<token>"(?:[^"\\]|\\.)*"|>=|<=|[():<>]|[A-Za-z_@][\w.@-]*|-?\d+(?:\.\d+)?)/y;

/** The part of KQL that our dashboards use: quoted values, lists of them, ranges, and / or / not, brackets. Throws for anything else. */
export function parseKql(query: string): Condition {
  const tokens = tokensOf(query);
  if (tokens.length === 0) return () => true;
  const parser = new Parser(tokens);
  const condition = parser.any();
  parser.end();
  return condition;
}

function tokensOf(query: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < query.trimEnd().length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(query)?.groups?.['token'];
    if (token === undefined) throw new SyntaxError(`Not understood at ${at}: ${query.slice(at, at + 40)}`);
    tokens.push(token);
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  any(): Condition {
    const parts = [this.#all()];
    while (this.#takeWord('or')) parts.push(this.#all());
    return document => parts.some(part => part(document));
  }

  end(): void {
    if (this.#at !== this.#tokens.length)
      throw new SyntaxError(`Left over: ${this.#tokens.slice(this.#at).join(' ')}`);
  }

  #all(): Condition {
    const parts = [this.#one()];
    while (this.#takeWord('and')) parts.push(this.#one());
    return document => parts.every(part => part(document));
  }

  #one(): Condition {
    if (this.#takeWord('not')) {
      const negated = this.#one();
      return document => !negated(document);
    }
    if (this.#take('(')) {
      const inside = this.any();
      this.#expect(')');
      return inside;
    }
    const field = this.#next();
    if (/^["():<>]/.test(field)) throw new SyntaxError(`A field was expected, not ${field}`);
    const operator = this.#next();
    if (operator === ':') return this.#values(field);
    const limit = Number(this.#next());
    const compare = COMPARISONS[operator];
    if (!compare || Number.isNaN(limit)) throw new SyntaxError(`Not a comparison: ${field} ${operator}`);
    return document => (document.get(field) ?? []).some(value => compare(Number(value), limit));
  }

  #values(field: string): Condition {
    const values = new Set<string>();
    if (this.#take('(')) {
      do values.add(this.#quoted());
      while (this.#takeWord('or'));
      this.#expect(')');
    } else values.add(this.#quoted());
    return document => (document.get(field) ?? []).some(value => values.has(value));
  }

  #quoted(): string {
    const token = this.#next();
    if (!token.startsWith('"')) throw new SyntaxError(`A quoted value was expected, not ${token}`);
    return token.slice(1, -1).replace(/\\(.)/g, '$1');
  }

  #next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new SyntaxError('The query ends too early');
    this.#at += 1;
    return token;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #takeWord(word: 'and' | 'or' | 'not'): boolean {
    return this.#take(word);
  }

  #expect(token: string): void {
    if (!this.#take(token))
      throw new SyntaxError(`${token} was expected, not ${this.#tokens[this.#at] ?? 'the end'}`);
  }
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};
