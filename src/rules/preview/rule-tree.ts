import type { Category } from './decoder-model.ts';
import type { ProblemLog } from './problem.ts';
import type { HistoryIndex, ReadRule, Rule, RuleNode, RuleParents } from './rule-model.ts';
import { wordMatch } from './word-match.ts';

/** Rules with ids below this stand at the top, one for each category of log. */
const FIRST_CHILD_ID = 10;

interface Placed {
  readonly rule: Rule;
  /** What 7605 compares with; the group is forgotten once the rule has its place. */
  readonly parents: RuleParents;
}

/**
 * The tree in which analysisd keeps its rules. A rule stands below every rule that its `if_…` elements name, so it may stand there more than once.
 */
export class RuleTree {
  readonly roots: RuleNode[] = [];
  readonly #placed = new Map<number, Placed>();
  #rules = 0;
  #histories = 0;

  /** Number of rules, and of histories that a session keeps. */
  get size(): { readonly rules: number; readonly histories: number } {
    return { rules: this.#rules, histories: this.#histories };
  }

  get rules(): Rule[] {
    return Array.from(this.#placed.values(), placed => placed.rule);
  }

  has(id: number): boolean {
    return this.#placed.has(id);
  }

  /** Puts a rule below its parents. One without any is left out, with a warning. */
  add(read: ReadRule, log: ProblemLog): void {
    const rule: Rule = {
      id: read.id,
      index: this.#rules,
      body: read.body,
      counts: undefined,
      ownHistory: undefined,
      groupHistories: [],
    };
    const found = read.id < FIRST_CHILD_ID ? insert(this.roots, rule) : this.#hang(rule, read, log);
    if (!found) return;
    this.#rules += 1;
    this.#placed.set(read.id, { rule, parents: read.parents });
    this.#follow(rule, read.parents);
  }

  /** Replaces the body of a rule. It stays where it is, also when its level would place it elsewhere. */
  overwrite(read: ReadRule, log: ProblemLog): void {
    const placed = this.#placed.get(read.id);
    if (!placed) return;
    const warn = (what: string): void =>
      log.warn(
        '7605',
        read.line,
        `It is not possible to overwrite '${what}' value in rule '${read.id}'. The original value is retained.`,
        read.id,
      );
    const { parents } = read;
    const before = placed.parents;
    if (parents.ifSid !== undefined && parents.ifMatchedSid === undefined && parents.ifSid !== before.ifSid) {
      warn('if_sid');
    }
    if (parents.ifGroup !== undefined && !parents.ifMatchedGroup) warn('if_group');
    if (parents.ifLevel !== undefined && parents.ifLevel !== before.ifLevel) warn('if_level');
    if (parents.ifMatchedGroup && parents.ifMatchedGroup.text !== before.ifMatchedGroup?.text) {
      warn('if_matched_group');
    }
    if (parents.ifMatchedSid !== undefined && parents.ifMatchedSid !== before.ifMatchedSid)
      warn('if_matched_sid');
    placed.rule.body = read.body;
  }

  #hang(rule: Rule, { parents, line }: ReadRule, log: ProblemLog): boolean {
    const { id } = rule;
    if (parents.ifSid !== undefined) return this.#hangBySids(rule, parents.ifSid, parents, line, log);
    const warn = (code: '7608' | '7609' | '7610' | '7611', message: string): false => {
      log.warn(code, line, `${message} Rule '${id}' will be ignored.`, id, true);
      return false;
    };
    if (parents.ifLevel !== undefined) {
      const level = Number(parents.ifLevel);
      if (level === 0) return warn('7609', `Invalid 'if_level' value: '${parents.ifLevel}'.`);
      if (hangWhere(this.roots, rule, node => node.rule.body.order >= level * 100)) return true;
      return warn('7608', `Level ID '${level * 100}' was not found. Invalid 'if_level'.`);
    }
    const group = parents.ifGroup;
    if (group !== undefined) {
      if (hangWhere(this.roots, rule, node => wordMatch(group, node.rule.body.group))) return true;
      return warn('7610', `Group '${group}' was not found. Invalid 'if_group'.`);
    }
    return this.#hangByCategory(rule) || warn('7611', "Category was not found. Invalid 'category'.");
  }

  #hangBySids(rule: Rule, ifSid: string, parents: RuleParents, line: number, log: ProblemLog): boolean {
    const { id } = rule;
    let hung = false;
    // Behind a comma or blank at the end the engine reads one more number, zero, which stands for no id: the rule's category then decides.
    const numbers = ifSid
      .split(/[ ,]+/)
      .filter((text, index, all) => text !== '' || index === all.length - 1);
    for (const text of numbers) {
      const digits = text.replace('\n', '');
      const sid = Number(digits);
      if (digits === '' && text !== '') {
        // Nothing but the newline that the engine's check of the text lets pass.
      } else if (sid === 0 ? this.#hangByCategory(rule) : hangBySid(this.roots, sid, rule)) {
        hung = true;
      } else if (parents.ifMatchedSid === undefined) {
        log.warn(
          '7617',
          line,
          `Signature ID '${sid}' was not found and will be ignored in the 'if_sid' option of rule '${id}'.`,
          id,
          true,
        );
      } else {
        log.warn(
          '7620',
          line,
          `Signature ID '${sid}' was not found. Invalid 'if_matched_sid'. Rule '${id}' will be ignored.`,
          id,
          true,
        );
        return false;
      }
      if (text !== digits) {
        log.warn(
          '7607',
          line,
          `Invalid 'if_sid'. Signature ID must be an integer. Rule '${id}' will be ignored.`,
          id,
          true,
        );
        return hung;
      }
    }
    if (!hung) log.warn('7619', line, `Empty 'if_sid' value. Rule '${id}' will be ignored.`, id, true);
    return hung;
  }

