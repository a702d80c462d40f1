import type { Readable } from 'node:stream';
import { type AxiosInstance, type AxiosResponse, create } from 'axios';
import type { Clock, FeedCounters, Outcome } from '../collect/ports.ts';
import { O365WazuhError, toO365WazuhError } from '../errors.ts';
import { VERSION } from '../version.ts';
import { type AgentPair, Agents, type NetworkSettings } from './agents.ts';
import { type Deadline, startDeadline, type TimeLimits } from './deadline.ts';
import { networkFault } from './network-fault.ts';
import { readBody } from './read-body.ts';
import { MUCH_LATER_MS } from './retry.ts';

/** Error pages are read for their first lines only. */
const MAX_ERROR_BODY_BYTES = 256 * 1024;

export interface HttpLimits extends TimeLimits {
  /** Largest decompressed body of a good answer, in bytes. */
  readonly maxBytes: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a form. A POST without one says `Content-Length: 0`, as IIS demands: Node sees to that. */
  readonly form?: URLSearchParams;
  readonly limits: HttpLimits;
  /** Called just before the request leaves. */
  onSend?(): void;
}

/** Any HTTP answer that arrived whole, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decompressed. Of an error answer only the beginning. */
  readonly body: Buffer;
}

/** How requests leave this machine, or what finds it out. */
export type NetworkSource = NetworkSettings | (() => NetworkSettings);

/** Sends one request once. */
export interface HttpSender {
  /**
   * @returns `ok` for every answer that arrived whole, also one that says no; else the fault of the network.
   * @throws the signal's reason when it aborts; nothing else.
   */
  send(request: HttpRequest, signal: AbortSignal): Promise<Outcome<HttpAnswer>>;
}

/**
 * The only place that talks to the network: keep-alive connections, proxies and certificates as set, time and size limits, no
 * redirect ever followed. Does not retry, and never lets an axios error out.
 */
export class Http implements HttpSender {
  readonly #client: AxiosInstance;
  readonly #network: NetworkSource;
  readonly #connectMs: number;
  #agents: Agents | undefined;
  readonly #counters: FeedCounters;
  readonly #clock: Clock;
  #clockSkewMs: number | undefined;

