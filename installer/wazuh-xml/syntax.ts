/** XML_MAXSIZE of os_xml_internal.h: no name, value or run of text may reach it. Comments do not count. */
export const MAX_NAME_BYTES = 20_480;

/** `_ReadElem` gives up at this depth. */
export const MAX_DEPTH = 1024;

/** A place where Wazuh's own parser would give up. `offset` becomes a line where the text is known. */
export class XmlSyntaxError extends Error {
  readonly offset: number;

  constructor(reason: string, offset: number) {
    super(reason);
    this.offset = offset;
  }
}

/** C's `isspace` in the C locale. */
export function isBlank(c: string | undefined): boolean {
  return c === ' ' || c === '\n' || c === '\r' || c === '\t' || c === '\v' || c === '\f';
}

/**
 * Finds the end of a comment that opens at `start` with `<!`. Wazuh ends it at `-->` or `!>`, whichever comes first, and takes
 * `<!DOCTYPE` and `<![CDATA[` for comments as well.
 *
 * @returns the offset just behind the comment, or undefined when nothing opens there.
 * @throws XmlSyntaxError when the comment never ends.
 */
export function commentEnd(text: string, start: number): number | undefined {
  if (text[start] !== '<' || text[start + 1] !== '!') return undefined;
  const end = /!>|-->/g;
  end.lastIndex = start + 2;
  if (end.test(text)) return end.lastIndex;
  throw new XmlSyntaxError('Comment not closed', start);
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
