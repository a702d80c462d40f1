import { hash } from 'node:crypto';
import type { FetchedBlob, Outcome } from '../collect/ports.ts';
import { O365WazuhError } from '../errors.ts';
import type { ApiCaller } from './call.ts';
import type { CloudDoubt } from './cloud-doubt.ts';
import type { FeedUrls } from './feed-urls.ts';
import { freeMemory } from '../free-memory.ts';
import type { HttpAnswer, HttpLimits } from './http.ts';
import { judgeError, type JudgeContext } from './judge.ts';
import { parseServiceError } from './service-error.ts';

export interface BlobParts {
  readonly caller: ApiCaller;
  readonly urls: FeedUrls;
  readonly limits: HttpLimits;
  readonly doubt: CloudDoubt;
}

/** A 404 that is not in the API's own words may be a front end in trouble: only so many in a row are believed. */
const BELIEVED_BARE_MISSES = 3;

/** Fetches one whole blob; see the port. The body is checked to be an array from end to end, but not parsed. */
export async function fetchBlob(
  parts: BlobParts,
  contentId: string,
  signal: AbortSignal,
): Promise<Outcome<FetchedBlob>> {
  const url = parts.urls.blob(contentId);
  if (url === undefined) {
    const error = new O365WazuhError('BLOB_INVALID', 'The blob’s id cannot be part of a URL.', {
      details: { contentId },
    });
    return { status: 'skip', reason: 'invalid', error };
  }
  let bareMisses = 0;
  const outcome = await parts.caller.call<FetchedBlob>(
    {
      operation: 'fetch blob',
      method: 'GET',
      url,
      limits: parts.limits,
      repeatable: true,
      read: readBlob,
      refine(refused) {
        const { status } = refused.error.details;
        if (refused.status !== 'retry' || (status !== 404 && status !== 410)) return refused;
        bareMisses += 1;
        if (bareMisses < BELIEVED_BARE_MISSES) return refused;
        const { message, details } = refused.error;
        return {
          status: 'skip',
          reason: 'missing',
          error: new O365WazuhError('BLOB_MISSING', message, { details }),
        };
      },
    },
    signal,
  );
  if (outcome.status === 'ok') parts.doubt.sawBlob();
  if (outcome.status !== 'skip' || outcome.reason !== 'invalid') return outcome;
  const doubt = parts.doubt.sawRefusedId();
  if (doubt === undefined) return outcome;
  const { why, ...hint } = doubt;
  return { status: 'fatal', error: new O365WazuhError('CLOUD_WRONG', why, hint) };
}

function readBlob(answer: HttpAnswer, context: JudgeContext): Outcome<FetchedBlob> {
  const body = trimmed(answer.body);
  const [first, last] = [body.at(0), body.at(-1)];
  if (first === CODE.openBracket && last === CODE.closeBracket) return whole(body);
  if (body.length === 0) return broken('RESPONSE_TRUNCATED', 'is empty');
  if (first === CODE.openBracket) return broken('RESPONSE_TRUNCATED', 'does not end where its array ends');
  if (first !== CODE.openBrace) return broken('RESPONSE_NOT_JSON', 'is no JSON array');

  let value: object;
  try {
    value = JSON.parse(body.toString('utf8')) as object;
  } catch {
    return broken('RESPONSE_TRUNCATED', 'is not whole JSON');
  }
  const isEvent = 'Id' in value || 'RecordType' in value || 'CreationTime' in value;
  const error = isEvent ? undefined : parseServiceError(body);
  const judged = error && error.shape !== 'none' ? judgeError(error, answer, context) : undefined;
  if (judged && judged.status !== 'ok') return judged;
  return whole(Buffer.concat([Buffer.from('['), body, Buffer.from(']')]));
}

function whole(body: Buffer): Outcome<FetchedBlob> {
  return { status: 'ok', value: { body, sha256: hash('sha256', body), free: () => freeMemory(body) } };
}

function broken(code: 'RESPONSE_TRUNCATED' | 'RESPONSE_NOT_JSON', what: string): Outcome<never> {
  return { status: 'retry', error: new O365WazuhError(code, `The body of the blob ${what}.`) };
}

const CODE = { openBracket: 0x5b, closeBracket: 0x5d, openBrace: 0x7b } as const;

/** Without a byte order mark and without JSON's white space at either end; a view, not a copy. */
function trimmed(body: Buffer): Buffer {
  let start = body.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  let end = body.length;
  while (start < end && isSpace(body[start])) start += 1;
  while (end > start && isSpace(body[end - 1])) end -= 1;
  return body.subarray(start, end);
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
