import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import type { FaultPlan } from './faults.ts';

/** One answer of a route. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is, all else as JSON; nothing for an empty body. */
  readonly body?: unknown;
}

const STALL_MS = 600_000;
const HTML =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>Our services aren’t available right now</h1></body></html>';

export function apiError(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

/** What a fault answers in place of the route, if one strikes this request. `reset` and `stall` never answer. */
export function faultBefore(faults: FaultPlan): Answer | 'reset' | 'stall' | undefined {
  if (faults.fires('reset')) return 'reset';
  if (faults.fires('stall')) return 'stall';
  if (faults.fires('unauthorized')) return DENIED;
  if (faults.fires('error-500'))
    return apiError(500, 'AF50000', 'An internal error occurred. Retry the request.');
  if (faults.fires('error-500-af50005'))
    return apiError(500, 'AF50005', 'An internal error occurred. Retry the request.');
  if (faults.fires('error-502-html'))
    return { status: 502, headers: { 'content-type': 'text/html' }, body: HTML };
  if (faults.fires('error-503')) return { status: 503 };
  if (faults.fires('error-408')) return { status: 408 };
  if (faults.fires('quota')) return QUOTA;
  if (faults.fires('throttled')) return { ...QUOTA, status: 429 };
  if (faults.fires('throttled-retry-after'))
    return { ...QUOTA, status: 429, headers: { 'retry-after': '1' } };
  if (faults.fires('redirect')) return { status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } };
  if (faults.fires('empty-200')) return { status: 200 };
  if (faults.fires('not-json')) return { status: 200, headers: { 'content-type': 'text/html' }, body: HTML };
  return undefined;
}

/** The ASP.NET layer's own envelope: no code, just a sentence. */
export const DENIED: Answer = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer' },
  body: { Message: 'Authorization has been denied for this request.' },
};

export const QUOTA: Answer = apiError(
  403,
  'AF429',
  'Too many requests. Method=GetBlob, PublisherId=00000000-0000-0000-0000-000000000000',
);

/**
 * Sends an answer, with what the faults do to a body on its way.
 *
 * @param dateMs what the Date header says.
 */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  faults: FaultPlan,
  dateMs: number,
): Promise<void> {
  const text =
    answer.body === undefined
      ? ''
      : typeof answer.body === 'string'
        ? answer.body
        : JSON.stringify(answer.body);
  let body = Buffer.from(text);
  const mayBreak = answer.status === 200 && body.length > 2;
  if (mayBreak && faults.fires('truncated-json')) body = body.subarray(0, body.length >> 1);
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-cache',
    pragma: 'no-cache',
    expires: '-1',
    server: 'Microsoft-IIS/10.0',
    date: new Date(dateMs).toUTCString(),
    ...answer.headers,
  };
  if (/\bgzip\b/.test(request.headers['accept-encoding'] ?? '') && body.length > 1000) {
    body = gzipSync(body, { level: 1 });
    headers['content-encoding'] = 'gzip';
    if (mayBreak && faults.fires('truncated-gzip')) body = body.subarray(0, body.length >> 1);
  }
  headers['content-length'] = String(body.length);
  response.writeHead(answer.status, headers);
  if (mayBreak && faults.fires('reset-in-body')) {
    response.write(body.subarray(0, body.length >> 1), () => response.destroy());
    return;
  }
  if (mayBreak && faults.fires('slow-body')) {
    const step = Math.ceil(body.length / 10);
    for (let at = 0; at < body.length && !response.destroyed; at += step) {
      response.write(body.subarray(at, at + step));
      await sleep(100);
    }
    response.end();
    return;
  }
  response.end(body);
}

/** Leaves the client without a byte until it goes, at most ten minutes. */
export async function stall(response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  await sleep(STALL_MS, undefined, { signal: gone.signal, ref: false }).catch(() => undefined);
  response.destroy();
}
