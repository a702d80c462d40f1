const REMOVED = '[secret]';

/** What gives a secret away by its looks or by the word before it, known to us or not. */
const LOOKS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, REMOVED],
  [/\beyJ[\w-]{4,}(?:\.[\w-]*)*/g, REMOVED],
  [/\b(Bearer|Basic|Negotiate|NTLM)\s+[\w.~+/=-]{6,}/gi, `$1 ${REMOVED}`],
  // user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#"'<>]*@/gi, `$1${REMOVED}@`],
  [
    /(--?[\w-]*(?:secret|password|passwd|token|api-?key)(?![\w-]*(?:file|env))[\w-]*[ =]+)(?:"[^"]*"|'[^']*'|[^\s<]+)/gi,
    `$1${REMOVED}`,
  ],
  [
    /(\b(?:client_?secret|secret|password|passwd|pwd|access_token|refresh_token|id_token|client_assertion|assertion|api_?key|sig)["']?\s*[=:]\s*)(?:"[^"]*"|'[^']*'|[^\s&"',;<>{}]+)/gi,
    `$1${REMOVED}`,
  ],
];

/** Takes out of a text whatever looks like a secret: tokens, keys, passwords in URLs, values behind telling words. Takes too much rather than too little. */
export function removeSecrets(text: string): string {
  return LOOKS.reduce((clean, [look, instead]) => clean.replace(look, instead), text);
}
