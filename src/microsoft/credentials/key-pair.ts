import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { O365WazuhError } from '../../errors.ts';
import { openPfx } from './pfx.ts';

/** A certificate and the private key that belongs to it. */
export interface KeyPair {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/** What a certificate credential is made of, as it was read. */
export interface KeyMaterial {
  /** PEM or PFX. */
  readonly file: Buffer;
  /** PEM, where the key stands in a file of its own. */
  readonly keyFile?: Buffer;
  readonly password?: string;
}

/** Entra takes no smaller one. */
const MIN_RSA_BITS = 2048;

/**
 * Reads certificate and key, from PEM in one or two files or from PFX, and makes sure that they belong together. Of several certificates
 * (a chain) the key's own is taken.
 *
 * @throws CERTIFICATE_UNUSABLE; its message never holds anything of the files.
 */
export function readKeyPair(material: KeyMaterial): KeyPair {
  const isPem = material.file.includes('-----BEGIN ');
  const pair = isPem ? fromPem(material) : openPfx(material.file, material.password);
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = pair.key;
  const bits = details?.modulusLength ?? 0;
  if (type !== 'rsa' || bits < MIN_RSA_BITS) {
    const found = type === 'rsa' ? `an RSA key of ${bits} bits` : `a key of type ${type ?? 'unknown'}`;
    throw unusable(
      `The certificate has ${found}; Microsoft takes RSA keys of at least ${MIN_RSA_BITS} bits.`,
    );
  }
  return pair;
}

function fromPem({ file, keyFile, password }: KeyMaterial): KeyPair {
  const text = file.toString('latin1');
  const keyText = keyFile?.toString('latin1') ?? text;
  const keyPem = /-----BEGIN (?<kind>(?:[A-Z]+ )?PRIVATE KEY)-----[^]+?-----END \k<kind>-----/.exec(
    keyText,
  )?.[0];
  if (keyPem === undefined) {
    throw unusable(
      keyFile
        ? 'key_file holds no private key in PEM form.'
        : 'The certificate file holds no private key, and no key_file is named.',
    );
  }
  const key = readKey(keyPem, password);
  const certificates =
    text.match(/-----BEGIN (?:TRUSTED )?CERTIFICATE-----[^-]+-----END (?:TRUSTED )?CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw unusable('The certificate file holds no certificate in PEM form.');
  for (const pem of certificates) {
    const certificate = readCertificate(pem);
    if (certificate.checkPrivateKey(key)) return { certificate, key };
  }
  throw unusable('The private key belongs to another certificate.');
}

function readKey(pem: string, password: string | undefined): KeyObject {
  const isEncrypted = pem.includes('ENCRYPTED');
  if (isEncrypted && password === undefined)
    throw unusable('The private key is encrypted, and no password_file is named.');
  try {
    return createPrivateKey({ key: pem, ...(password === undefined ? {} : { passphrase: password }) });
  } catch {
    throw unusable(
      isEncrypted
        ? 'The private key cannot be decrypted: the password is wrong.'
        : 'The private key cannot be read.',
    );
  }
}

function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch {
    throw unusable('The certificate cannot be read.');
  }
}

function unusable(message: string): O365WazuhError {
  return new O365WazuhError('CERTIFICATE_UNUSABLE', message);
}
