/**
 * Splits a list at its commas as Wazuh's `OS_StrBreak` does, and takes the first word of each part: blanks before it are skipped, what follows a
 * blank is dropped. A comma behind a backslash stays, without the backslash.
 */
export function commaWords(text: string): string[] {
  return splitAtCommas(text).map(part => /^ *(?<word>[^ ]*)/.exec(part)?.groups?.['word'] ?? '');
}

function splitAtCommas(text: string): string[] {
  return text.split(/(?<!\\),/).map(part => part.replaceAll('\\,', ','));
}
