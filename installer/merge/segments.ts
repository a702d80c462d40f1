import type { WazuhElement } from '../wazuh-xml/element.ts';
import { parseWazuhXml } from '../wazuh-xml/parse-wazuh-xml.ts';

/** A piece of a rule or decoder file: a whole rule or decoder with the lines it stands on, or one line between them. */
export interface Segment {
  /** The same for the same rule in every version of the file; for a line between rules, the line itself. */
  readonly key: string;
  readonly text: string;
  /** Rule id or decoder name; absent for lines. */
  readonly id?: string;
}

/**
 * Cuts a file into segments whose texts, joined, are the file again.
 *
 * @returns undefined when Wazuh could not read the file.
 */
export function segmentsOf(text: string): Segment[] | undefined {
  const parsed = parseWazuhXml(text);
  if (!parsed.ok) return undefined;
  const units = parsed.roots.flatMap(unitsOf);
  const segments: Segment[] = [];
  const seen = new Map<string, number>();
  let at = 0;
  for (const unit of units) {
    const start = Math.max(at, lineStart(text, unit.start));
    const end = lineEnd(text, unit.end);
    segments.push(...linesOf(text.slice(at, start)));
    const id = unit.attributes.get(unit.name === 'rule' ? 'id' : 'name') ?? '';
    const nth = (seen.get(`${unit.name} ${id}`) ?? 0) + 1;
    seen.set(`${unit.name} ${id}`, nth);
    segments.push({ key: `${unit.name} ${id} #${nth}`, text: text.slice(start, end), id });
    at = end;
  }
  segments.push(...linesOf(text.slice(at)));
  return segments;
}

/** Rules stand in groups; decoders are roots themselves. */
function unitsOf(root: WazuhElement): readonly WazuhElement[] {
  return root.name === 'decoder' ? [root] : root.children.filter(child => child.name === 'rule');
}

function linesOf(text: string): Segment[] {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map(line => ({ key: `line ${line}`, text: line }));
}

/** A unit takes its own indentation and line end with it, unless it shares the line. */
function lineStart(text: string, offset: number): number {
  let at = offset;
  while (text[at - 1] === ' ' || text[at - 1] === '\t') at--;
  return at === 0 || text[at - 1] === '\n' ? at : offset;
}

function lineEnd(text: string, offset: number): number {
  const rest = /^[ \t]*\r?\n/.exec(text.slice(offset, offset + 200));
  return offset + (rest?.[0].length ?? 0);
}
