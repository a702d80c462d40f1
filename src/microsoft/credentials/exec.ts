import type { Clock } from '../../collect/ports.ts';
import type { CredentialConfig } from '../../config/credential-config.ts';
import type { SecretRules } from '../../config/secret-file.ts';
import { isO365WazuhError, O365WazuhError } from '../../errors.ts';
import type { Environment } from '../proxy-for.ts';
import type { Credential, TokenTarget } from './credential.ts';
import { readIssuedToken } from './issued-token.ts';
import { refuseUnsafeProgram } from './program-safety.ts';
import { runProgram } from './run-program.ts';

type ExecConfig = Extract<CredentialConfig, { type: 'exec' }>;

interface Parts {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly rules: SecretRules;
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * A program that prints a token: the way to vaults and to whatever signs in otherwise. It runs without a shell, with almost no
 * environment, and what it prints is never shown, neither in logs nor in errors.
 */
export function execCredential(config: ExecConfig, { clock, environment, rules }: Parts): Credential {
  const { program, args, timeoutMs } = config;
  const failed = (what: string): O365WazuhError =>
    new O365WazuhError('TOKEN_COMMAND_FAILED', `The program ${program} ${what}.`);
  return {
    kind: 'program',
    inspect: () =>
      Promise.resolve().then(() => {
        refuseUnsafeProgram(program, rules);
        return { description: `token printed by ${program}` };
      }),
    async requestToken(target, signal) {
      signal.throwIfAborted();
      try {
        refuseUnsafeProgram(program, rules);
        const env = environmentFor(target, config.environment, environment);
        const end = await runProgram({ program, args, env, timeoutMs }, signal);
        if (end.status === 'failed') return { status: 'fatal', error: failed(end.why) };
        const token = readIssuedToken(end.output, clock.now());
        return typeof token === 'string'
          ? { status: 'fatal', error: failed(`printed something, but ${token}`) }
          : { status: 'ok', value: token };
      } catch (error) {
        if (isO365WazuhError(error)) return { status: 'fatal', error };
        throw error;
      }
    },
  };
}

/** What the program needs to know, and nothing that this process happens to have. */
function environmentFor(
  target: TokenTarget,
  names: readonly string[],
  own: Environment,
): Record<string, string> {
  const passed = names.flatMap(name => (own[name] === undefined ? [] : [[name, own[name]] as const]));
  return {
    PATH: DEFAULT_PATH,
    HOME: own['HOME'] ?? '/',
    LANG: 'C.UTF-8',
    O365_WAZUH_CLIENT_ID: target.clientId,
    O365_WAZUH_TOKEN_URL: target.tokenUrl,
    O365_WAZUH_RESOURCE: target.apiUrl,
    O365_WAZUH_SCOPE: `${target.apiUrl}/.default`,
    ...Object.fromEntries(passed),
  };
}
