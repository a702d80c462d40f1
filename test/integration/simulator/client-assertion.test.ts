import { execFileSync } from 'node:child_process';
import { constants, createHash, randomUUID, sign, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { askToken, NOW_MS, start, tenantOf } from './simulator-under-test.ts';

const folder = mkdtempSync(join(tmpdir(), 'assertion-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface KeyPair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** An RSA certificate made for this test, or nothing where there is no openssl. */
function makeKeyPair(): KeyPair | undefined {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=app'];
    execFileSync('openssl', [...args, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  } catch {
    console.log('skipped: there is no openssl to make a certificate with');
    return undefined;
  }
  return { certificatePem: readFileSync(cert, 'utf8'), keyPem: readFileSync(key, 'utf8') };
}

const pair = makeKeyPair();
const NOW_S = NOW_MS / 1000;

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function assertionOf(claims: object, header: Record<string, string>, keyPem: string): string {
  const payload = `${encoded({ typ: 'JWT', ...header })}.${encoded(claims)}`;
  const padding = header['alg'] === 'PS256' ? constants.RSA_PKCS1_PSS_PADDING : constants.RSA_PKCS1_PADDING;
  const key = { key: keyPem, padding, ...(header['alg'] === 'PS256' ? { saltLength: 32 } : {}) };
  return `${payload}.${sign('RSA-SHA256', Buffer.from(payload), key).toString('base64url')}`;
}

const assertionForm = (assertion: string): Record<string, string> => ({
  client_secret: '',
  client_assertion: assertion,
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
});

async function errorCode(response: Response): Promise<number | undefined> {
  return ((await response.json()) as { error_codes?: number[] }).error_codes?.[0];
}

describe.skipIf(pair === undefined)('a client assertion signed with the app’s certificate', () => {
  async function ask(change: Record<string, unknown> = {}, header: Record<string, string> = {}, tamper = '') {
    const { certificatePem, keyPem } = pair ?? { certificatePem: '', keyPem: '' };
    const simulator = await start({ tenants: [{ certificatePem }] });
    const { tenantId, clientId } = tenantOf(simulator);
    const claims = {
      aud: `${simulator.url}/${tenantId}/oauth2/v2.0/token`,
      iss: clientId,
      sub: clientId,
      jti: randomUUID(),
      nbf: NOW_S,
      exp: NOW_S + 600,
      ...change,
    };
    const { raw } = new X509Certificate(certificatePem);
    const thumbprint = createHash('sha256').update(raw).digest('base64url');
    const full = { alg: 'PS256', 'x5t#S256': thumbprint, ...header };
    return askToken(simulator, assertionForm(assertionOf(claims, full, keyPem) + tamper));
  }

  it.each(['PS256', 'RS256'])('is taken in place of a secret with %s', async alg => {
    expect((await ask({}, { alg })).status).toBe(200);
  });

  it.each([
    ['outside its time', { exp: NOW_S }, {}, '', 700024],
    ['not yet valid', { nbf: NOW_S + 3600 }, {}, '', 700024],
    ['of another app', { iss: '90000000-0000-4000-8000-000000000000' }, {}, '', 700021],
    ['for another endpoint', { aud: 'https://login.example/token' }, {}, '', 700027],
    ['with another certificate', {}, { 'x5t#S256': 'other' }, '', 700027],
    ['with a broken signature', {}, {}, 'xxxx', 700027],
  ])('is refused %s', async (_name, change, header, tamper, code) => {
    const response = await ask(change, header, tamper);

    expect(response.status).toBe(401);
    expect(await errorCode(response)).toBe(code);
  });
});

describe('a federated assertion', () => {
  const federated = { issuer: 'https://issuer.example', subject: 'system:serviceaccount:wazuh:collector' };

  async function ask(change: Record<string, unknown>) {
    const simulator = await start({ tenants: [{ federated }] });
    const claims = {
      iss: federated.issuer,
      sub: federated.subject,
      aud: 'api://AzureADTokenExchange',
      exp: NOW_S + 600,
      ...change,
    };
    return askToken(simulator, assertionForm(`${encoded({ alg: 'RS256' })}.${encoded(claims)}.c2ln`));
  }

  it('is taken when issuer and subject are registered', async () => {
    expect((await ask({})).status).toBe(200);
  });

  it('is refused for another subject, and when it is no JWT', async () => {
    expect(await errorCode(await ask({ sub: 'somebody-else' }))).toBe(700213);
    expect(await errorCode(await askToken(await start(), assertionForm('nonsense')))).toBe(700027);
  });
});
