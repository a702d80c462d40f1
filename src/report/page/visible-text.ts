/**
 * Characters that a reader cannot see and that change what he sees: controls, format characters (overrides of the writing direction,
 * blanks without width, the mark of a byte order, tags), separators of lines, halves of a surrogate pair. Joiners (U+200C, U+200D) belong to
 * real scripts and emoji and stay.
 */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** The text with everything invisible spelt out, as in `invoice⟨U+202E⟩fdp.exe`. */
export function visibleText(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').replace(INVISIBLE, codePointName);
}

function codePointName(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
