import { StringDecoder } from 'node:string_decoder';

/** Longer lines are no events: Wazuh takes 64 KiB, Microsoft's blobs have some MiB. */
const MAX_LINE_CHARS = 64 * 1024 * 1024;

/**
 * Cuts a stream into its lines, empty ones included, without their ends. What stands behind the last line end is a line too.
 *
 * @throws {RangeError} for a line without an end in sight.
 */
export async function* textLines(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const pieces = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield withoutReturn(rest + piece);
      rest = '';
    }
    rest += last;
    if (rest.length > MAX_LINE_CHARS)
      throw new RangeError(`a line is longer than ${MAX_LINE_CHARS} characters`);
  }
  rest += decoder.end();
  if (rest !== '') yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