  #hangByCategory(rule: Rule): boolean {
    const root = this.roots.find(node => node.rule.body.category === rule.body.category);
    return root !== undefined && insert(root.children, rule);
  }

  /** Makes the rules it counts keep their events. Rules that are read later do not. */
  #follow(rule: Rule, parents: RuleParents): void {
    if (parents.ifMatchedSid !== undefined) {
      const counted = this.#placed.get(parents.ifMatchedSid)?.rule;
      if (counted) counted.ownHistory ??= this.#newHistory();
      rule.counts = { history: counted?.ownHistory };
    } else if (parents.ifMatchedGroup) {
      const history = this.#newHistory();
      rule.counts = { history };
      const { expression } = parents.ifMatchedGroup;
      visit(this.roots, node => {
        if (expression.test(node.rule.body.group)) node.rule.groupHistories.push(history);
      });
    }
  }

  #newHistory(): HistoryIndex {
    this.#histories += 1;
    return this.#histories - 1;
  }
}

/** Puts a rule among its siblings: before the first of lower order. */
function insert(siblings: RuleNode[], rule: Rule): true {
  const at = siblings.findIndex(sibling => rule.body.order > sibling.rule.body.order);
  siblings.splice(at < 0 ? siblings.length : at, 0, { rule, children: [] });
  return true;
}

/** Hangs a rule below an id, once in every list of siblings that can be reached without passing that id. */
function hangBySid(siblings: readonly RuleNode[], sid: number, rule: Rule): boolean {
  let found = false;
  for (const node of siblings) {
    if (node.rule.id === sid) {
      setCategory(rule, node.rule.body.category);
      return insert(node.children, rule);
    }
    if (hangBySid(node.children, sid, rule)) found = true;
  }
  return found;
}

/** Hangs a rule below every other that passes. */
function hangWhere(siblings: readonly RuleNode[], rule: Rule, passes: (node: RuleNode) => boolean): boolean {
  let found = false;
  for (const node of siblings) {
    if (node.rule.id !== rule.id && passes(node)) found = insert(node.children, rule);
    if (hangWhere(node.children, rule, passes)) found = true;
  }
  return found;
}

function setCategory(rule: Rule, category: Category): void {
  if (rule.body.category !== category) rule.body = { ...rule.body, category };
}

function visit(nodes: readonly RuleNode[], see: (node: RuleNode) => void): void {
  for (const node of nodes) {
    see(node);
    visit(node.children, see);
  }
}
