import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { Duplex } from 'node:stream';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import { O365WazuhError } from '../../errors.ts';
import { childrenOf, DER, type DerElement, readElement } from './der.ts';

/** Object identifiers as they stand in DER. */
const OID = {
  data: '2a864886f70d010701',
  keyBag: '2a864886f70d010c0a0101',
  shroudedKeyBag: '2a864886f70d010c0a0102',
} as const;

/**
 * Opens a PFX (PKCS #12) file. All cryptography is OpenSSL's, which Node carries: it checks the password, finds the certificate that belongs
 * to the key, and decrypts the key. Node hands the certificate out but not the key, so the place of the key is looked up here.
 *
 * Does not open what OpenSSL 3 no longer does: certificates encrypted with RC2, as Windows before Server 2016 wrote them.
 *
 * @param password undefined for a file without one.
 * @throws CERTIFICATE_UNUSABLE
 */
export function openPfx(
  bytes: Buffer,
  password: string | undefined,
): { readonly certificate: X509Certificate; readonly key: KeyObject } {
  let context: SecureContext;
  try {
    context = createSecureContext({ pfx: bytes, passphrase: password ?? '' });
  } catch (error) {
    throw refused((error as Error).message, password);
  }
  const certificate = certificateOf(context);
  const shrouded = findKey(bytes);
  if (!certificate || !shrouded) {
    throw new O365WazuhError('CERTIFICATE_UNUSABLE', NO_PAIR, {
      hint: REPACK,
    });
  }
  try {
    const key = createPrivateKey({ key: shrouded, format: 'der', type: 'pkcs8', passphrase: password ?? '' });
    return { certificate, key };
  } catch {
    throw new O365WazuhError('CERTIFICATE_UNUSABLE', 'The private key of the PFX file cannot be decrypted.', {
      hint: REPACK,
    });
  }
}

const NO_PAIR = 'The PFX file holds no certificate with its private key.';
const REPACK =
  'Pack it anew: openssl pkcs12 -legacy -in old.pfx -nodes -out app.pem, and give that file (mode 0600) as credential.file.';

function refused(message: string, password: string | undefined): O365WazuhError {
  if (/mac verify failure/i.test(message)) {
    const what =
      password === undefined ? 'The PFX file has a password.' : 'The password of the PFX file is wrong.';
    const hint =
      'Put the password on the first line of the file that credential.password_file names, mode 0600.';
    return new O365WazuhError('CERTIFICATE_UNUSABLE', what, { hint });
  }
  const what = /unsupported/i.test(message)
    ? 'The PFX file is encrypted with a cipher that is no longer supported (RC2).'
    : /private key/i.test(message)
      ? NO_PAIR
      : 'The file is no PFX file, or a damaged one.';
  return new O365WazuhError('CERTIFICATE_UNUSABLE', what, { hint: REPACK });
}

/** The certificate that a TLS end would show: of a socket that is connected to nothing. */
function certificateOf(secureContext: SecureContext): X509Certificate | undefined {
  const nowhere = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
  const socket = new TLSSocket(nowhere, { secureContext, isServer: true });
  try {
    return socket.getX509Certificate();
  } finally {
    socket.destroy();
  }
}

/**
 * PFX → authenticated safe → contents that are not encrypted as a whole → the first bag with a private key (RFC 7292, section 4).
 * Everyone who writes such files encrypts the key by itself.
 */
function findKey(bytes: Buffer): Buffer | undefined {
  const isOid = (element: DerElement | undefined, oid: string): boolean =>
    element?.tag === DER.oid && bytes.toString('hex', element.start, element.end) === oid;
  /** What stands in the octets of a content of type data. */
  const dataOf = (info: DerElement | undefined): DerElement | undefined => {
    const [type, content] = childrenOf(bytes, info) ?? [];
    if (!isOid(type, OID.data)) return undefined;
    const octets = childrenOf(bytes, content)?.[0];
    return octets?.tag === DER.octets ? readElement(bytes, octets.start, octets.end) : undefined;
  };

  const pfx = childrenOf(bytes, readElement(bytes, 0, bytes.length));
  for (const info of childrenOf(bytes, dataOf(pfx?.[1])) ?? []) {
    for (const bag of childrenOf(bytes, dataOf(info)) ?? []) {
      const [type, value] = childrenOf(bytes, bag) ?? [];
      if (!isOid(type, OID.shroudedKeyBag) && !isOid(type, OID.keyBag)) continue;
      const key = childrenOf(bytes, value)?.[0];
      if (key) return bytes.subarray(key.at, key.end);
    }
  }
  return undefined;
}
