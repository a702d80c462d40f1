import { childrenNamed, type WazuhElement } from '../wazuh-xml/element.ts';
import type { Conf } from './read-conf.ts';
import { applySplices } from './splice.ts';

/**
 * The `<ruleset>` section that counts. A second one replaces the first with all its folders and lists, so lines for us must go into the
 * last, and never into one of our own.
 */
export function rulesetOf(conf: Conf): WazuhElement | undefined {
  return conf.roots.flatMap(root => childrenNamed(root, 'ruleset')).at(-1);
}

/** The CDB lists that are declared, as written: `etc/lists/name`. */
export function declaredLists(conf: Conf): string[] {
  const ruleset = rulesetOf(conf);
  return ruleset ? childrenNamed(ruleset, 'list').map(list => list.value) : [];
}

/**
 * Declares lists in the ruleset section, behind those that are there, in the file's own indentation and line ends. What is declared
 * already stays where it is. Without a ruleset section that holds something nothing changes.
 *
 * @param lists such as `etc/lists/name`.
 */
export function declareLists(conf: Conf, lists: readonly string[]): string {
  const ruleset = rulesetOf(conf);
  const present = new Set(declaredLists(conf));
  const missing = lists.filter(list => !present.has(list));
  const anchor = ruleset && (childrenNamed(ruleset, 'list').at(-1) ?? ruleset.children.at(-1));
  if (anchor === undefined || missing.length === 0) return conf.text;
  const at = anchor.end + remarkBehind(conf.text, anchor.end);
  const separator = conf.text.slice(separatorStart(conf.text, anchor.start), anchor.start);
  const text = missing.map(list => `${separator}<list>${list}</list>`).join('');
  return applySplices(conf.text, [{ start: at, end: at, text }]);
}

/** Takes the declarations of these lists out again, wherever they stand: the file is byte for byte what it was before `declareLists`. */
export function undeclareLists(conf: Conf, lists: readonly string[]): string {
  const gone = new Set(lists);
  const splices = conf.roots
    .flatMap(root => childrenNamed(root, 'ruleset'))
    .flatMap(ruleset => childrenNamed(ruleset, 'list'))
    .filter(list => gone.has(list.value))
    .map(({ start, end }) => ({ start: separatorStart(conf.text, start), end, text: '' }));
  return applySplices(conf.text, splices);
}

/** The two files differ in nothing but their ruleset sections: a reload reads those anew. */
export function differInRulesetOnly(one: Conf, other: Conf): boolean {
  return withoutRulesets(one) === withoutRulesets(other);
}

function withoutRulesets(conf: Conf): string {
  const rulesets = conf.roots.flatMap(root => childrenNamed(root, 'ruleset'));
  return applySplices(
    conf.text,
    rulesets.map(({ start, end }) => ({ start, end, text: '' })),
  );
}

/** Start of the line break and the indentation before an element; its own start when something else stands before it on its line. */
function separatorStart(text: string, start: number): number {
  let at = start;
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at--;
  if (text[at - 1] !== '\n') return start;
  return text[at - 2] === '\r' ? at - 2 : at - 1;
}

/** Length of a remark that belongs to the line of an element: new lines go behind it. */
function remarkBehind(text: string, end: number): number {
  return /^[ \t]*<!--(?:(?!-->|!>)[^\n])*-->/.exec(text.slice(end, end + 1_000))?.[0].length ?? 0;
}
