import type { Pcre2Node } from './pcre2-ast.ts';

/** More values than this are not worth listing. */
const MAX_LITERALS = 1000;

/**
 * The texts, in lower case, that a pattern of the form `^(?:one|two)$` can match; undefined for any other form.
 *
 * A necessary condition only: the case of the pattern is not in it, nor the newline that `$` allows.
 */
export function pcre2Literals(root: Pcre2Node): readonly string[] | undefined {
  const items = root.kind === 'sequence' ? flatten(root.items) : [];
  const [first, ...rest] = items;
  const last = rest.pop();
  if (first?.kind !== 'assertion' || first.assertion !== 'start') return undefined;
  if (last?.kind !== 'assertion' || (last.assertion !== 'end' && last.assertion !== 'very-end'))
    return undefined;
  return textsOf({ kind: 'sequence', items: rest });
}

function flatten(items: readonly Pcre2Node[]): Pcre2Node[] {
  return items.flatMap(item => (item.kind === 'sequence' ? flatten(item.items) : [item]));
}

function textsOf(node: Pcre2Node): readonly string[] | undefined {
  switch (node.kind) {
    case 'byte': {
      const letters = Array.from(node.set.keys()).filter(byte => node.set[byte]);
      const lower = new Set(
        letters.map(byte => String.fromCharCode(byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte)),
      );
      return lower.size === 1 ? [...lower] : undefined;
    }
    case 'sequence': {
      let texts: readonly string[] = [''];
      for (const item of node.items) {
        const next = textsOf(item);
        if (!next || texts.length * next.length > MAX_LITERALS) return undefined;
        texts = texts.flatMap(text => next.map(more => text + more));
      }
      return texts;
    }
    case 'choice': {
      const texts = node.branches.map(textsOf);
      return texts.every(found => found !== undefined) ? texts.flat() : undefined;
    }
    case 'group':
      return textsOf(node.body);
    default:
      return undefined;
  }
}
