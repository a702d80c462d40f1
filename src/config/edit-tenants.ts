import { type Document, isMap, isSeq, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml';

/** A tenant's keys as the file writes them. */
export type TenantEntry = Readonly<Record<string, unknown>>;

/** `config`: a config.yml with its list `tenants`. `tenant-file`: a file of tenants.d, one tenant or a list. */
export type FileShape = 'config' | 'tenant-file';

/**
 * Adds a tenant behind those that a config.yml has. Everything else stays byte for byte where the file has a list in block style; in other
 * styles comments and order stay.
 *
 * @param text must be a valid config.yml without a tenant of that name.
 */
export function addTenant(text: string, entry: TenantEntry): string {
  const document = parseDocument(text);
  const list = listOf(document, 'config');
  const spliced = list && insertBehind(text, list, entry);
  if (list) {
    list.flow = false;
    list.add(document.createNode(entry));
  } else document.set('tenants', document.createNode([entry]));
  return spliced !== undefined && saysTheSame(spliced, document) ? spliced : writeOut(document, text);
}

/**
 * Sets keys of one tenant; a key that is undefined goes. A file that says all that already stays byte for byte.
 *
 * @param name a tenant that the file has.
 */
export function setTenantKeys(text: string, shape: FileShape, name: string, keys: TenantEntry): string {
  const document = parseDocument(text);
  const tenant = tenantsOf(document, shape).find(one => one.get('name') === name);
  if (!tenant) return text;
  const before = tenant.toJS(document) as Record<string, unknown>;
  let hasChanged = false;
  for (const [key, value] of Object.entries(keys)) {
    if (JSON.stringify(before[key]) === JSON.stringify(value)) continue;
    hasChanged = true;
    if (value === undefined) tenant.delete(key);
    else tenant.set(key, document.createNode(value));
  }
  return hasChanged ? writeOut(document, text) : text;
}

/**
 * Takes a tenant out, with the comment right above it. Everything else stays byte for byte where the file has a list in block style.
 *
 * @returns undefined for a file of tenants.d that holds nothing else.
 */
export function removeTenant(text: string, shape: FileShape, name: string): string | undefined {
  const document = parseDocument(text);
  const list = listOf(document, shape);
  if (!list) return undefined;
  const index = list.items.findIndex(item => isMap(item) && item.get('name') === name);
  if (index < 0) return text;
  const spliced = cutOut(text, list, index);
  list.delete(index);
  if (list.items.length === 0) {
    if (shape === 'tenant-file') return undefined;
    document.set('tenants', document.createNode([]));
  }
  return spliced !== undefined && saysTheSame(spliced, document) ? spliced : writeOut(document, text);
}

function listOf(document: Document, shape: FileShape): YAMLSeq | undefined {
  const list = shape === 'config' ? document.get('tenants', true) : document.contents;
  return isSeq(list) ? list : undefined;
}

function tenantsOf(document: Document, shape: FileShape): YAMLMap[] {
  if (shape === 'tenant-file' && isMap(document.contents)) return [document.contents];
  return listOf(document, shape)?.items.filter(item => isMap(item)) ?? [];
}

/** The text with one more item in the list's own indentation; undefined where the list is not in block style. */
function insertBehind(text: string, list: YAMLSeq, entry: TenantEntry): string | undefined {
  const last = list.items.length - 1;
  const item = placeOf(text, list, last);
  if (item === undefined) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const block = stringify([entry], { lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map(line => `${item.indent}${line}${eol}`)
    .join('');
  const before = text.slice(0, item.end);
  return `${before}${before.endsWith('\n') ? '' : eol}${block}${text.slice(item.end)}`;
}

/** The text without one item and the comment right above it; undefined where the list is not in block style, or ends with the item. */
function cutOut(text: string, list: YAMLSeq, index: number): string | undefined {
  const item = placeOf(text, list, index);
  if (item === undefined || list.items.length === 1) return undefined;
  // Above the first item a comment may speak of the whole list.
  const start = index === 0 ? item.start : startWithComment(text, item.start);
  return text.slice(0, start) + text.slice(item.end);
}

interface ItemPlace {
  /** Start of the line with the dash. */
  readonly start: number;
  /** Behind the item's last line. */
  readonly end: number;
  readonly indent: string;
}

function placeOf(text: string, list: YAMLSeq, index: number): ItemPlace | undefined {
  const item = list.items[index];
  const range = isMap(item) && !item.flow ? item.range : undefined;
  if (!range || list.flow) return undefined;
  const start = text.lastIndexOf('\n', range[0] - 1) + 1;
  const dash = /^(?<indent> *)- +$/.exec(text.slice(start, range[0]));
  if (!dash) return undefined;
  // The range of a block ends behind its last value, or behind the comments and blank lines that follow it.
  const content = text.slice(start, range[1]).replace(/(?:\s*\n[ \t]*(?:#[^\n]*)?)+$/, '');
  const lineEnd = text.indexOf('\n', start + content.length);
  return {
    start,
    end: lineEnd < 0 ? text.length : lineEnd + 1,
    indent: dash.groups?.['indent'] ?? '',
  };
}

/** Where the lines of comment right above a line begin; a blank line ends them. */
function startWithComment(text: string, lineStart: number): number {
  let start = lineStart;
  while (start > 0) {
    const previous = text.lastIndexOf('\n', start - 2) + 1;
    if (!/^[ \t]*#/.test(text.slice(previous, start))) break;
    start = previous;
  }
  return start;
}

function saysTheSame(text: string, document: Document): boolean {
  const reread = parseDocument(text);
  return reread.errors.length === 0 && JSON.stringify(reread.toJS()) === JSON.stringify(document.toJS());
}

/** The whole document anew: comments and order stay, white space may not. */
function writeOut(document: Document, original: string): string {
  const isIndented = !/^- /m.test(original);
  const text = document.toString({ lineWidth: 0, indentSeq: isIndented });
  return original.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text;
}
