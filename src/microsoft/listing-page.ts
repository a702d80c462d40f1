import type { BlobRef, Outcome } from '../collect/ports.ts';
import { O365WazuhError } from '../errors.ts';
import type { HttpAnswer } from './http.ts';
import { judgeError, type JudgeContext } from './judge.ts';
import { parseServiceError } from './service-error.ts';

/** One page of a listing. */
export interface ListingPage {
  readonly refs: readonly BlobRef[];
  /** Why the first entry without a usable id or time is unusable. */
  readonly problem: string | undefined;
  /** As the header says; undefined on the last page. */
  readonly next: string | undefined;
  readonly contentUris: readonly unknown[];
}

/** The last instant that a `Date` can hold: an expiry that cannot be read must not make a blob look expired. */
const NO_EXPIRY_MS = 8_640_000_000_000_000;

/** Reads a page. An empty body is an empty page, a single object a page of one; an error in a 200 is judged as an error. */
export function readListingPage(answer: HttpAnswer, context: JudgeContext): Outcome<ListingPage> {
  const listed = readArray(answer, context, value => 'contentId' in value);
  if (listed.status !== 'ok') return listed;
  const refs: BlobRef[] = [];
  let problem: string | undefined;
  for (const entry of listed.value) {
    const ref = readRef(entry);
    if (typeof ref === 'string') problem ??= ref;
    else refs.push(ref);
  }
  const next = answer.headers.get('nextpageuri')?.trim();
  return {
    status: 'ok',
    value: {
      refs,
      problem,
      next: next === '' ? undefined : next,
      contentUris: listed.value.map(entry => (entry as { contentUri?: unknown } | null)?.contentUri),
    },
  };
}

/**
 * The array that an answer should hold.
 *
 * @param isEntry tells whether a lone object is an entry without its array, which Microsoft was seen to send.
 */
export function readArray(
  answer: HttpAnswer,
  context: JudgeContext,
  isEntry: (value: object) => boolean,
): Outcome<readonly unknown[]> {
  const text = answer.body
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trim();
  if (text === '') return { status: 'ok', value: [] };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const message = `Microsoft answered ${context.operation} with ${answer.body.length} bytes that are not JSON.`;
    return { status: 'retry', error: new O365WazuhError('RESPONSE_NOT_JSON', message) };
  }
  if (Array.isArray(value)) return { status: 'ok', value };
  if (typeof value === 'object' && value !== null && isEntry(value)) return { status: 'ok', value: [value] };
  const error = parseServiceError(answer.body);
  const judged = error.shape === 'none' ? undefined : judgeError(error, answer, context);
  if (judged && judged.status !== 'ok') return judged;
  const message = `Microsoft answered ${context.operation} with JSON that is no array.`;
  return { status: 'retry', error: new O365WazuhError('RESPONSE_NOT_ARRAY', message) };
}

function readRef(entry: unknown): BlobRef | string {
  if (typeof entry !== 'object' || entry === null) return 'it is no object';
  const { contentId, contentCreated, contentExpiration } = entry as Record<string, unknown>;
  if (typeof contentId !== 'string' || contentId.trim() === '') return 'it has no contentId';
  const contentCreatedMs = parseUtc(contentCreated);
  if (contentCreatedMs === undefined) return 'its contentCreated is no time';
  return {
    contentId,
    contentCreatedMs,
    contentExpirationMs: parseUtc(contentExpiration) ?? NO_EXPIRY_MS,
  };
}

/** A time without a zone is UTC too; `Date.parse` alone would take it for local time. */
function parseUtc(value: unknown): number | undefined {
  const match =
    typeof value === 'string'
      ? /^(?<time>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?<zone>Z|[+-]\d\d:\d\d)?$/i.exec(
          value.trim(),
        )
      : null;
  if (!match?.groups) return undefined;
  const ms = Date.parse(`${match.groups['time']}${match.groups['zone'] ?? 'Z'}`);
  return Number.isNaN(ms) ? undefined : ms;
}
