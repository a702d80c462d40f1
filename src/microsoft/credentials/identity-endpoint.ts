import { existsSync } from 'node:fs';
import { O365WazuhError } from '../../errors.ts';
import { isLinkLocal, isLoopback } from '../loopback.ts';
import { ARC_FOLDER } from './arc-challenge.ts';
import type { ManagedIdentityConfig, ManagedIdentityParts } from './managed-identity.ts';

/** Where and how the token service of a managed identity is asked; `resource` is still to be set. */
export interface IdentityEndpoint {
  readonly source: 'imds' | 'app_service' | 'arc';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Addresses, versions and names of parameters: Microsoft's pages "Managed identities for Azure resources", "… in App Service", "… on Arc-enabled servers". */
const SERVICES = {
  imds: {
    url: 'http://169.254.169.254/metadata/identity/oauth2/token',
    version: '2018-02-01',
    ids: { client_id: 'client_id', object_id: 'object_id', resource_id: 'msi_res_id' },
  },
  app_service: {
    url: undefined,
    version: '2019-08-01',
    ids: { client_id: 'client_id', object_id: 'principal_id', resource_id: 'mi_res_id' },
  },
  arc: {
    url: 'http://localhost:40342/metadata/identity/oauth2/token',
    version: '2020-06-01',
    ids: undefined,
  },
} as const;

/**
 * Finds the token service: the source that is set, else App Service's or Arc's by their variables, else Arc's by its folder, else that of
 * Azure's VMs.
 *
 * @throws IDENTITY_MISSING for an identity that the source cannot have, IDENTITY_UNAVAILABLE when the source's address is not known,
 *   CLOUD_URL_INSECURE for an address that is neither this machine's nor a link-local one.
 */
export function findIdentityEndpoint(
  config: ManagedIdentityConfig,
  { environment, arcFolder = ARC_FOLDER, onSecret }: ManagedIdentityParts,
): IdentityEndpoint {
  const named = environment['IDENTITY_ENDPOINT'];
  const header = environment['IDENTITY_HEADER'];
  const source =
    config.source !== 'auto'
      ? config.source
      : named && header
        ? 'app_service'
        : (named && environment['IMDS_ENDPOINT']) || existsSync(arcFolder)
          ? 'arc'
          : 'imds';
  const service = SERVICES[source];
  const address = config.endpoint ?? (source === 'imds' ? service.url : named || service.url);
  if (!address || (source === 'app_service' && !header)) {
    throw new O365WazuhError(
      'IDENTITY_UNAVAILABLE',
      'IDENTITY_ENDPOINT and IDENTITY_HEADER are not set: this process is not run by App Service or its kin.',
      { hint: 'Leave credential.source out, or set it to imds on an Azure VM.' },
    );
  }
  const url = checkAddress(address);
  url.searchParams.set('api-version', service.version);
  if (config.userAssigned) {
    if (!service.ids) {
      const message = 'An Arc-enabled server has its own identity only, no user-assigned one.';
      const hint = 'Leave client_id, object_id and resource_id out.';
      throw new O365WazuhError('IDENTITY_MISSING', message, { hint });
    }
    url.searchParams.set(service.ids[config.userAssigned.by], config.userAssigned.id);
  }
  if (source === 'app_service' && header) {
    onSecret(header);
    return { source, url, headers: { 'X-IDENTITY-HEADER': header } };
  }
  return { source, url, headers: { Metadata: 'true' } };
}

/** What it answers is a token, and over http: neither may leave this machine's own link. */
function checkAddress(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === 'http:' && (isLoopback(url.hostname) || isLinkLocal(url.hostname))) return url;
  throw new O365WazuhError(
    'CLOUD_URL_INSECURE',
    `The address of the managed identity’s token service (${url?.host ?? 'unreadable'}) is not on this machine or its link.`,
    { hint: 'It must be an http URL of a loopback or link-local (169.254.0.0/16) address.' },
  );
}
