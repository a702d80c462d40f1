/**
 * Breaks a text into lines of at most `columns` characters, at blanks and line breaks. A word that is longer, such as a path, stays whole:
 * it must survive being copied.
 *
 * @param indent stands before every line but the first.
 */
export function wrap(text: string, columns: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const paragraph of text.split('\n')) {
    for (const word of paragraph.split(' ').filter(Boolean)) {
      const lead = lines.length === 0 ? '' : indent;
      if (line !== '' && lead.length + line.length + 1 + word.length > columns) {
        lines.push(lead + line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    if (line !== '') lines.push((lines.length === 0 ? '' : indent) + line);
    line = '';
  }
  return lines;
}
