import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';

/** A certificate made for one test, with its key. */
export interface Certificate {
  readonly name: string;
  readonly cert: string;
  readonly key: string;
}

const DAY_MS = 86_400_000;

/**
 * Makes an X.509 certificate, signed by itself or by `issuer`: just enough DER for TLS in tests, so that no private key and
 * no file that expires lies in the repository.
 */
export function makeCertificate(options: {
  readonly name: string;
  readonly hosts?: readonly string[];
  readonly issuer?: Certificate;
  readonly fromMs?: number;
  readonly toMs?: number;
  /** An RSA key of so many bits in place of an EC key: what Entra takes for an application. */
  readonly rsaBits?: number;
}): Certificate {
  const { name, hosts = [], issuer, fromMs = Date.now() - DAY_MS, toMs = Date.now() + DAY_MS } = options;
  const pair =
    options.rsaBits === undefined
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: options.rsaBits });
  const signer: KeyObject = issuer ? createPrivateKey(issuer.key) : pair.privateKey;
  // ecdsa-with-SHA256, sha256WithRSAEncryption
  const algorithm =
    signer.asymmetricKeyType === 'ec'
      ? sequence(oid('2a8648ce3d040302'))
      : sequence(oid('2a864886f70d01010b'), tlv(0x05));
  const isCa = hosts.length === 0;
  const extensions = [
    ...(isCa ? [sequence(oid('551d13'), boolean(true), octets(sequence(boolean(true))))] : []),
    ...(isCa ? [] : [sequence(oid('551d11'), octets(sequence(...hosts.map(subjectName))))]),
  ];
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(issuer?.name ?? name),
    sequence(time(fromMs), time(toMs)),
    distinguishedName(name),
    createPublicKey(pair.publicKey.export({ type: 'spki', format: 'pem' })).export({
      type: 'spki',
      format: 'der',
    }),
    tlv(0xa3, sequence(...extensions)),
  );
  const signature = tlv(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', body, signer)]));
  const der = sequence(body, algorithm, signature).toString('base64');
  return {
    name,
    cert: `-----BEGIN CERTIFICATE-----\n${der.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

function tlv(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const size = content.length;
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...contents: Buffer[]): Buffer {
  return tlv(0x30, ...contents);
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function octets(content: Buffer): Buffer {
  return tlv(0x04, content);
}

/** A DNS name, or an IP address in its bytes. */
function subjectName(host: string): Buffer {
  if (isIPv4(host)) return tlv(0x87, Buffer.from(host.split('.').map(Number)));
  if (isIPv6(host)) {
    const [head = '', tail = ''] = host.split('::');
    const groups = (text: string): Buffer =>
      Buffer.from(
        text
          .split(':')
          .filter(Boolean)
          .map(group => group.padStart(4, '0'))
          .join(''),
        'hex',
      );
    const [front, back] = [groups(head), groups(tail)];
    return tlv(0x87, front, Buffer.alloc(16 - front.length - back.length), back);
  }
  return tlv(0x82, Buffer.from(host));
}

function boolean(value: boolean): Buffer {
  return tlv(0x01, Buffer.from([value ? 0xff : 0]));
}

function distinguishedName(name: string): Buffer {
  return sequence(tlv(0x31, sequence(oid('550403'), tlv(0x0c, Buffer.from(name)))));
}

function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '');
  return tlv(0x18, Buffer.from(text));
}
