/** An error as the Activity API words it, in whichever of its shapes. */
export interface ServiceError {
  /**
   * `api`: `{"error":{"code","message"}}`, the documented one, also in single quotes. `exception`: the same with half an exception text
   * in place of the code. `aspnet`: `{"Message"}`. `none`: no error of the API's own: HTML, empty, or other JSON.
   */
  readonly shape: 'api' | 'exception' | 'aspnet' | 'none';
  /** `AF20024` and the like; only in the shape `api`. */
  readonly code?: string;
  /** One line, at most 300 characters; empty when nothing was said. */
  readonly message: string;
}

/** The start of a body is enough to find an error in it; a body of events may have hundreds of megabytes. */
const MAX_ERROR_BYTES = 64 * 1024;

/** Reads the error out of a body. Never throws: whatever it is, it is described. */
export function parseServiceError(body: Buffer): ServiceError {
  const text = body
    .toString('utf8', 0, MAX_ERROR_BYTES)
    .replace(/^\uFEFF/, '')
    .trim();
  return fromJson(text) ?? fromPseudoJson(text) ?? { shape: 'none', message: plainLine(withoutMarkup(text)) };
}

function fromJson(text: string): ServiceError | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { error, Message, message } = value as Record<string, unknown>;
  if (typeof error === 'object' && error !== null) {
    const inner = error as Record<string, unknown>;
    const said = typeof inner['message'] === 'string' ? inner['message'] : '';
    const code = typeof inner['code'] === 'string' ? inner['code'].trim() : '';
    if (/^\w{1,40}$/.test(code)) return { shape: 'api', code: code.toUpperCase(), message: plainLine(said) };
    return { shape: 'exception', message: plainLine(exceptionIn(`${code} ${said}`)) };
  }
  if (typeof error === 'string') return { shape: 'api', code: plainLine(error), message: '' };
  const said = Message ?? message;
  // An audit event may have a Message too, but it always has an Id or a RecordType.
  if (typeof said === 'string' && !('Id' in value) && !('RecordType' in value)) {
    return { shape: 'aspnet', message: plainLine(said) };
  }
  return undefined;
}

/** What went wrong; the list of ids before it fills more than the line that a message may be. */
function exceptionIn(text: string): string {
  return /\bfailed\. Exception: (?<exception>[^]+)/.exec(text)?.groups?.['exception'] ?? text;
}

/** The throttling example of Microsoft's documentation is written with single quotes. */
function fromPseudoJson(text: string): ServiceError | undefined {
  const code = /['"]code['"]\s*:\s*['"](?<code>AF\d+)['"]/i.exec(text)?.groups?.['code'];
  if (!text.startsWith('{') || !code) return undefined;
  const said = /['"]message['"]\s*:\s*(['"])(?<said>.*?)\1/is.exec(text)?.groups?.['said'] ?? '';
  return { shape: 'api', code: code.toUpperCase(), message: plainLine(said) };
}

function withoutMarkup(text: string): string {
  return text.replace(/<(style|script)\b.*?<\/\1>/gis, ' ').replace(/<[^>]*>/g, ' ');
}

/** One printable line without a token: a message goes into logs and onto terminals, and a gateway's error page may repeat the request. */
export function plainLine(text: string): string {
  // A stack trace follows the first line of an exception.
  const line = text.split(/\r?\n\s+at /)[0] ?? '';
  const printable = line
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\b(Bearer) \S+/gi, '$1 ***')
    .replace(/\beyJ[\w-]+\.[\w.-]+/g, '***')
    .trim();
  return printable.length > 300 ? `${printable.slice(0, 299)}…` : printable;
}
