import { createPrivateKey, X509Certificate } from 'node:crypto';
import { renameSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from './certificate.ts';
import {
  appCertificate,
  credentialOf,
  feedWith,
  Folder,
  hasOpenssl,
  makePfx,
  simulator,
} from './credential-under-test.ts';
import { errorOf, feedOf, never, verdict } from './feed-under-test.ts';
import { json, ScriptedServer } from './scripted-server.ts';

const { cert, key } = appCertificate;
const openssl = hasOpenssl();

async function signIn(config: { file: string; keyFile?: string; passwordFile?: string }) {
  const host = await simulator({ tenants: [{ certificatePem: cert }] });
  const { credential, clock, secrets } = credentialOf({ type: 'certificate', ...config });
  const feed = feedWith(host, credential, clock);
  return { outcome: await feed.listSubscriptions(never), feed, secrets };
}

describe('a certificate', () => {
  it('in one PEM file with its key gets a token, and tells its end', async () => {
    const folder = new Folder();
    const { outcome, feed } = await signIn({ file: folder.write('app.pem', `${cert}${key}`) });

    expect(verdict(outcome)).toBe('ok');
    expect(feed.credential.expiresAtMs).toBe(new X509Certificate(cert).validToDate.getTime());
    const { description } = await feed.credential.inspect();
    expect(description).toContain('certificate CN=collector, thumbprint ');
    expect(description).toContain(new X509Certificate(cert).fingerprint.replaceAll(':', ''));
  });

  it('and its key in two files get a token, the chain around it notwithstanding', async () => {
    const folder = new Folder();
    const other = makeCertificate({ name: 'Another' });
    const file = folder.write('app.crt', `Bag Attributes\n${other.cert}\n${cert}`);
    const { outcome } = await signIn({ file, keyFile: folder.write('app.key', key) });
    expect(verdict(outcome)).toBe('ok');
  });

  it('with an encrypted key gets a token with the password', async () => {
    const folder = new Folder();
    const encrypted = createPrivateKey(key).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'open-sesame',
    });
    const file = folder.write('app.pem', `${cert}${encrypted.toString()}`);
    const { outcome, secrets } = await signIn({ file, passwordFile: folder.write('pw', 'open-sesame\n') });

    expect(verdict(outcome)).toBe('ok');
    expect(secrets).toContain('open-sesame');
    const refused = [
      (await signIn({ file })).outcome,
      (await signIn({ file, passwordFile: folder.write('pw2', 'wrong') })).outcome,
    ];
    expect(refused.map(verdict)).toEqual(['fatal CERTIFICATE_UNUSABLE', 'fatal CERTIFICATE_UNUSABLE']);
    expect(errorOf(refused[0]).message).toContain('no password_file');
    expect(errorOf(refused[1]).message).toContain('password is wrong');
  });

  it('signs assertions as Entra documents them', async () => {
    const server = await new ScriptedServer().listen();
    await using _ = server;
    const folder = new Folder();
    const { credential } = credentialOf({ type: 'certificate', file: folder.write('a.pem', cert + key) });
    const { feed } = feedOf(server, { credential });

    expect(verdict(await feed.getToken(never))).toBe('ok');

    const form = new URLSearchParams(server.seen('token')[0]?.body);
    expect(form.get('client_secret')).toBeNull();
    expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const [header, claims] = (form.get('client_assertion') ?? '')
      .split('.')
      .slice(0, 2)
      .map(part => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
    const thumbprint = Buffer.from(new X509Certificate(cert).fingerprint256.replaceAll(':', ''), 'hex');
    expect(header).toEqual({ alg: 'PS256', typ: 'JWT', 'x5t#S256': thumbprint.toString('base64url') });
    expect(claims).toMatchObject({
      aud: `${server.url}/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token`,
      iss: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
      sub: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee',
    });
    expect(Number(claims?.['exp']) - Number(claims?.['nbf'])).toBeLessThanOrEqual(600);
  });

  it('that Microsoft does not know is refused with the way to upload it', async () => {
    const folder = new Folder();
    const stranger = makeCertificate({ name: 'stranger', rsaBits: 2048 });
    const { outcome } = await signIn({ file: folder.write('a.pem', stranger.cert + stranger.key) });
    expect(verdict(outcome)).toBe('fatal ASSERTION_REFUSED');
    expect(errorOf(outcome).message).toContain('AADSTS700027');
    expect(errorOf(outcome).hint).toContain('register the certificate');
  });

  it('exchanged while Microsoft was being asked is read again at once', async () => {
    const folder = new Folder();
    const stranger = makeCertificate({ name: 'stranger', rsaBits: 2048 });
    const file = folder.write('a.pem', stranger.cert + stranger.key);
    folder.write('next.pem', cert + key);
    const server = await new ScriptedServer().listen();
    await using _ = server;
    server.on(
      'token',
      (response, request) => {
        renameSync(`${folder.path}/next.pem`, file);
        const body = {
          error: 'invalid_client',
          error_description: 'AADSTS700027: No.',
          error_codes: [700027],
        };
        json(body, 401)(response, request);
      },
      json({ token_type: 'Bearer', expires_in: 3599, access_token: 'second' }),
    );
    const { credential } = credentialOf({ type: 'certificate', file });
    const { feed } = feedOf(server, { credential });

    expect(await feed.getToken(never)).toMatchObject({ status: 'ok', value: { value: 'second' } });
    expect(server.seen('token')).toHaveLength(2);
  });

  it('that is over, or not valid yet, is not even sent', async () => {
    const folder = new Folder();
    const named = { name: 'collector', rsaBits: 2048 };
    const old = makeCertificate({ ...named, toMs: Date.now() - 60_000 });
    const future = makeCertificate({ ...named, fromMs: Date.now() + 3_600_000 });
    const outcomes = [];
    for (const one of [old, future]) {
      outcomes.push((await signIn({ file: folder.write('a.pem', one.cert + one.key) })).outcome);
    }
    expect(outcomes.map(verdict)).toEqual(['fatal CERTIFICATE_EXPIRED', 'fatal CERTIFICATE_EXPIRED']);
    expect(errorOf(outcomes[0]).message).toContain('expired on 20');
    expect(errorOf(outcomes[1]).message).toContain('is not valid before 20');
  });

  it.each([
    ['without a key', () => cert, 'holds no private key'],
    ['without a certificate', () => key, 'holds no certificate'],
    [
      'with the key of another',
      () => cert + makeCertificate({ name: 'b', rsaBits: 2048 }).key,
      'another certificate',
    ],
    [
      'with an EC key',
      () =>
        Object.values(makeCertificate({ name: 'ec' }))
          .slice(1)
          .join(''),
      'a key of type ec',
    ],
    [
      'with a small key',
      () =>
        Object.values(makeCertificate({ name: 's', rsaBits: 1024 }))
          .slice(1)
          .join(''),
      '1024 bits',
    ],
    ['that is damaged', () => `${cert.slice(0, 200)}\n-----END CERTIFICATE-----\n${key}`, 'cannot be read'],
    ['that is nothing of the kind', () => 'hello', 'no PFX file'],
    ['that is empty', () => '', 'no PFX file'],
  ])('file %s is refused in our words', async (_, content, words) => {
    const folder = new Folder();
    const { outcome } = await signIn({ file: folder.write('a.pem', content()) });
    expect(verdict(outcome)).toBe('fatal CERTIFICATE_UNUSABLE');
    expect(errorOf(outcome).message).toContain(words);
  });
});

