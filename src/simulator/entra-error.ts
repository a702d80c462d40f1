import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';

/** AADSTS number → HTTP status, OAuth error, sentence. Texts after Entra's own; statuses as pasted logs show them. */
const ENTRA_ERRORS = {
  50196: [
    400,
    'invalid_grant',
    'The server terminated an operation because it encountered a client request loop.',
  ],
  53003: [400, 'invalid_grant', 'Access has been blocked by Conditional Access policies.'],
  70003: [400, 'unsupported_grant_type', 'The app requested an unsupported grant type.'],
  70011: [400, 'invalid_scope', 'The provided value for the input parameter ‘scope’ is not valid.'],
  1002012: [
    400,
    'invalid_scope',
    'The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.',
  ],
  90002: [400, 'invalid_request', 'Tenant not found. Check to make sure you have the correct tenant ID.'],
  90033: [503, 'temporarily_unavailable', 'A transient error has occurred. Please try again.'],
  500011: [400, 'invalid_resource', 'The resource principal was not found in the tenant.'],
  700016: [400, 'unauthorized_client', 'Application was not found in the directory.'],
  700021: [
    401,
    'invalid_client',
    'Client assertion application identifier doesn’t match ‘client_id’ parameter.',
  ],
  700024: [401, 'invalid_client', 'Client assertion is not within its valid time range.'],
  700027: [
    401,
    'invalid_client',
    'The certificate used to sign the client assertion is not registered on the application.',
  ],
  700213: [401, 'invalid_client', 'No matching federated identity record found for presented assertion.'],
  900023: [
    400,
    'invalid_request',
    'Specified tenant identifier is neither a valid DNS name, nor a valid external domain.',
  ],
  900144: [400, 'invalid_request', 'The request body must contain a parameter that is missing.'],
  7000215: [
    401,
    'invalid_client',
    'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.',
  ],
  7000216: [
    401,
    'invalid_client',
    '‘client_assertion’, ‘client_secret’ or ‘request’ is required for the ‘client_credentials’ grant type.',
  ],
  7000222: [401, 'invalid_client', 'The provided client secret keys for app are expired.'],
} as const satisfies Record<number, readonly [status: number, error: string, sentence: string]>;

export type EntraErrorNumber = keyof typeof ENTRA_ERRORS;

/** A refusal of the login host, in Entra's envelope. @param detail is put behind the sentence: the value that is wrong. */
export function entraError(code: EntraErrorNumber, nowMs: number, detail = ''): Answer {
  const [status, error, sentence] = ENTRA_ERRORS[code];
  const [traceId, correlationId] = [randomUUID(), randomUUID()];
  const timestamp = `${new Date(nowMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const text = `AADSTS${code}: ${sentence}${detail === '' ? '' : ` (${detail})`}`;
  return {
    status,
    body: {
      error,
      error_description: `${text} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
  };
}
