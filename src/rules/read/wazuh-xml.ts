import { utf8Length, utf8UnitLength } from './utf8-length.ts';

/*
 * A reader of its own, because no XML library follows the dialect of Wazuh's `os_xml`: entities stay as they are, `!>` ends a
 * comment as `-->` does, `\<` is text, `</name >` is an error, text before a child element is lost. A rule file that an XML
 * library accepts may be refused by Wazuh and the other way round; `rules lint` and the preview must say what Wazuh says.
 */

/** An element, a value or the blanks between two elements of this size or more are refused (`XML_MAXSIZE` in os_xml_internal.h). */
const MAX_TOKEN_BYTES = 20_480;
/** `XML_MAX_ATTR_DEPTH`, since 4.14.7. */
const MAX_ATTRIBUTES = 49;
const MAX_DEPTH = 1024;

export interface WazuhXmlAttribute {
  readonly name: string;
  readonly value: string;
  /** Offsets of the value between its quotes, in UTF-16 units of the text. */
  readonly valueStart: number;
  readonly valueEnd: number;
}

export interface WazuhXmlElement {
  readonly name: string;
  readonly attributes: readonly WazuhXmlAttribute[];
  readonly children: readonly WazuhXmlElement[];
  /** The text after the last child, without comments and with nothing decoded or trimmed: all that Wazuh keeps. */
  readonly content: string;
  /** 1-based line of the opening `<`. */
  readonly line: number;
  /** Offsets of the whole element, from its `<` to after its last `>`, in UTF-16 units of the text. */
  readonly start: number;
  readonly end: number;
  /** Offsets between the two tags; equal to `end` when the element closes itself. */
  readonly contentStart: number;
  readonly contentEnd: number;
}

export interface WazuhXmlError {
  readonly message: string;
  readonly line: number;
  readonly offset: number;
}

export type WazuhXmlResult =
  | { readonly ok: true; readonly elements: readonly WazuhXmlElement[] }
  | { readonly ok: false; readonly error: WazuhXmlError };

/**
 * Reads a file of Wazuh's XML dialect (rules, decoders, ossec.conf) as analysisd 3.13–4.14 does.
 *
 * It does not check names, does not apply `<var>` variables and keeps comments nowhere. Text outside the root elements is
 * skipped, as Wazuh does.
 *
 * @param text the file, decoded from UTF-8. Sizes are counted in its UTF-8 bytes.
 */
export function parseWazuhXml(text: string): WazuhXmlResult {
  const reader = new Reader(text);
  try {
    return { ok: true, elements: reader.roots() };
  } catch (error) {
    if (error instanceof XmlRefusal) {
      return {
        ok: false,
        error: { message: error.message, line: reader.lineAt(error.offset), offset: error.offset },
      };
    }
    throw error;
  }
}

class XmlRefusal extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

