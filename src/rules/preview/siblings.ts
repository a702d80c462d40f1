import { asciiLowerCase } from './byte-string.ts';
import type { Rule, RuleNode } from './rule-model.ts';
import { asksForHostname, compileRuleTest, type JudgedEvent, type RuleTest } from './rule-test.ts';

/** Fewer rules than this that name values of one field are tried one by one. */
const MIN_INDEXED = 4;

/** A place in the tree, ready to run. */
export interface CompiledNode {
  readonly rule: Rule;
  readonly test: RuleTest;
  /** The rule cannot be judged for an event whose host name is not known. */
  readonly needsHostname: boolean;
  readonly children: Siblings;
}

/** Compiles the tree. Each rule is compiled once, wherever it stands. */
export function compileSiblings(nodes: readonly RuleNode[]): Siblings {
  return compile(nodes, new Map());
}

function compile(nodes: readonly RuleNode[], tests: Map<Rule, RuleTest>): Siblings {
  return new Siblings(
    nodes.map(({ rule, children }) => {
      const test = tests.get(rule) ?? compileRuleTest(rule.body);
      tests.set(rule, test);
      return { rule, test, needsHostname: asksForHostname(rule.body), children: compile(children, tests) };
    }),
  );
}

/**
 * The children of a rule in the order they are tried. Most rules ask for one value of one field (`Operation`), so an index over that field
 * leaves out those whose value it is not; the order of the others stays.
 */
export class Siblings {
  readonly all: readonly CompiledNode[];
  /** ASCII lower case; undefined where an index is not worth it. */
  readonly #field: string | undefined;
  readonly #byValue = new Map<string, readonly CompiledNode[]>();
  /** Those that may match whatever the field holds. */
  readonly #others: readonly CompiledNode[];

  constructor(all: readonly CompiledNode[]) {
    this.all = all;
    const field = indexedField(all);
    this.#field = field;
    if (field === undefined) {
      this.#others = all;
      return;
    }
    const values = all.map(node => valuesOf(node, field));
    this.#others = all.filter((_, i) => values[i] === undefined);
    for (const value of new Set(values.flatMap(found => [...(found ?? [])]))) {
      this.#byValue.set(
        value,
        all.filter((_, i) => values[i]?.has(value) ?? true),
      );
    }
  }

  /** The children that are worth a try for an event. */
  candidates({ fields }: JudgedEvent): readonly CompiledNode[] {
    if (this.#field === undefined) return this.all;
    const value = fields.dynamic(this.#field);
    if (value === undefined) return this.#others;
    const key = asciiLowerCase(value.endsWith('\n') ? value.slice(0, -1) : value);
    return this.#byValue.get(key) ?? this.#others;
  }
}

function indexedField(nodes: readonly CompiledNode[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { rule } of nodes) {
    for (const { lowerName, expression, negate } of rule.body.fields) {
      if (expression.exactly && !negate) counts.set(lowerName, (counts.get(lowerName) ?? 0) + 1);
    }
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1]);
  return best && best[1] >= MIN_INDEXED ? best[0] : undefined;
}

function valuesOf({ rule }: CompiledNode, field: string): ReadonlySet<string> | undefined {
  const check = rule.body.fields.find(
    ({ lowerName, expression, negate }) => lowerName === field && expression.exactly && !negate,
  );
  return check?.expression.exactly && new Set(check.expression.exactly);
}
