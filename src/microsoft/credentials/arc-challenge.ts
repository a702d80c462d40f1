import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Outcome } from '../../collect/ports.ts';
import { O365WazuhError } from '../../errors.ts';

/** Arc's agent writes its challenges here, readable for root and the group himds only. */
export const ARC_FOLDER = '/var/opt/azcmagent/tokens';

/** As Microsoft's own clients bound it. */
const MAX_CHALLENGE_BYTES = 4096;

/**
 * Answers the challenge of an Arc-enabled server: it names a file that only privileged users can read, and wants its content.
 *
 * @param header `WWW-Authenticate: Basic realm=/var/opt/azcmagent/tokens/….key`. A file outside the agent's own folder is never read.
 */
export function answerArcChallenge(header: string | undefined, folder = ARC_FOLDER): Outcome<string> {
  const path = /^Basic realm="?(?<path>[^"]+\.key)"?$/i.exec(header?.trim() ?? '')?.groups?.['path'];
  if (path === undefined) return failed('Arc’s agent asked for no proof that is known here.');
  try {
    if (dirname(realpathSync(path)) !== realpathSync(folder)) {
      return failed('Arc’s agent asked for a file outside its own folder.');
    }
    if (statSync(path).size > MAX_CHALLENGE_BYTES)
      return failed('The proof that Arc’s agent asked for is too large.');
    const proof = readFileSync(path, 'latin1').trim();
    if (/^[\x21-\x7e]+$/.test(proof)) return { status: 'ok', value: proof };
    return failed('The proof that Arc’s agent asked for is no text.');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    return failed(`The proof that Arc’s agent asked for cannot be read (${code}).`);
  }
}

function failed(message: string): Outcome<never> {
  const hint =
    'Run as root or as a member of the group himds, on a server whose Arc agent is connected (azcmagent show).';
  return { status: 'fatal', error: new O365WazuhError('IDENTITY_UNAVAILABLE', message, { hint }) };
}