class Reader {
  readonly #text: string;
  readonly #lineStarts: number[] = [0];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) this.#lineStarts.push(i + 1);
  }

  lineAt(offset: number): number {
    let low = 0;
    let high = this.#lineStarts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  roots(): WazuhXmlElement[] {
    const found: WazuhXmlElement[] = [];
    let escaped = false;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at];
      if (char === '\\') escaped = !escaped;
      else if (char !== '<') escaped = false;
      else if (this.#skipComment()) continue;
      else if (!escaped) {
        if (this.#text[this.#at + 1] === '/') this.#refuse('Element not opened.');
        found.push(this.#element(0));
        continue;
      } else escaped = false;
      this.#at += 1;
    }
    return found;
  }

  #element(depth: number): WazuhXmlElement {
    const start = this.#at;
    if (depth >= MAX_DEPTH) this.#refuse('Max recursion level reached');
    this.#at += 1;
    const opening = this.#word(char => char === '>' || isBlank(char));
    const closesInName = opening.endsWith('/');
    const name = closesInName ? opening.slice(0, -1) : opening;
    const attributes: WazuhXmlAttribute[] = [];
    const blank = this.#text[this.#at] !== '>';
    this.#at += 1;
    const closesInAttributes = blank && this.#attributes(attributes);
    const children: WazuhXmlElement[] = [];
    const element = { name, attributes, children, line: this.lineAt(start), start };
    if (closesInName || closesInAttributes) {
      // After `<b />` Wazuh goes on reading at the `>`, which becomes text of the parent; only the offsets count it to the element.
      const end = closesInAttributes && this.#text[this.#at] === '>' ? this.#at + 1 : this.#at;
      return { ...element, content: '', end, contentStart: end, contentEnd: end };
    }
    const contentStart = this.#at;
    const content = this.#content(children, depth);
    const contentEnd = this.#at;
    this.#at += 2;
    const closing = this.#word(char => char === '>');
    if (closing !== name) this.#refuse(`Element '${name}' not closed.`);
    this.#at += 1;
    return { ...element, content, end: this.#at, contentStart, contentEnd };
  }

  /** Reads to the `<` of the closing tag. */
  #content(children: WazuhXmlElement[], depth: number): string {
    let content = '';
    let bytes = 0;
    let escaped = false;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) this.#refuse('End of file and some elements were not closed.');
      if (char === '\\') escaped = !escaped;
      else if (char !== '<') escaped = false;
      if (bytes >= MAX_TOKEN_BYTES) this.#refuse('String overflow.');
      if (char === '<') {
        if (this.#skipComment()) continue;
        if (!escaped) {
          if (this.#text[this.#at + 1] === '/') return content;
          children.push(this.#element(depth + 1));
          content = '';
          bytes = 0;
          continue;
        }
        escaped = false;
      }
      content += char;
      bytes += utf8UnitLength(char);
      this.#at += 1;
    }
  }

  /** The characters up to, not including, the first that `ends`; comments in between are skipped. */
  #word(ends: (char: string) => boolean): string {
    let word = '';
    let bytes = 0;
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) this.#refuse('End of file and some elements were not closed.');
      if (bytes >= MAX_TOKEN_BYTES) this.#refuse('String overflow.');
      if (char === '<' && this.#skipComment()) continue;
      if (ends(char)) return word;
      word += char;
      bytes += utf8UnitLength(char);
      this.#at += 1;
    }
  }

  /** Reads attributes up to and including `>`, or up to and including a `/`, for which it returns true. */
  #attributes(into: WazuhXmlAttribute[]): boolean {
    for (;;) {
      const name = this.#attributeName();
      if (name === '>' || name === '/') return name === '/';
      if (into.some(other => other.name === name)) this.#refuse(`Attribute '${name}' already defined.`);
      if (into.length >= MAX_ATTRIBUTES) this.#refuse('Too many attributes.');
      while (isBlank(this.#text[this.#at] ?? '')) this.#at += 1;
      const quote = this.#text[this.#at];
      if (quote !== '"' && quote !== "'") this.#refuse(`Attribute '${name}' not followed by a " or '.`);
      const valueStart = this.#at + 1;
      const valueEnd = this.#text.indexOf(quote, valueStart);
      const value = valueEnd < 0 ? '' : this.#text.slice(valueStart, valueEnd);
      if (valueEnd < 0 || value.includes('>')) this.#refuse(`Attribute '${name}' not closed.`);
      if (utf8Length(value) >= MAX_TOKEN_BYTES) this.#refuse(`Overflow attempt at attribute '${name}'.`);
      into.push({ name, value, valueStart, valueEnd });
      this.#at = valueEnd + 1;
      const after = this.#text[this.#at] ?? '';
      if (!isBlank(after) && after !== '>' && after !== '/') {
        this.#refuse(`Bad attribute closing for '${name}'='${value}'.`);
      }
      this.#at += 1;
      if (!isBlank(after)) return after === '/';
    }
  }

  /** The name before a `=`, which is consumed too; or `>` or `/` where the tag ends. */
  #attributeName(): string {
    let name = '';
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined) this.#refuse('End of file while reading an attribute.');
      if (utf8Length(name) >= MAX_TOKEN_BYTES)
        this.#refuse(`Overflow attempt at attribute '${name.slice(0, 20)}'.`);
      const ends = char === '>' || char === '/';
      if ((ends || isBlank(char)) && name !== '') this.#refuse(`Attribute '${name}' has no value.`);
      this.#at += 1;
      if (ends) return char;
      if (char === '=') return name;
      if (!isBlank(char)) name += char;
    }
  }

  /** Skips a comment that starts here: `<!` to the first `-->` or `!>`. */
  #skipComment(): boolean {
    if (this.#text[this.#at + 1] !== '!') return false;
    const from = this.#at + 2;
    const ends = ['-->', '!>']
      .map(mark => ({ at: this.#text.indexOf(mark, from), length: mark.length }))
      .filter(end => end.at >= 0)
      .map(end => end.at + end.length);
    if (ends.length === 0) this.#refuse('Comment not closed.');
    this.#at = Math.min(...ends);
    return true;
  }

  #refuse(message: string): never {
    throw new XmlRefusal(`XMLERR: ${message}`, Math.min(this.#at, this.#text.length));
  }
}

/** C's isspace in the C locale. */
function isBlank(char: string): boolean {
  return char === ' ' || (char >= '\t' && char <= '\r');
}
