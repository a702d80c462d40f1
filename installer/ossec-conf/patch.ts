import { childrenNamed, type WazuhElement } from '../wazuh-xml/element.ts';
import { ownWodles } from './find-wodle.ts';
import type { Conf } from './read-conf.ts';
import { applySplices, type Splice } from './splice.ts';
import { MARKER_START, renderBlock, type WodleOptions } from './wodle-options.ts';

export interface PatchInput {
  readonly wanted: WodleOptions;
  /** What the last installation wrote. An option that differs from it was edited by the user and stays. */
  readonly previous?: WodleOptions;
  /** Options that the user named on the command line this time: they win over edits in the file. */
  readonly insist?: readonly (keyof WodleOptions)[];
}

export interface Patched {
  readonly text: string;
  /** Options that the user edited and that therefore stay. */
  readonly kept: readonly (keyof WodleOptions)[];
  /** Our root as it is written into a fresh file. */
  readonly block: string;
}

/**
 * Puts our wodle into an ossec.conf. Where there is none it is appended as a root of its own behind the last byte; where there is
 * one, wherever the user moved it, only options that nobody edited are brought up to date. No other byte changes.
 *
 * Of several wodles with our tag the last is taken, as Wazuh does.
 */
export function patch(conf: Conf, input: PatchInput): Patched {
  const own = ownWodles(conf.roots).at(-1);
  const block = renderBlock(input.wanted, '\n');
  if (own === undefined) return { text: appendBlock(conf.text, input.wanted), kept: [], block };

  const splices: Splice[] = [];
  const kept: (keyof WodleOptions)[] = [];
  for (const name of ['command', 'interval', 'timeout'] as const) {
    const option = childrenNamed(own.wodle, name).at(-1);
    if (option === undefined || option.value === input.wanted[name]) continue;
    if (option.value === input.previous?.[name] || input.insist?.includes(name)) {
      splices.push({ start: option.contentStart, end: option.contentEnd, text: input.wanted[name] });
    } else {
      kept.push(name);
    }
  }
  return { text: applySplices(conf.text, splices), kept, block };
}

/**
 * Takes our wodle out again, all of them if there are several. Where it stands alone in its root, the root goes with it and the file
 * is byte for byte what it was before `patch`; where the user moved it or added to its root, only its own lines go.
 */
export function unpatch(conf: Conf): string {
  const splices: Splice[] = [];
  for (const root of conf.roots) {
    const own = ownWodles([root]);
    if (own.length === 0) {
      if (isEmptied(conf.text, root)) splices.push(wholeRoot(conf.text, root));
      continue;
    }
    if (own.length === root.children.length) splices.push(wholeRoot(conf.text, root));
    else for (const { wodle } of own) splices.push(ownLines(conf.text, root, wodle));
  }
  return applySplices(conf.text, splices);
}

/** Our root after somebody moved the wodle out of it: nothing is left but our own remark. */
function isEmptied(text: string, root: WazuhElement): boolean {
  const content = text.slice(root.contentStart, root.contentEnd).trim();
  return (
    root.children.length === 0 &&
    content.startsWith(MARKER_START) &&
    content.indexOf('-->') === content.length - 3
  );
}

/**
 * A file that ends in a line end gets block + line end, one that does not gets line end + block. So the place of the line end tells
 * `unpatch` which of the two it was, without any memory beside the file.
 */
function appendBlock(text: string, wanted: WodleOptions): string {
  const eol = lineEndOf(text);
  const block = renderBlock(wanted, eol);
  return text.endsWith('\n') ? text + block + eol : text + eol + block;
}

/** The line end of the last line that has one: where we append, that is the style to go on with. */
function lineEndOf(text: string): '\n' | '\r\n' {
  const last = text.lastIndexOf('\n');
  return last > 0 && text[last - 1] === '\r' ? '\r\n' : '\n';
}

function wholeRoot(text: string, root: WazuhElement): Splice {
  // The block's own first line break tells the style it was written in; the file around it may be mixed.
  const inside = text.slice(root.start, root.end);
  const firstBreak = inside.indexOf('\n');
  const eol = firstBreak > 0 && inside[firstBreak - 1] === '\r' ? '\r\n' : '\n';
  if (text.startsWith(eol, root.end)) return { start: root.start, end: root.end + eol.length, text: '' };
  const before = text.slice(0, root.start);
  const start = before.endsWith(eol) ? root.start - eol.length : root.start;
  return { start, end: root.end, text: '' };
}

function ownLines(text: string, root: WazuhElement, wodle: WazuhElement): Splice {
  let start = lineStart(text, wodle.start);
  const before = text.slice(root.contentStart, start).trimEnd();
  const marker = before.lastIndexOf(MARKER_START);
  if (marker !== -1 && before.indexOf('-->', marker) === before.length - 3) {
    start = lineStart(text, root.contentStart + marker);
  }
  const rest = /^[ \t]*\r?\n/.exec(text.slice(wodle.end, root.contentEnd));
  const startsLine = start === 0 || text[start - 1] === '\n';
  return { start, end: wodle.end + (rest && startsLine ? rest[0].length : 0), text: '' };
}

/** Back over blanks to the line's start, or `offset` itself when anything else stands before it. */
function lineStart(text: string, offset: number): number {
  let at = offset;
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at--;
  return at === 0 || text[at - 1] === '\n' ? at : offset;
}