describe.skipIf(!openssl)('a PFX file', () => {
  it.each([
    ['as OpenSSL 3 makes it', ['-passout', 'pass:open-sesame']],
    [
      'with triple DES, as Windows exports it',
      [
        '-legacy',
        '-certpbe',
        'PBE-SHA1-3DES',
        '-keypbe',
        'PBE-SHA1-3DES',
        '-macalg',
        'sha1',
        '-passout',
        'pass:open-sesame',
      ],
    ],
  ])('%s gets a token with its password', async (_, args) => {
    const folder = new Folder();
    const file = folder.write('app.pfx', makePfx(folder, appCertificate, args));
    const { outcome, secrets } = await signIn({ file, passwordFile: folder.write('pw', 'open-sesame') });
    expect(verdict(outcome)).toBe('ok');
    expect(secrets).toContain('open-sesame');
  });

  it('without a password gets a token, too', async () => {
    const folder = new Folder();
    const file = folder.write('app.pfx', makePfx(folder, appCertificate, ['-passout', 'pass:']));
    expect(verdict((await signIn({ file })).outcome)).toBe('ok');
  });

  it('is refused with a wrong password, without one, encrypted with RC2, cut, or without a key', async () => {
    const folder = new Folder();
    const pfx = makePfx(folder, appCertificate, ['-passout', 'pass:open-sesame']);
    const legacy = makePfx(folder, appCertificate, ['-legacy', '-passout', 'pass:open-sesame']);
    const noKey = makePfx(folder, appCertificate, ['-nokeys', '-passout', 'pass:open-sesame']);
    const passwordFile = folder.write('pw', 'open-sesame');
    const cases = [
      { file: folder.write('a', pfx), passwordFile: folder.write('wrong', 'open') },
      { file: folder.write('b', pfx) },
      { file: folder.write('c', legacy), passwordFile },
      { file: folder.write('d', pfx.subarray(0, pfx.length - 40)), passwordFile },
      { file: folder.write('e', noKey), passwordFile },
    ];

    const messages = [];
    for (const one of cases) {
      const { outcome } = await signIn(one);
      expect(verdict(outcome)).toBe('fatal CERTIFICATE_UNUSABLE');
      messages.push(errorOf(outcome).message);
    }

    expect(messages).toEqual([
      'The password of the PFX file is wrong.',
      'The PFX file has a password.',
      expect.stringContaining('RC2') as string,
      'The file is no PFX file, or a damaged one.',
      'The PFX file holds no certificate with its private key.',
    ]);
  });
});
