import { O365WazuhError } from '../errors.ts';

/** Application permissions of the Activity API that the simulator knows. */
export const ALL_ROLES = ['ActivityFeed.Read', 'ActivityFeed.ReadDlp', 'ServiceHealth.Read'] as const;

/** A tenant as the caller describes it; everything has a default. */
export interface TenantOptions {
  /** Microsoft's tenant GUID. */
  readonly tenantId?: string;
  /** The app registration that may ask for tokens. */
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** Application permissions with admin consent. Default: all. An empty list gives tokens without roles. */
  readonly roles?: readonly string[];
  /** PEM certificate registered for the app: client assertions signed with its key are accepted. */
  readonly certificatePem?: string;
  /** Federated identity credential: assertions of this issuer and subject are accepted without a check of the signature. */
  readonly federated?: { readonly issuer: string; readonly subject: string };
  /** Verified domain; the login host accepts it in place of the GUID. */
  readonly domain?: string;
}

/** A tenant of the simulated world. */
export interface Tenant {
  readonly index: number;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly roles: readonly string[];
  readonly certificatePem?: string;
  readonly federated?: { readonly issuer: string; readonly subject: string };
  readonly domain: string;
  /** First label of the domain: `contoso`. */
  readonly name: string;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DOMAINS = ['contoso.example', 'fabrikam.example', 'tailspin.example', 'northwind.example'];

export const DEFAULT_CLIENT_SECRET = 'simulator-secret';

/**
 * Fills in what the caller left out. Default ids count up: `10000000-0000-4000-8000-000000000001`, `…2`.
 *
 * @param index place of the tenant in the world, from 0.
 * @throws USAGE for an id that is not a GUID, or a domain that is not plain ASCII.
 */
export function createTenant(index: number, options: TenantOptions): Tenant {
  const domain = readDomain(options.domain ?? DOMAINS[index] ?? `tenant-${index + 1}.example`);
  const number = String(index + 1).padStart(12, '0');
  return {
    index,
    tenantId: readGuid('tenant id', options.tenantId ?? `10000000-0000-4000-8000-${number}`),
    clientId: readGuid('client id', options.clientId ?? `20000000-0000-4000-8000-${number}`),
    clientSecret: options.clientSecret ?? DEFAULT_CLIENT_SECRET,
    roles: options.roles ?? ALL_ROLES,
    ...(options.certificatePem === undefined ? {} : { certificatePem: options.certificatePem }),
    ...(options.federated === undefined ? {} : { federated: options.federated }),
    domain,
    name: domain.split('.', 1)[0] ?? domain,
  };
}

function readGuid(what: string, text: string): string {
  const guid = text.toLowerCase();
  if (GUID.test(guid)) return guid;
  throw new O365WazuhError('USAGE', `The ${what} is ${JSON.stringify(text)}; it must be a GUID.`, {
    hint: 'For example 10000000-0000-4000-8000-000000000001.',
  });
}

function readDomain(text: string): string {
  const domain = text.toLowerCase();
  if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(domain)) return domain;
  throw new O365WazuhError(
    'USAGE',
    `The domain is ${JSON.stringify(text)}; it must be a host name in ASCII.`,
    {
      hint: 'For example contoso.example.',
    },
  );
}
