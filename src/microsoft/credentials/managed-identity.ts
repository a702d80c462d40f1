import type { Clock, Outcome } from '../../collect/ports.ts';
import type { CredentialConfig } from '../../config/credential-config.ts';
import { O365WazuhError } from '../../errors.ts';
import type { HttpAnswer } from '../http.ts';
import type { Environment } from '../proxy-for.ts';
import type { FreshToken } from '../token.ts';
import { answerArcChallenge } from './arc-challenge.ts';
import type { Credential, TokenTarget } from './credential.ts';
import { findIdentityEndpoint, type IdentityEndpoint } from './identity-endpoint.ts';
import { judgeIdentityAnswer } from './identity-answer.ts';

export type ManagedIdentityConfig = Extract<CredentialConfig, { type: 'managed_identity' }>;

export interface ManagedIdentityParts {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly onSecret: (secret: string) => void;
  /** Where Arc's agent puts its challenges; `/var/opt/azcmagent/tokens` by default. */
  readonly arcFolder?: string;
}

/** The services are on this machine or one hop away; elsewhere the link-local address swallows packets. */
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1024 * 1024;

/** 410: the service is being updated and may be away for 70 s, says Microsoft's page on managed identities of VMs. */
const UPDATE_WAITS = 8;
const UPDATE_WAIT_MS = 10_000;

/**
 * The managed identity of an Azure VM, of App Service and its kin, or of an Arc-enabled server: the platform hands out the tokens, and there
 * is no secret to keep. Its services are never asked through a proxy.
 */
export function managedIdentity(config: ManagedIdentityConfig, parts: ManagedIdentityParts): Credential {
  return {
    kind: 'managed identity',
    inspect: () =>
      Promise.resolve().then(() => {
        const { source, url } = findIdentityEndpoint(config, parts);
        const which = config.userAssigned
          ? `${config.userAssigned.by} ${config.userAssigned.id}`
          : 'system-assigned';
        return { description: `managed identity (${which}) of ${url.origin}, source ${source}` };
      }),
    async requestToken(target, signal) {
      let endpoint: IdentityEndpoint;
      try {
        endpoint = findIdentityEndpoint(config, parts);
      } catch (error) {
        if (error instanceof O365WazuhError) return { status: 'fatal', error };
        throw error;
      }
      endpoint.url.searchParams.set('resource', target.apiUrl);
      for (let waits = 0; ; waits += 1) {
        const answer = await ask(endpoint, target, parts, signal);
        if (answer.status !== 'ok') return unreachable(answer, endpoint);
        if (answer.value.status !== 410 || waits >= UPDATE_WAITS) {
          return judgeIdentityAnswer(answer.value, endpoint.url.host, parts.clock.now());
        }
        await parts.clock.sleep(UPDATE_WAIT_MS, signal);
      }
    },
  };
}

async function ask(
  { source, url, headers }: IdentityEndpoint,
  target: TokenTarget,
  parts: ManagedIdentityParts,
  signal: AbortSignal,
): Promise<Outcome<HttpAnswer>> {
  const get = (more: Readonly<Record<string, string>>): Promise<Outcome<HttpAnswer>> =>
    target.sender.send(
      {
        method: 'GET',
        url: url.href,
        headers: { ...headers, ...more },
        limits: { overallMs: Math.min(target.timeoutMs, TIMEOUT_MS), maxBytes: MAX_ANSWER_BYTES },
      },
      signal,
    );
  const answer = await get({});
  if (source !== 'arc' || answer.status !== 'ok' || answer.value.status !== 401) return answer;
  const solved = answerArcChallenge(answer.value.headers.get('www-authenticate'), parts.arcFolder);
  if (solved.status !== 'ok') return solved;
  parts.onSecret(solved.value);
  return get({ Authorization: `Basic ${solved.value}` });
}

/** Nobody answered: this is no Azure machine, or its agent is down. */
function unreachable(
  outcome: Exclude<Outcome<HttpAnswer>, { status: 'ok' }>,
  { source, url }: IdentityEndpoint,
): Outcome<FreshToken> {
  if (!['CONNECTION_REFUSED', 'MICROSOFT_TIMEOUT', 'CONNECTION_LOST'].includes(outcome.error.code))
    return outcome;
  const message = `The token service of the managed identity (${source}, ${url.host}) does not answer: ${outcome.error.message}`;
  return { status: 'retry', error: new O365WazuhError('IDENTITY_UNAVAILABLE', message) };
}
