import { XmlSyntaxError, MAX_NAME_BYTES, isBlank } from './syntax.ts';

/** Attributes of one element before 4.14 could be any number; 4.14.7 stops at 48, so more are refused everywhere. */
const MAX_ATTRIBUTES = 48;

export interface ReadAttributes {
  readonly attributes: ReadonlyMap<string, string>;
  /** Offset behind the tag. Behind `/` Wazuh does not ask for a `>`; one that stands there is counted in. */
  readonly next: number;
  readonly selfClosing: boolean;
}

/**
 * Reads attributes from just behind the blank that follows an element's name, as `_getattributes` of Wazuh's os_xml.c does:
 * quotes are mandatory, no blank may stand before `=`, `>` may not stand in a value, no name may come twice.
 *
 * @param text the whole file, one character per byte.
 * @param from offset to start at.
 * @throws XmlSyntaxError with the offset where reading stopped.
 */
export function readAttributes(text: string, from: number): ReadAttributes {
  const attributes = new Map<string, string>();
  let at = from;
  for (;;) {
    const nameStart = skipBlanks(text, at);
    const nameEnd = endOfName(text, nameStart);
    const stop = text[nameEnd];
    const name = text.slice(nameStart, nameEnd);
    if (stop === undefined) throw new XmlSyntaxError('End of file while reading an attribute', nameEnd);
    if (stop !== '=') {
      if (name !== '') throw new XmlSyntaxError(`Attribute '${name}' has no value`, nameEnd);
      return endOfTag(text, attributes, nameEnd);
    }
    if (attributes.has(name)) throw new XmlSyntaxError(`Attribute '${name}' already defined`, nameEnd);
    if (attributes.size >= MAX_ATTRIBUTES) throw new XmlSyntaxError('Too many attributes', nameEnd);

    const quoteAt = skipBlanks(text, nameEnd + 1);
    const quote = text[quoteAt];
    if (quote !== '"' && quote !== "'") {
      throw new XmlSyntaxError(`Attribute '${name}' is not followed by a quote`, quoteAt);
    }
    const valueEnd = endOfValue(text, quoteAt + 1, quote, name);
    attributes.set(name, text.slice(quoteAt + 1, valueEnd));

    const after = text[valueEnd + 1];
    if (after === '>' || after === '/') return endOfTag(text, attributes, valueEnd + 1);
    if (!isBlank(after)) throw new XmlSyntaxError(`Bad attribute closing for '${name}'`, valueEnd + 1);
    at = valueEnd + 2;
  }
}

function endOfTag(text: string, attributes: ReadonlyMap<string, string>, at: number): ReadAttributes {
  if (text[at] === '>') return { attributes, next: at + 1, selfClosing: false };
  return { attributes, next: text[at + 1] === '>' ? at + 2 : at + 1, selfClosing: true };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text[at])) at++;
  return at;
}

function endOfName(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const c = text[at];
    if (c === '=' || c === '>' || c === '/' || isBlank(c)) break;
    if (at - from >= MAX_NAME_BYTES) throw new XmlSyntaxError('Attribute name too long', from);
  }
  return at;
}

function endOfValue(text: string, from: number, quote: string, name: string): number {
  for (let at = from; at < text.length; at++) {
    if (at - from >= MAX_NAME_BYTES) throw new XmlSyntaxError(`Value of attribute '${name}' too long`, from);
    if (text[at] === quote) return at;
    if (text[at] === '>') throw new XmlSyntaxError(`Attribute '${name}' not closed`, at);
  }
  throw new XmlSyntaxError('End of file while reading an attribute', text.length);
}
