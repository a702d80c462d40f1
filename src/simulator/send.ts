import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { Answer } from './answer.ts';
import type { FaultPlan, Opportunity } from './fault-plan.ts';

const STALL_MS = 600_000;
const SLOW_PIECES = 10;
const SLOW_PAUSE_MS = 100;
/** Shorter bodies are not worth packing. */
const GZIP_FROM_BYTES = 1000;

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

export interface Sending {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly answer: Answer;
  /** Faults of the body on its way; none for the controls. */
  readonly faults?: FaultPlan;
  readonly opportunity?: Opportunity;
  /** What the Date header says, epoch milliseconds. */
  readonly dateMs: number;
}

/** Sends an answer, packed if the client takes gzip, with what the faults do to a body on its way. */
export async function send(sending: Sending): Promise<void> {
  const { request, response, answer, dateMs } = sending;
  let body = bytesOf(answer.body);
  // Asked for whole answers only: an error or an empty list has nothing to break.
  const isPacked = answer.headers?.['content-encoding'] === 'gzip';
  const mayBreak = answer.status === 200 && body.length > 2 && !isPacked;
  const fires = (name: Parameters<FaultPlan['fires']>[0]): boolean =>
    mayBreak && (sending.faults?.fires(name, sending.opportunity) ?? false);

  if (fires('single-object')) body = Buffer.from(firstElementOf(body.toString()));
  if (fires('truncated-json')) body = body.subarray(0, body.length >> 1);
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-cache',
    pragma: 'no-cache',
    expires: '-1',
    server: 'Microsoft-IIS/10.0',
    date: new Date(dateMs).toUTCString(),
    ...answer.headers,
  };
  const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  if (isPacked && !takesGzip) {
    body = await gunzipAsync(body);
    delete headers['content-encoding'];
  } else if (!isPacked && body.length >= GZIP_FROM_BYTES && takesGzip) {
    body = await gzipAsync(body, { level: 1 });
    headers['content-encoding'] = 'gzip';
    if (fires('truncated-gzip')) body = body.subarray(0, body.length >> 1);
  }
  headers['content-length'] = String(body.length);
  response.writeHead(answer.status, headers);
  const half = body.subarray(0, body.length >> 1);
  if (fires('reset-in-body')) {
    response.write(half, () => request.socket.resetAndDestroy());
  } else if (fires('stall-in-body')) {
    response.write(half);
    await stall(response);
  } else if (fires('slow-body')) {
    await dribble(response, body);
  } else {
    response.end(body);
  }
}

/** Leaves the client without a further byte until it goes, at most ten minutes. */
export async function stall(response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  await sleep(STALL_MS, undefined, { signal: gone.signal, ref: false }).catch(() => undefined);
  response.destroy();
}

async function dribble(response: ServerResponse, body: Buffer): Promise<void> {
  const step = Math.ceil(body.length / SLOW_PIECES);
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    response.write(body.subarray(at, at + step));
    await sleep(SLOW_PAUSE_MS);
  }
  response.end();
}

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** A list's first element, bare; all else as it is. */
function firstElementOf(text: string): string {
  const value = JSON.parse(text) as unknown;
  return Array.isArray(value) && value.length > 0 ? JSON.stringify(value[0]) : text;
}
