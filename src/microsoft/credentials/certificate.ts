import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../collect/ports.ts';
import { O365WazuhError } from '../../errors.ts';
import type { Credential, CredentialFacts } from './credential.ts';
import { type KeyMaterial, type KeyPair, readKeyPair } from './key-pair.ts';
import { asOurs, withReread } from './reread.ts';
import { requestToken } from './request-token.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Entra refuses assertions that live longer than 10 minutes, and bears about five minutes between two clocks. */
const ASSERTION_LIFETIME_S = 540;
const ASSERTION_BACKDATE_S = 60;

/**
 * A certificate of the application: each token is asked for with an assertion signed by its key (PS256). The key is read anew each time and
 * never leaves this process.
 *
 * @param read gives the files' contents; what it throws ends the attempt as `fatal`.
 */
export function certificateCredential(
  read: () => KeyMaterial | Promise<KeyMaterial>,
  clock: Clock,
): Credential {
  let expiresAtMs: number | undefined;
  const readPair = async (): Promise<KeyPair> => {
    try {
      const pair = readKeyPair(await read());
      expiresAtMs = pair.certificate.validToDate.getTime();
      return pair;
    } catch (error) {
      throw asOurs(error, 'CERTIFICATE_UNUSABLE', 'The certificate cannot be read');
    }
  };
  const readValidPair = async (): Promise<KeyPair> => {
    const pair = await readPair();
    refuseOutsideValidity(pair, clock.now());
    return pair;
  };
  return {
    kind: 'certificate',
    get expiresAtMs() {
      return expiresAtMs;
    },
    inspect: async () => factsOf(await readPair()),
    requestToken: (target, signal) =>
      withReread({
        read: readValidPair,
        isSame: (one, other) => one.certificate.fingerprint256 === other.certificate.fingerprint256,
        ask: async pair => {
          const client_assertion = await signAssertion(pair, target.clientId, target.tokenUrl, clock.now());
          const form = { client_assertion_type: ASSERTION_TYPE, client_assertion };
          return requestToken(target, form, signal);
        },
        refusals: ['ASSERTION_REFUSED'],
      }),
  };
}

async function signAssertion(
  { certificate, key }: KeyPair,
  clientId: string,
  audience: string,
  nowMs: number,
): Promise<string> {
  const { SignJWT } = await import('jose/jwt/sign');
  const nowS = Math.floor(nowMs / 1000);
  const thumbprint = createHash('sha256').update(certificate.raw).digest('base64url');
  return new SignJWT()
    .setProtectedHeader({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint })
    .setAudience(audience)
    .setIssuer(clientId)
    .setSubject(clientId)
    .setJti(randomUUID())
    .setIssuedAt(nowS)
    .setNotBefore(nowS - ASSERTION_BACKDATE_S)
    .setExpirationTime(nowS + ASSERTION_LIFETIME_S)
    .sign(key);
}

function refuseOutsideValidity({ certificate }: KeyPair, nowMs: number): void {
  const { validFromDate, validToDate } = certificate;
  const isOver = validToDate.getTime() <= nowMs;
  if (!isOver && validFromDate.getTime() <= nowMs) return;
  const when = isOver
    ? `expired on ${validToDate.toISOString()}`
    : `is not valid before ${validFromDate.toISOString()}`;
  throw new O365WazuhError('CERTIFICATE_EXPIRED', `The certificate ${nameOf(certificate.subject)} ${when}.`, {
    details: { expiresAt: validToDate.toISOString() },
  });
}

function factsOf({ certificate }: KeyPair): CredentialFacts {
  const thumbprint = createHash('sha1').update(certificate.raw).digest('hex').toUpperCase();
  return {
    description: `certificate ${nameOf(certificate.subject)}, thumbprint ${thumbprint}`,
    expiresAtMs: certificate.validToDate.getTime(),
  };
}

/** One line of a subject, which stands on several. */
function nameOf(subject: string | undefined): string {
  return (subject ?? '').replace(/[\p{Cc}\s]+/gu, ' ').trim() || 'without a name';
}
