/*
 * analysisd compares bytes: to its three pattern languages `é` is two characters. So the preview works on byte strings: JavaScript strings
 * whose every unit is one byte of the UTF-8 text. ASCII text, nearly all there is, is its own byte string.
 */

const NOT_ASCII = /[^\0-\x7f]/;
const UPPER_RUNS = /[A-Z]+/g;

/** The UTF-8 bytes of a text, one unit a byte. Lone surrogates become U+FFFD. */
export function toByteString(text: string): string {
  return NOT_ASCII.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
}

/** The text that a byte string holds. Bytes that are not UTF-8 become U+FFFD. */
export function fromByteString(bytes: string): string {
  return NOT_ASCII.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}

/** Lower case as C's `tolower` in the C locale makes it: A–Z only, since other bytes are parts of characters. */
export function asciiLowerCase(bytes: string): string {
  return NOT_ASCII.test(bytes) ? bytes.replace(UPPER_RUNS, run => run.toLowerCase()) : bytes.toLowerCase();
}
