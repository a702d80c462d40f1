import { readAttributes } from './attributes.ts';
import type { WazuhElement } from './element.ts';
import { commentEnd, isBlank, lineAt, MAX_DEPTH, MAX_NAME_BYTES, XmlSyntaxError } from './syntax.ts';

/** Why a file cannot be read, as Wazuh's own parser would have it. */
export interface XmlFault {
  readonly reason: string;
  readonly line: number;
}

export type ParsedXml =
  | { readonly ok: true; readonly roots: readonly WazuhElement[] }
  | { readonly ok: false; readonly fault: XmlFault };

/**
 * Reads a file in Wazuh's XML dialect into elements with offsets, accepting exactly what os_xml.c accepts (3.13 to 4.14 are the
 * same): any number of roots, text outside them ignored, both comment ends, `\<` literal, entities not decoded.
 *
 * Says nothing about what the elements mean. Nothing is thrown: a file that Wazuh cannot read comes back as a fault.
 *
 * @param text the file with one character per byte (`latin1`), so that offsets are byte offsets.
 */
export function parseWazuhXml(text: string): ParsedXml {
  // C strings end at a NUL; and 0xFF, pushed back after a look ahead, reads as the end of the file.
  const odd = /\0|[<!-]\xFF/.exec(text);
  if (odd)
    return fault(text, new XmlSyntaxError('A byte that Wazuh takes for the end of the file', odd.index));
  try {
    return { ok: true, roots: readRoots(text) };
  } catch (error) {
    if (error instanceof XmlSyntaxError) return fault(text, error);
    throw error;
  }
}

function fault(text: string, error: XmlSyntaxError): ParsedXml {
  return { ok: false, fault: { reason: error.message, line: lineAt(text, error.offset) } };
}

function readRoots(text: string): WazuhElement[] {
  const roots: WazuhElement[] = [];
  const lines = lineCounter(text);
  let escaped = false;
  let at = 0;
  while (at < text.length) {
    const afterComment = commentEnd(text, at);
    if (afterComment !== undefined) {
      at = afterComment;
      continue;
    }
    if (text[at] === '<' && !escaped) {
      if (text[at + 1] === '/') throw new XmlSyntaxError('Element not opened', at);
      const root = readElement(text, at, 1, lines);
      roots.push(root);
      at = root.end;
      continue;
    }
    escaped = text[at] === '\\' && !escaped;
    at++;
  }
  return roots;
}

/** Reads one element that opens at `start`. The state names of `_ReadElem`: name = location 0, content = 1, closing = 2. */
function readElement(
  text: string,
  start: number,
  depth: number,
  lines: (offset: number) => number,
): WazuhElement {
  if (depth > MAX_DEPTH) throw new XmlSyntaxError('Too many levels', start);
  const opening = readOpeningTag(text, start);
  const line = lines(start);
  const { name, attributes } = opening;
  if (opening.selfClosing) {
    const end = opening.next;
    return {
      name,
      attributes,
      line,
      start,
      end,
      contentStart: end,
      contentEnd: end,
      value: '',
      children: [],
    };
  }

  const children: WazuhElement[] = [];
  let pieces = '';
  let escaped = false;
  let at = opening.next;
  for (;;) {
    if (at >= text.length) throw new XmlSyntaxError(`Element '${name}' is not closed`, start);
    const c = text[at];
    if (pieces.length >= MAX_NAME_BYTES) throw new XmlSyntaxError(`Text in '${name}' is too long`, at);
    const afterComment = commentEnd(text, at);
    if (afterComment !== undefined) {
      // A backslash before a comment stays in force behind it, as in `_ReadElem`.
      at = afterComment;
      continue;
    }
    if (c === '<' && !escaped) {
      if (text[at + 1] === '/') {
        const end = readClosingTag(text, at, name, start);
        return {
          name,
          attributes,
          line,
          start,
          end,
          contentStart: opening.next,
          contentEnd: at,
          value: pieces,
          children,
        };
      }
      const child = readElement(text, at, depth + 1, lines);
      children.push(child);
      pieces = strayBracket(text, child);
      at = child.end;
      continue;
    }
    escaped = c === '\\' && !escaped;
    pieces += c;
    at++;
  }
}

/** Behind `<a b="c"/>` and `<a />`, though not behind `<a/>`, Wazuh takes the `>` for text of the parent. */
function strayBracket(text: string, child: WazuhElement): string {
  const closesItself = child.contentStart === child.end && text[child.end - 1] === '>';
  return closesItself && !text.startsWith(`${child.name}/>`, child.start + 1) ? '>' : '';
}

interface OpeningTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly next: number;
  readonly selfClosing: boolean;
}

function readOpeningTag(text: string, start: number): OpeningTag {
  let name = '';
  let at = start + 1;
  for (;;) {
    const c = text[at];
    if (c === undefined) throw new XmlSyntaxError('End of file inside a tag', start);
    if (name.length >= MAX_NAME_BYTES) throw new XmlSyntaxError('Element name is too long', start);
    const afterComment = commentEnd(text, at);
    if (afterComment !== undefined) {
      at = afterComment;
      continue;
    }
    at++;
    if (c === '>' || isBlank(c)) {
      const slash = name.endsWith('/');
      const bare = slash ? name.slice(0, -1) : name;
      if (c === '>') return { name: bare, attributes: new Map(), next: at, selfClosing: slash };
      const read = readAttributes(text, at);
      return {
        name: bare,
        attributes: read.attributes,
        next: read.next,
        selfClosing: slash || read.selfClosing,
      };
    }
    name += c;
  }
}

/** Reads `</name>` at `at` and returns the offset behind it. `</name >` is an error, as in Wazuh. */
function readClosingTag(text: string, at: number, name: string, start: number): number {
  let closing = '';
  let cursor = at + 2;
  for (;;) {
    const c = text[cursor];
    if (c === undefined || closing.length >= MAX_NAME_BYTES) {
      throw new XmlSyntaxError(`Element '${name}' is not closed`, start);
    }
    const afterComment = commentEnd(text, cursor);
    if (afterComment !== undefined) {
      cursor = afterComment;
      continue;
    }
    cursor++;
    if (c === '>') break;
    closing += c;
  }
  if (closing !== name) throw new XmlSyntaxError(`Element '${name}' is not closed`, at);
  return cursor;
}

/** Lines of ascending offsets, counted once through the file. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let seen = 0;
  return offset => {
    for (; seen < offset; seen++) if (text[seen] === '\n') line++;
    return line;
  };
}
