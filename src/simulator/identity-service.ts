import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './answer.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { QueryParameters } from './query-parameters.ts';
import type { Tenant } from './tenant.ts';
import type { TokenMint } from './token-mint.ts';

const LIFETIME_S = 86_400;

/** What App Service would put into IDENTITY_HEADER. */
export const IDENTITY_HEADER = '853b9a84-5bfa-4b22-a3f3-0b9a43d9ad8a';

/** Path → the version it wants, and the names of its parameters for a user-assigned identity. */
const SERVICES = {
  /** The metadata service of a virtual machine. */
  '/metadata/identity/oauth2/token': {
    version: '2018-02-01',
    ids: ['client_id', 'object_id', 'msi_res_id'],
  },
  /** App Service and its kin. */
  '/msi/token': { version: '2019-08-01', ids: ['client_id', 'principal_id', 'mi_res_id'] },
} as const;

export interface IdentityRequest {
  readonly path: string;
  readonly query: QueryParameters;
  readonly headers: IncomingHttpHeaders;
  readonly nowMs: number;
}

/** True for the paths of the token services that Azure's machines have. */
export function isIdentityPath(path: string): path is keyof typeof SERVICES {
  return Object.hasOwn(SERVICES, path);
}

/**
 * The token services of managed identities: of a virtual machine and of App Service. The first tenant's app stands for the system-assigned
 * identity, every tenant's app for a user-assigned one (by client id, which is its object id too, or by a resource id that ends in its name).
 */
export class IdentityService {
  readonly #tenants: readonly Tenant[];
  readonly #mint: TokenMint;
  readonly #faults: FaultPlan;

  constructor(tenants: readonly Tenant[], mint: TokenMint, faults: FaultPlan) {
    this.#tenants = tenants;
    this.#mint = mint;
    this.#faults = faults;
  }

  answer({ path, query, headers, nowMs }: IdentityRequest): Answer {
    if (!isIdentityPath(path)) return { status: 404 };
    if (this.#strikes('identity-updating')) return { status: 410 };
    if (this.#strikes('identity-not-ready')) return { status: 404 };
    const isMachine = path === '/metadata/identity/oauth2/token';
    if (isMachine ? headers['metadata'] !== 'true' : headers['x-identity-header'] !== IDENTITY_HEADER) {
      return isMachine ? refused('Required metadata header not specified') : { status: 401 };
    }
    const { version, ids } = SERVICES[path];
    if (query.get('api-version') !== version) return refused('Invalid API version.');
    const resource = query.get('resource');
    if (!resource) return refused('Required resource parameter not specified');
    const named = ids.flatMap(name => query.get(name) ?? []);
    if (named.length > 1) return refused('Only one of the ids may be given.');
    const tenant = named[0] === undefined ? this.#tenants[0] : this.#find(named[0]);
    if (tenant === undefined || this.#strikes('identity-missing')) return refused('Identity not found');
    const token = this.#mint.issue({
      tenant,
      roles: tenant.roles,
      audience: resource,
      lifetimeS: LIFETIME_S,
      nowMs,
    });
    const expires = { expires_on: String(Math.floor(nowMs / 1000) + LIFETIME_S) };
    return {
      status: 200,
      body: {
        access_token: token,
        // App Service names the end alone.
        ...(isMachine ? { expires_in: String(LIFETIME_S), ...expires } : expires),
        resource,
        token_type: 'Bearer',
      },
    };
  }

  #find(id: string): Tenant | undefined {
    const name = id.toLowerCase();
    return this.#tenants.find(one => one.clientId === name || name.endsWith(`/${one.name}`));
  }

  #strikes(name: 'identity-updating' | 'identity-not-ready' | 'identity-missing'): boolean {
    return this.#faults.fires(name, { route: 'identity' });
  }
}

function refused(description: string): Answer {
  return { status: 400, body: { error: 'invalid_request', error_description: description } };
}
