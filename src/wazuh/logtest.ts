import { z } from 'zod';
import { O365WazuhError } from '../errors.ts';
import { ask } from './framed-socket.ts';

/** What Wazuh would make of an event. */
export interface LogtestResult {
  /** Undefined when no rule matched, or when the rules could not be loaded (`loaded`). */
  readonly rule:
    | {
        readonly id: string;
        readonly level: number;
        readonly description: string;
        readonly groups: readonly string[];
      }
    | undefined;
  /** True when it would be written to alerts.json. */
  readonly alert: boolean;
  readonly decoder: string | undefined;
  /** The fields that the decoder filled, as in an alert's `data`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** False when a session could not be opened: the rules on disk are broken, `messages` says where. */
  readonly loaded: boolean;
  /** `ERROR: (1226): …`, `WARNING: (7612): …` as analysisd words them, without its remarks on the session. */
  readonly messages: readonly string[];
  /** Give it to the next call to stay in this session: same rules, and frequency rules count on. */
  readonly token: string | undefined;
  /** The whole answer's `data`. */
  readonly raw: unknown;
}

export interface LogtestInput {
  /** The message behind `1:office_365:`, compact JSON. */
  readonly event: string;
  readonly location: string;
  readonly token?: string;
}

/** A new session loads all rules: 0.5 s on an idle machine. */
const TIMEOUT_MS = 60_000;
const SESSION_REMARK = /^INFO: \(7202\)|^INFO: \(7206\)/;

const reply = z.looseObject({
  error: z.number(),
  message: z.string().optional(),
  data: z
    .looseObject({
      messages: z.array(z.string()).optional(),
      token: z.string().optional(),
      alert: z.boolean().optional(),
      codemsg: z.number().optional(),
      output: z
        .looseObject({
          rule: z
            .looseObject({
              id: z.string(),
              level: z.number(),
              description: z.string().optional(),
              groups: z.array(z.string()).optional(),
            })
            .optional(),
          decoder: z.looseObject({ name: z.string().optional() }).optional(),
          data: z.record(z.string(), z.unknown()).optional(),
        })
        .optional(),
    })
    .optional(),
});

/**
 * Asks analysisd what it would make of one event (4.1 and later). A call without `token` opens a session, which reads rules,
 * decoders and lists from disk: so it is also the best check of a change before anything is reloaded. Close the session with
 * `closeLogtest`, since Wazuh keeps 64 of them.
 *
 * @param socketPath `files.logtestSocket`.
 * @throws WAZUH_SOCKET_FAILED when nobody answers, LOGTEST_REFUSED when the question itself is refused.
 */
export async function runLogtest(
  socketPath: string,
  input: LogtestInput,
  signal?: AbortSignal,
): Promise<LogtestResult> {
  const data = await command(socketPath, 'log_processing', { log_format: 'json', ...input }, signal);
  const output = data?.output;
  const rule = output?.rule;
  return {
    rule: rule && {
      id: rule.id,
      level: rule.level,
      description: rule.description ?? '',
      groups: rule.groups ?? [],
    },
    alert: data?.alert ?? false,
    decoder: output?.decoder?.name,
    data: output?.data ?? {},
    loaded: output !== undefined,
    messages: (data?.messages ?? []).filter(message => !SESSION_REMARK.test(message)),
    token: data?.token,
    raw: data,
  };
}

/** Closes a session. Not an error when it is gone already. */
export async function closeLogtest(socketPath: string, token: string, signal?: AbortSignal): Promise<void> {
  await command(socketPath, 'remove_session', { token }, signal);
}

async function command(socketPath: string, name: string, parameters: object, signal?: AbortSignal) {
  const origin = { name: 'o365-wazuh', module: 'o365-wazuh' };
  const question = { version: 1, origin, command: name, parameters };
  const answer = await ask(socketPath, question, { timeoutMs: TIMEOUT_MS, ...(signal && { signal }) });
  const parsed = reply.safeParse(answer);
  if (parsed.success && parsed.data.error === 0) return parsed.data.data;
  const why = parsed.success
    ? (parsed.data.message ?? `error ${parsed.data.error}`)
    : 'an answer of unknown form';
  throw new O365WazuhError('LOGTEST_REFUSED', `Wazuh's logtest refuses ${name}: ${why}.`, {
    details: { socketPath },
  });
}