  /**
   * @param network settings, or what gives them at the first request: then what it throws is that request's `fatal`, and tried again
   *   at the next.
   * @param connectMs how long a proxy may take to open a tunnel.
   * @throws CA_BUNDLE_INVALID, PROXY_CERTIFICATE_INVALID unless `network` is a function.
   */
  constructor(network: NetworkSource, connectMs: number, counters: FeedCounters, clock: Clock) {
    this.#network = network;
    this.#connectMs = connectMs;
    if (typeof network !== 'function') this.#agents = new Agents(network, connectMs);
    this.#counters = counters;
    this.#clock = clock;
    this.#client = create({
      responseType: 'stream',
      decompress: false,
      proxy: false,
      maxRedirects: 0,
      validateStatus: () => true,
      headers: {
        'User-Agent': `o365-wazuh/${VERSION}`,
        'Accept-Encoding': 'gzip',
        Accept: 'application/json',
      },
    });
  }

  /** How far this machine's clock is behind the server's (negative: ahead), by the last `Date` header; within about a second. */
  get clockSkewMs(): number | undefined {
    return this.#clockSkewMs;
  }

  async send(request: HttpRequest, signal: AbortSignal): Promise<Outcome<HttpAnswer>> {
    signal.throwIfAborted();
    const target = new URL(request.url);
    let agents: AgentPair;
    try {
      agents = this.#open().for(target);
    } catch (error) {
      return { status: 'fatal', error: toO365WazuhError(error) };
    }
    request.onSend?.();
    this.#counters.requests += 1;
    const deadline = startDeadline(request.limits, signal);
    let response: AxiosResponse<Readable> | undefined;
    try {
      response = await this.#client.request<Readable>({
        ...agents,
        method: request.method,
        url: request.url,
        headers: {
          ...request.headers,
          ...(request.form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}),
        },
        ...(request.form ? { data: request.form.toString() } : {}),
        signal: deadline.signal,
      });
      deadline.progress();
      return await this.#receive(response, request.limits, target.host, deadline);
    } catch (error) {
      signal.throwIfAborted();
      if (deadline.expired) return timedOut(deadline.expired, request.limits, target.host);
      return response ? brokenBody(error, target.host) : networkFault(error, target.host);
    } finally {
      if (!response) this.#count(0);
      response?.data.destroy();
      deadline.end();
    }
  }

  close(): void {
    this.#agents?.close();
  }

  #open(): Agents {
    const network = this.#network;
    return (this.#agents ??= new Agents(
      typeof network === 'function' ? network() : network,
      this.#connectMs,
    ));
  }

  async #receive(
    response: AxiosResponse<Readable>,
    limits: HttpLimits,
    host: string,
    deadline: Deadline,
  ): Promise<Outcome<HttpAnswer>> {
    this.#count(response.status);
    const headers = new Map<string, string>();
    for (const [name, value] of Object.entries(response.headers))
      headers.set(name.toLowerCase(), String(value));
    this.#noteServerDate(headers.get('date'));

    const isError = response.status >= 300;
    const maxBytes = isError ? MAX_ERROR_BODY_BYTES : limits.maxBytes;
    const encoding = (headers.get('content-encoding') ?? 'identity').toLowerCase();
    const gzip = encoding === 'gzip' || encoding === 'x-gzip';
    if (!gzip && encoding !== 'identity') {
      return {
        status: 'retry',
        error: new O365WazuhError('RESPONSE_NOT_JSON', `${host} sent a body packed as ${encoding}, unasked.`),
      };
    }
    const contentLength = Number(headers.get('content-length')) || undefined;
    if (!isError && contentLength !== undefined && contentLength > maxBytes) return tooLarge(maxBytes, host);

    const { body, tooLarge: cut } = await readBody(response.data, {
      gzip,
      contentLength,
      maxBytes,
      signal: deadline.signal,
      onBytes: bytes => {
        this.#counters.bytes += bytes;
        deadline.progress();
      },
    });
    if (cut && !isError) return tooLarge(maxBytes, host);
    return { status: 'ok', value: { status: response.status, headers, body } };
  }

  #count(status: number): void {
    this.#counters.byStatus[status] = (this.#counters.byStatus[status] ?? 0) + 1;
  }

  #noteServerDate(header: string | undefined): void {
    const serverMs = Date.parse(header ?? '');
    // The header has whole seconds, cut off: half a second on average.
    if (!Number.isNaN(serverMs)) this.#clockSkewMs = serverMs + 500 - this.#clock.now();
  }
}

function timedOut(expired: 'idle' | 'overall', limits: HttpLimits, host: string): Outcome<never> {
  const message =
    expired === 'idle'
      ? `${host} sent nothing for ${limits.idleMs} ms.`
      : `${host} did not finish its answer within ${limits.overallMs} ms.`;
  return { status: 'retry', error: new O365WazuhError('MICROSOFT_TIMEOUT', message, { details: { host } }) };
}

function brokenBody(error: unknown, host: string): Outcome<never> {
  const code = (error as { code?: unknown } | null)?.code;
  const message = `The answer of ${host} broke off half-way (${typeof code === 'string' ? code : 'no code'}).`;
  return { status: 'retry', error: new O365WazuhError('RESPONSE_TRUNCATED', message, { details: { host } }) };
}

function tooLarge(maxBytes: number, host: string): Outcome<never> {
  return {
    status: 'retry',
    afterMs: MUCH_LATER_MS,
    error: new O365WazuhError(
      'RESPONSE_TOO_LARGE',
      `The answer of ${host} is larger than ${maxBytes} bytes.`,
      {
        details: { host, maxBytes },
      },
    ),
  };
}
