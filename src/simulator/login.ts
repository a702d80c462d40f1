import { randomUUID } from 'node:crypto';
import type { Answer } from './answer.ts';
import type { FaultPlan } from './faults.ts';
import type { Tenant } from './tenant.ts';

const LIFETIME_S = 3_599;
const SHORT_LIFETIME_S = 60;

/** Who a token speaks for. */
export interface Bearer {
  readonly tenant: Tenant;
  readonly roles: readonly string[];
  readonly expiresMs: number;
}

/** The login host: client credentials in, bearer tokens out, with Entra's own errors. */
export class Login {
  readonly #tenants: readonly Tenant[];
  readonly #faults: FaultPlan;
  readonly #tokens = new Map<string, Bearer>();
  issued = 0;

  constructor(tenants: readonly Tenant[], faults: FaultPlan) {
    this.#tenants = tenants;
    this.#faults = faults;
  }

  /** The bearer of an Authorization header, or undefined when it is no valid token now. */
  bearer(authorization: string | undefined, nowMs: number): Bearer | undefined {
    const token = /^Bearer (?<token>\S+)$/i.exec(authorization ?? '')?.groups?.['token'];
    const bearer = token === undefined ? undefined : this.#tokens.get(token);
    return bearer && bearer.expiresMs > nowMs ? bearer : undefined;
  }

  /**
   * Answers `POST /{tenant}/oauth2[/v2.0]/token`.
   *
   * @param apiUrl the root that tokens are for: the audience.
   */
  token(tenantName: string, form: URLSearchParams, isV2: boolean, apiUrl: string, nowMs: number): Answer {
    const faults = this.#faults;
    if (faults.fires('token-unavailable')) {
      return refusal(
        503,
        'temporarily_unavailable',
        90033,
        'A transient error has occurred. Please try again.',
        nowMs,
      );
    }
    if (faults.fires('token-throttled')) return { status: 429, headers: { 'retry-after': '1' } };
    const tenant = this.#tenants.find(
      one => one.tenantId === tenantName.toLowerCase() || one.domain === tenantName,
    );
    if (!tenant) {
      return /^[0-9a-f-]{36}$|\./i.test(tenantName)
        ? refusal(400, 'invalid_request', 90002, `Tenant '${tenantName}' not found.`, nowMs)
        : refusal(
            400,
            'invalid_request',
            900023,
            `Specified tenant identifier '${tenantName}' is neither a valid DNS name, nor a valid external domain.`,
            nowMs,
          );
    }
    if (form.get('grant_type') !== 'client_credentials') {
      return refusal(
        400,
        'unsupported_grant_type',
        70003,
        'The app requested an unsupported grant type.',
        nowMs,
      );
    }
    if (form.get('client_id')?.toLowerCase() !== tenant.clientId) {
      return refusal(
        400,
        'unauthorized_client',
        700016,
        `Application with identifier '${form.get('client_id') ?? ''}' was not found in the directory '${tenant.name}'.`,
        nowMs,
      );
    }
    const audience = isV2
      ? (form.get('scope') ?? '').replace(/\/\.default$/, '')
      : (form.get('resource') ?? '');
    if (isV2 && !(form.get('scope') ?? '').endsWith('/.default')) {
      return refusal(
        400,
        'invalid_scope',
        1002012,
        `The provided value for scope ${form.get('scope') ?? ''} is not valid.`,
        nowMs,
      );
    }
    if (!isSameOrigin(audience, apiUrl)) {
      return refusal(
        400,
        'invalid_resource',
        500011,
        `The resource principal named ${audience} was not found in the tenant named ${tenant.name}.`,
        nowMs,
      );
    }
    if (faults.fires('token-expired-secret')) {
      return refusal(
        401,
        'invalid_client',
        7000222,
        'The provided client secret keys for app are expired.',
        nowMs,
      );
    }
    if (form.get('client_secret') !== tenant.clientSecret || faults.fires('token-wrong-secret')) {
      return refusal(
        401,
        'invalid_client',
        7000215,
        'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.',
        nowMs,
      );
    }
    return this.#issue(tenant, isV2, apiUrl, nowMs);
  }

  #issue(tenant: Tenant, isV2: boolean, apiUrl: string, nowMs: number): Answer {
    const lifetimeS = this.#faults.fires('token-short-lived') ? SHORT_LIFETIME_S : LIFETIME_S;
    const roles = this.#faults.fires('no-consent') ? [] : tenant.roles;
    const issuedS = Math.floor(nowMs / 1000);
    const claims = {
      aud: apiUrl,
      iss: `https://sts.windows.net/${tenant.tenantId}/`,
      iat: issuedS,
      nbf: issuedS,
      exp: issuedS + lifetimeS,
      appid: tenant.clientId,
      tid: tenant.tenantId,
      ...(roles.length > 0 ? { roles } : {}),
      uti: randomUUID(),
      ver: '1.0',
    };
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ typ: 'JWT', alg: 'RS256' })}.${part(claims)}.${part('simulated')}`;
    this.#tokens.set(token, { tenant, roles, expiresMs: nowMs + lifetimeS * 1000 });
    this.issued += 1;
    const asText = !isV2 || this.#faults.fires('token-strings');
    return {
      status: 200,
      body: {
        token_type: 'Bearer',
        expires_in: asText ? String(lifetimeS) : lifetimeS,
        ext_expires_in: asText ? String(lifetimeS) : lifetimeS,
        ...(isV2
          ? {}
          : { expires_on: String(issuedS + lifetimeS), not_before: String(issuedS), resource: apiUrl }),
        access_token: token,
      },
    };
  }
}

function isSameOrigin(one: string, other: string): boolean {
  return URL.canParse(one) && new URL(one).origin === new URL(other).origin;
}

function refusal(status: number, error: string, code: number, sentence: string, nowMs: number): Answer {
  const [traceId, correlationId] = [randomUUID(), randomUUID()];
  const timestamp = `${new Date(nowMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${sentence} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
  };
}
