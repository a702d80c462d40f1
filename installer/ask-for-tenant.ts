import { password, text } from '@clack/prompts';
import { isO365WazuhError, O365WazuhError } from '../src/errors.ts';
import type { InstallOptions } from './options.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True for the error of a tenant that is new here and comes without ids or secret. */
export function lacksTenant(error: unknown): boolean {
  return isO365WazuhError(error) && error.details['incompleteTenant'] === true;
}

/** True when a person can answer: questions go to standard error, so that standard output stays a result. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Asks for what is missing of a tenant: ids in clear, the secret hidden. Checks the form of the ids only.
 *
 * @throws INTERRUPTED when the person gives up; nothing was changed then.
 */
export async function askForTenant(
  known: Pick<InstallOptions, 'tenantId' | 'clientId' | 'clientSecret'>,
): Promise<Required<Pick<InstallOptions, 'tenantId' | 'clientId' | 'clientSecret'>>> {
  const output = process.stderr;
  const guid = (message: string) =>
    text({
      message,
      output,
      validate: value => (GUID.test(value?.trim() ?? '') ? undefined : 'This must be a GUID.'),
    });
  const tenantId = known.tenantId ?? answered(await guid('Directory (tenant) ID'));
  const clientId = known.clientId ?? answered(await guid('Application (client) ID'));
  const clientSecret =
    known.clientSecret ??
    answered(
      await password({
        message: 'Client secret: its Value, not its Secret ID',
        output,
        validate: value => (value?.trim() ? undefined : 'The secret’s value is needed.'),
      }),
    );
  return { tenantId, clientId, clientSecret };
}

function answered(answer: string | symbol): string {
  if (typeof answer === 'string') return answer.trim();
  throw new O365WazuhError('INTERRUPTED', 'Nothing was changed.', { hint: '' });
}
