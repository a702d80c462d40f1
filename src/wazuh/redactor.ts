const REPLACEMENT = '[secret]';
/** A shorter text would blank out half of every line; no real secret is that short. */
const MIN_SECRET_LENGTH = 6;

/** A JSON Web Token, known or not. */
const TOKEN = /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g;

/**
 * Takes known secrets out of texts, as the last line of defence: nothing should put one into a log line or an error in the first
 * place. Knows them as they are and as they look in a URL, a form and a JSON string.
 */
export class Redactor {
  readonly #needles = new Set<string>();

  /** Remembers a secret or token. Texts shorter than 6 characters are passed over. */
  add(secret: string): void {
    if (secret.length < MIN_SECRET_LENGTH) return;
    const inUrl = encodeURIComponent(secret);
    const inForm = new URLSearchParams({ s: secret }).toString().slice('s='.length);
    const inJson = JSON.stringify(secret).slice(1, -1);
    for (const needle of [secret, inUrl, inForm, inJson]) this.#needles.add(needle);
  }

  redact(text: string): string {
    let clean = text.replace(TOKEN, REPLACEMENT);
    for (const needle of this.#needles) clean = clean.replaceAll(needle, REPLACEMENT);
    return clean;
  }
}
