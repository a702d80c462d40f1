import { connect } from 'node:net';
import { O365WazuhError } from '../errors.ts';

export interface AskOptions {
  /** From connecting to the last byte of the answer, in ms. */
  readonly timeoutMs: number;
  /** An answer that announces more is refused unread. Wazuh's own limit is 64 KiB for most, 10 MiB for the largest. */
  readonly maxAnswerBytes?: number;
  readonly signal?: AbortSignal;
}

const DEFAULT_MAX_ANSWER_BYTES = 16 * 1024 * 1024;
const HEADER_BYTES = 4;

/**
 * Asks one of Wazuh's local stream sockets one question: a 4-byte little-endian length and a JSON text, both ways, then the
 * daemon closes. One connection a question, as Wazuh's own clients do.
 *
 * Does not look into the answer.
 *
 * @param path the socket, such as `queue/sockets/analysis`.
 * @returns the answer as parsed JSON.
 * @throws WAZUH_SOCKET_FAILED, with `details.reason`: an errno (`ENOENT`, `ECONNREFUSED`, …), `timeout`, `closed`, `too-long` or
 *   `not-json`; or the signal's reason.
 */
export async function ask(path: string, question: unknown, options: AskOptions): Promise<unknown> {
  const text = await exchange(path, Buffer.from(JSON.stringify(question)), options);
  try {
    // cJSON and older daemons end the text with a NUL or newline now and then.
    return JSON.parse(text.toString('utf8').replace(/[\0\s]+$/, ''));
  } catch (cause) {
    throw failed(path, 'not-json', 'the answer is no JSON', cause);
  }
}

function exchange(path: string, body: Buffer, options: AskOptions): Promise<Buffer> {
  const maxBytes = options.maxAnswerBytes ?? DEFAULT_MAX_ANSWER_BYTES;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  if (options.signal?.aborted) {
    reject(options.signal.reason);
    return promise;
  }
  const socket = connect({ path });
  const chunks: Buffer[] = [];
  let received = 0;
  let expected = -1;

  const end = (settle: () => void): void => {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', onAbort);
    socket.destroy();
    settle();
  };
  const onAbort = (): void => end(() => reject(options.signal?.reason));
  const timer = setTimeout(
    () => end(() => reject(failed(path, 'timeout', `no answer within ${options.timeoutMs} ms`))),
    options.timeoutMs,
  );
  options.signal?.addEventListener('abort', onAbort, { once: true });

  socket.once('connect', () => {
    const header = Buffer.alloc(HEADER_BYTES);
    header.writeUInt32LE(body.length);
    socket.write(Buffer.concat([header, body]));
  });
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    received += chunk.length;
    if (expected < 0 && received >= HEADER_BYTES) {
      expected = Buffer.concat(chunks).readUInt32LE();
      if (expected > maxBytes) {
        end(() =>
          reject(failed(path, 'too-long', `the answer is ${expected} bytes long, more than ${maxBytes}`)),
        );
        return;
      }
    }
    if (expected >= 0 && received >= HEADER_BYTES + expected) {
      end(() => resolve(Buffer.concat(chunks).subarray(HEADER_BYTES, HEADER_BYTES + expected)));
    }
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    end(() => reject(failed(path, error.code ?? 'error', error.message, error)));
  });
  socket.on('close', () => end(() => reject(failed(path, 'closed', 'the daemon hung up before its answer'))));
  return promise;
}

function failed(path: string, reason: string, text: string, cause?: unknown): O365WazuhError {
  return new O365WazuhError('WAZUH_SOCKET_FAILED', `Asking ${path} failed: ${text}.`, {
    cause,
    details: { path, reason },
  });
}
