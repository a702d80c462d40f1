import { z } from 'zod';
import { O365WazuhError } from '../errors.ts';
import { ask } from './framed-socket.ts';
import { parseFigures, type Figures } from './figures.ts';

/** What analysisd says to `reload-ruleset`. */
export interface ReloadAnswer {
  /** False: the new rules are broken and the old ones stay in force. */
  readonly ok: boolean;
  /** Also when `ok`: warnings such as `(7612): Rule ID … is duplicated`, which mean that a rule of somebody's is not in force. */
  readonly messages: readonly string[];
}

const envelope = z.looseObject({ error: z.number(), message: z.string().optional(), data: z.unknown() });
/** Measured at about 2 ms; during a hot reload the answer waits for its end, up to 1.5 s. */
const FIGURES_TIMEOUT_MS = 10_000;
const RELOAD_TIMEOUT_MS = 60_000;

/**
 * Asks analysisd for its figures.
 *
 * @param socketPath `<home>/queue/sockets/analysis`.
 * @throws WAZUH_SOCKET_FAILED when nobody answers; FIGURES_UNKNOWN when the answer is none that we know (before 4.4).
 */
export async function getFigures(socketPath: string, signal?: AbortSignal): Promise<Figures> {
  const { error, message, data } = await command(socketPath, 'getstats', FIGURES_TIMEOUT_MS, signal);
  const figures = error === 0 ? parseFigures(data) : undefined;
  if (figures) return figures;
  throw new O365WazuhError(
    'FIGURES_UNKNOWN',
    `analysisd at ${socketPath} does not tell its load: ${error === 0 ? 'unknown format' : (message ?? `error ${error}`)}.`,
    { details: { socketPath } },
  );
}

/**
 * Makes analysisd swap in the rules, decoders and lists on disk, without a restart (since 4.13). Events inside analysisd at that
 * moment are lost and counted nowhere: hold the reload lock first (`reload-lock.ts`).
 *
 * @throws WAZUH_SOCKET_FAILED when nobody answers, also on versions that hang up on an unknown command.
 */
export async function reloadRuleset(socketPath: string, signal?: AbortSignal): Promise<ReloadAnswer> {
  const { error, message, data } = await command(socketPath, 'reload-ruleset', RELOAD_TIMEOUT_MS, signal);
  const messages = z.array(z.string()).safeParse(data);
  return {
    ok: error === 0,
    messages: messages.success ? messages.data : message === undefined ? [] : [message],
  };
}

async function command(socketPath: string, name: string, timeoutMs: number, signal?: AbortSignal) {
  const question = { version: 1, origin: { module: 'o365-wazuh' }, command: name, parameters: {} };
  const reply = envelope.safeParse(await ask(socketPath, question, { timeoutMs, ...(signal && { signal }) }));
  return reply.success ? reply.data : { error: -1, message: 'no answer envelope', data: undefined };
}
