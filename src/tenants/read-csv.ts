/** A row of a CSV file. */
export interface CsvRow {
  /** 1-based line that it begins on; a quoted field may hold further lines. */
  readonly line: number;
  readonly fields: readonly string[];
}

export interface CsvProblem {
  readonly line: number;
  readonly rule: string;
}

/** What a CSV text holds, and what is wrong with it. */
export interface Csv {
  readonly rows: readonly CsvRow[];
  readonly problems: readonly CsvProblem[];
}

/**
 * Reads CSV as RFC 4180 describes it: fields in double quotes may hold delimiters, line ends and doubled quotes. Also takes what spreadsheets
 * write: a byte order mark, any line end, and the semicolon as delimiter where the first line has one and no comma.
 *
 * Empty lines are left out. Fields stay as they are, white space included.
 */
export function readCsv(text: string): Csv {
  const body = text.replace(/^\uFEFF/, '');
  const delimiter = delimiterOf(body);
  const rows: CsvRow[] = [];
  const problems: CsvProblem[] = [];
  let line = 1;
  let at = 0;
  while (at < body.length) {
    const row = readRow(body, at, delimiter);
    if (row.problem !== undefined) problems.push({ line, rule: row.problem });
    else if (row.fields.length > 1 || row.fields[0] !== '') rows.push({ line, fields: row.fields });
    line += countLines(body.slice(at, row.end));
    at = row.end;
  }
  return { rows, problems };
}

function delimiterOf(text: string): ',' | ';' {
  const [header = ''] = text
    .replaceAll(/"(?:[^"]|"")*"/g, '')
    .trimStart()
    .split(/[\r\n]/, 1);
  return header.includes(';') && !header.includes(',') ? ';' : ',';
}

interface Row {
  readonly fields: readonly string[];
  /** Where the next row begins. */
  readonly end: number;
  readonly problem?: string;
}

function readRow(text: string, start: number, delimiter: string): Row {
  const fields: string[] = [];
  let at = start;
  for (;;) {
    const field = text[at] === '"' ? readQuoted(text, at) : readBare(text, at, delimiter);
    if (field.problem !== undefined)
      return { fields, end: endOfLine(text, field.end), problem: field.problem };
    fields.push(field.value);
    at = field.end;
    const next = text[at];
    if (next === delimiter) {
      at += 1;
      continue;
    }
    if (next === undefined || next === '\n' || next === '\r') return { fields, end: endOfLine(text, at) };
    return { fields, end: endOfLine(text, at), problem: 'has text behind a closing quote' };
  }
}

interface Field {
  readonly value: string;
  readonly end: number;
  readonly problem?: string;
}

function readQuoted(text: string, start: number): Field {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return { value: '', end: text.length, problem: 'opens a quote that is never closed' };
    if (text[quote + 1] !== '"') {
      return { value: text.slice(start + 1, quote).replaceAll('""', '"'), end: quote + 1 };
    }
    at = quote + 2;
  }
}

function readBare(text: string, start: number, delimiter: string): Field {
  let at = start;
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') {
    if (text[at] === '"')
      return { value: '', end: at, problem: 'has a quote inside a field that is not quoted' };
    at += 1;
  }
  return { value: text.slice(start, at), end: at };
}

/** Behind the line end at or after a place: `\r\n`, `\n`, or a lone `\r`. */
function endOfLine(text: string, from: number): number {
  let at = from;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at += 1;
  if (text[at] === '\r' && text[at + 1] === '\n') return at + 2;
  return Math.min(at + 1, text.length);
}

function countLines(text: string): number {
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}
