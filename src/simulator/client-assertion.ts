import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import type { EntraErrorNumber } from './entra-error.ts';
import type { Tenant } from './tenant.ts';

const FEDERATION_AUDIENCE = 'api://AzureADTokenExchange';

interface Assertion {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly payload: string;
  readonly signature: Buffer;
}

/**
 * Checks a JWT that stands in for a client secret: signed with the app's certificate, or federated from another issuer.
 *
 * Does not check the signature of a federated one, since the simulator has no issuer to ask for keys.
 *
 * @param endpoints the token endpoint's own URLs: the audience of a certificate's assertion.
 * @returns why Entra would refuse it, or nothing.
 */
export function assertionProblem(
  text: string,
  tenant: Tenant,
  endpoints: readonly string[],
  nowMs: number,
): EntraErrorNumber | undefined {
  const assertion = readAssertion(text);
  if (assertion === undefined) return 700027;
  const { iss, sub, aud, exp, nbf } = assertion.claims;
  const nowS = nowMs / 1000;
  if (typeof exp !== 'number' || exp <= nowS || (typeof nbf === 'number' && nbf > nowS + 300)) return 700024;
  if (tenant.federated?.issuer === iss && aud === FEDERATION_AUDIENCE) {
    return tenant.federated?.subject === sub ? undefined : 700213;
  }
  if (iss !== tenant.clientId || sub !== tenant.clientId) return 700021;
  if (typeof aud !== 'string' || !endpoints.includes(aud)) return 700027;
  return tenant.certificatePem !== undefined && isSignedBy(tenant.certificatePem, assertion)
    ? undefined
    : 700027;
}

function readAssertion(text: string): Assertion | undefined {
  const [header = '', claims = '', signature = ''] = text.split('.');
  const parts = [header, claims].map(part => Buffer.from(part, 'base64url').toString());
  try {
    const [headerValue, claimsValue] = parts.map(
      part => JSON.parse(part) as Readonly<Record<string, unknown>>,
    );
    if (headerValue === undefined || claimsValue === undefined) return undefined;
    return {
      header: headerValue,
      claims: claimsValue,
      payload: `${header}.${claims}`,
      signature: Buffer.from(signature, 'base64url'),
    };
  } catch {
    return undefined;
  }
}

function isSignedBy(pem: string, { header, payload, signature }: Assertion): boolean {
  const certificate = new X509Certificate(pem);
  const thumbprint = (algorithm: string): string =>
    createHash(algorithm).update(certificate.raw).digest('base64url');
  if (header['x5t#S256'] !== thumbprint('sha256') && header['x5t'] !== thumbprint('sha1')) return false;
  const key =
    header['alg'] === 'PS256'
      ? { key: certificate.publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
      : { key: certificate.publicKey, padding: constants.RSA_PKCS1_PADDING };
  return verify('RSA-SHA256', Buffer.from(payload), key, signature);
}
