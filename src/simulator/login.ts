import type { Answer } from './answer.ts';
import { assertionProblem } from './client-assertion.ts';
import { entraError } from './entra-error.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { FaultName } from './faults.ts';
import type { Tenant } from './tenant.ts';
import type { TokenMint } from './token-mint.ts';

const LIFETIME_S = 3_599;
const SHORT_LIFETIME_S = 60;

/** The commercial cloud's root: clients that cannot be told another resource ask for it. */
export const COMMERCIAL_API = 'https://manage.office.com';
const GRAPH = 'https://graph.microsoft.com';
const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface TokenRequest {
  /** What stands in the URL in the tenant's place: its id or domain. */
  readonly tenantName: string;
  readonly isV2: boolean;
  readonly form: URLSearchParams;
  /** `http://127.0.0.1:port`, the root of login and API. */
  readonly origin: string;
  /** Roots of APIs that the tenant knows: tokens are issued for them. */
  readonly audiences: readonly string[];
  readonly nowMs: number;
}

/** The login host: client credentials in, bearer tokens out, with Entra's own errors. */
export class Login {
  readonly #tenants: readonly Tenant[];
  readonly #mint: TokenMint;
  readonly #faults: FaultPlan;

  constructor(tenants: readonly Tenant[], mint: TokenMint, faults: FaultPlan) {
    this.#tenants = tenants;
    this.#mint = mint;
    this.#faults = faults;
  }

  /** Answers `POST /{tenant}/oauth2[/v2.0]/token`. */
  token(request: TokenRequest): Answer {
    const { form, nowMs } = request;
    if (this.#strikes('token-unavailable')) return entraError(90033, nowMs);
    if (this.#strikes('token-throttled')) return { status: 429, headers: { 'retry-after': '1' } };
    if (this.#strikes('token-request-loop')) return entraError(50196, nowMs);
    const name = request.tenantName.toLowerCase();
    const tenant = this.#tenantOf(name);
    if (tenant === undefined || this.#strikes('other-cloud'))
      return entraError(GUID.test(name) || name.includes('.') ? 90002 : 900023, nowMs, name);
    const problem = grantProblem(tenant, request) ?? this.#credentialProblem(tenant, request);
    if (problem !== undefined) return problem;
    const audience = audienceOf(request);
    if (audience === undefined)
      return entraError(request.isV2 ? 1002012 : 500011, nowMs, form.get('scope') ?? '');
    if (![...request.audiences, GRAPH].includes(audience)) return entraError(500011, nowMs, audience);
    return this.#issue(tenant, audience, request);
  }

  /** Answers `GET /{tenant}/v2.0/.well-known/openid-configuration`: public, and so the same for everyone. */
  discovery(tenantName: string, origin: string, nowMs: number): Answer {
    const tenant = this.#tenantOf(tenantName.toLowerCase());
    if (tenant === undefined) return entraError(90002, nowMs, tenantName);
    const isElsewhere = this.#faults.fires('other-cloud', { route: 'discovery' });
    return {
      status: 200,
      body: {
        token_endpoint: `${origin}/${tenant.tenantId}/oauth2/v2.0/token`,
        issuer: `${origin}/${tenant.tenantId}/v2.0`,
        tenant_region_scope: isElsewhere ? 'USGov' : 'EU',
        ...(isElsewhere ? { tenant_region_sub_scope: 'DODCON' } : {}),
        cloud_instance_name: isElsewhere ? 'microsoftonline.us' : 'microsoftonline.com',
      },
    };
  }

  #tenantOf(name: string): Tenant | undefined {
    return this.#tenants.find(one => one.tenantId === name || one.domain === name);
  }

  #credentialProblem(tenant: Tenant, { form, tenantName, origin, nowMs }: TokenRequest): Answer | undefined {
    if (this.#strikes('token-expired-secret')) return entraError(7000222, nowMs);
    if (this.#strikes('token-wrong-secret')) return entraError(7000215, nowMs);
    if (this.#strikes('token-blocked')) return entraError(53003, nowMs);
    const [secret, assertion] = [form.get('client_secret'), form.get('client_assertion')];
    if (assertion !== null && form.get('client_assertion_type') === ASSERTION_TYPE) {
      const endpoints = ['oauth2/v2.0/token', 'oauth2/token'].map(path => `${origin}/${tenantName}/${path}`);
      const problem = assertionProblem(assertion, tenant, endpoints, nowMs);
      return problem && entraError(problem, nowMs);
    }
    if (secret === null || secret === '') return entraError(7000216, nowMs);
    return secret === tenant.clientSecret ? undefined : entraError(7000215, nowMs);
  }

  #issue(tenant: Tenant, audience: string, { isV2, nowMs }: TokenRequest): Answer {
    const lifetimeS = this.#strikes('token-short-lived') ? SHORT_LIFETIME_S : LIFETIME_S;
    const token = this.#mint.issue({
      tenant,
      roles: this.#strikes('no-consent') ? [] : tenant.roles,
      audience: this.#strikes('token-wrong-audience') ? GRAPH : audience,
      lifetimeS,
      nowMs,
    });
    const nowS = Math.floor(nowMs / 1000);
    const seconds = !isV2 || this.#strikes('token-strings') ? String(lifetimeS) : lifetimeS;
    const v1Only = { expires_on: String(nowS + lifetimeS), not_before: String(nowS), resource: audience };
    return {
      status: 200,
      body: {
        token_type: 'Bearer',
        expires_in: seconds,
        ext_expires_in: seconds,
        ...(isV2 ? {} : v1Only),
        access_token: token,
      },
    };
  }

  #strikes(name: FaultName): boolean {
    return this.#faults.fires(name, { route: 'token' });
  }
}

function grantProblem(tenant: Tenant, { form, nowMs }: TokenRequest): Answer | undefined {
  for (const name of ['grant_type', 'client_id']) {
    if (!form.get(name)) return entraError(900144, nowMs, name);
  }
  const [grantType, clientId = ''] = [form.get('grant_type'), form.get('client_id')?.toLowerCase()];
  if (grantType !== 'client_credentials') return entraError(70003, nowMs, grantType ?? '');
  return clientId === tenant.clientId ? undefined : entraError(700016, nowMs, clientId);
}

/** The origin that the token is to be for; undefined when the scope or resource does not name one. */
function audienceOf({ form, isV2 }: TokenRequest): string | undefined {
  const named = isV2
    ? /^(?<root>.+)\/\.default$/.exec(form.get('scope') ?? '')?.groups?.['root']
    : form.get('resource');
  return named !== undefined && named !== null && URL.canParse(named) ? new URL(named).origin : undefined;
}
