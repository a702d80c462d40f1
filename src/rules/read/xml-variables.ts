import type { WazuhXmlElement, WazuhXmlError } from './wazuh-xml.ts';

/** `XML_VARIABLE_MAXSIZE`: a name has at most 255 bytes. */
const MAX_NAME_BYTES = 255;
const NAME_ENDS = '$.|, ';

export type XmlVariablesResult =
  | { readonly ok: true; readonly elements: readonly WazuhXmlElement[] }
  | { readonly ok: false; readonly error: WazuhXmlError };

interface Variable {
  readonly name: string;
  readonly value: string;
}

/**
 * Takes the `<var name="…">` elements out of a rule or decoder file and puts their values where `$name` stands, as analysisd does.
 *
 * A variable counts from where it is defined. As soon as a file defines one, any other `$word` in it is an error, `$(field)` and a `$`
 * at the end excepted. Wazuh loses count after a `$(field)`, so a variable behind one garbles the text: kept here, since it is what the engine runs.
 *
 * The offsets of the elements stay those of the file.
 */
export function applyXmlVariables(elements: readonly WazuhXmlElement[]): XmlVariablesResult {
  const variables: Variable[] = [];
  try {
    return { ok: true, elements: resolveAll(elements, variables) };
  } catch (error) {
    if (error instanceof VariableRefusal) {
      return {
        ok: false,
        error: { message: error.message, line: error.element.line, offset: error.element.start },
      };
    }
    throw error;
  }
}

class VariableRefusal extends Error {
  readonly element: WazuhXmlElement;

  constructor(message: string, element: WazuhXmlElement) {
    super(`XMLERR: ${message}`);
    this.element = element;
  }
}

function resolveAll(elements: readonly WazuhXmlElement[], variables: Variable[]): WazuhXmlElement[] {
  const kept: WazuhXmlElement[] = [];
  for (const element of elements) {
    if (element.name.toLowerCase() === 'var') variables.push(define(element));
    else kept.push(resolve(element, variables));
  }
  return kept;
}

function define(element: WazuhXmlElement): Variable {
  const [attribute] = element.attributes;
  if (!attribute) throw new VariableRefusal('No value set for variable.', element);
  if (attribute.name.toLowerCase() !== 'name') {
    throw new VariableRefusal('Only "name" is allowed as an attribute for a variable.', element);
  }
  if (attribute.value.length > MAX_NAME_BYTES)
    throw new VariableRefusal('Invalid variable name size.', element);
  return { name: attribute.value, value: element.content };
}

function resolve(element: WazuhXmlElement, variables: Variable[]): WazuhXmlElement {
  // An element's own text comes before its children in Wazuh's list, so a variable defined inside it does not reach it.
  const content = substitute(element.content, variables, element);
  const attributes = element.attributes.map(attribute => ({
    ...attribute,
    value: substitute(attribute.value, variables, element),
  }));
  return { ...element, content, attributes, children: resolveAll(element.children, variables) };
}

function substitute(text: string, variables: readonly Variable[], element: WazuhXmlElement): string {
  if (variables.length === 0 || text.length <= 2 || !text.includes('$')) return text;
  let result = text;
  /** Where Wazuh believes to be in `result`. */
  let at = 0;
  let from = 0;
  while (from < text.length) {
    if (text[from] !== '$') {
      from += 1;
      at += 1;
      continue;
    }
    let to = from + 1;
    while (to < text.length && !NAME_ENDS.includes(text[to] ?? '')) to += 1;
    const name = text.slice(from + 1, to);
    if (name.length > MAX_NAME_BYTES)
      throw new VariableRefusal(`Invalid variable name size: '${name.length}'.`, element);
    const variable = variables.find(candidate => candidate.name.toLowerCase() === name.toLowerCase());
    if (variable) {
      result = result.slice(0, at) + variable.value + text.slice(to);
      at += variable.value.length;
    } else if (name === '') {
      at += 1;
    } else if (!name.startsWith('(')) {
      throw new VariableRefusal(`Unknown variable: '${name}'.`, element);
    }
    from = to;
  }
  return result;
}
