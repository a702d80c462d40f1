import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../src/config/load.ts';
import type { TenantConfig } from '../../../src/config/config.ts';
import { isO365WazuhError } from '../../../src/errors.ts';

const HEAD = 'version: 1\n';
const IDS = `tenants:
  - name: contoso
    tenant_id: 11111111-2222-3333-4444-555555555555
`;
const CLIENT = '    client_id: AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee\n';

function tenant(lines: string, head = '', ids = IDS + CLIENT): TenantConfig {
  const config = parseConfig(`${HEAD}${head}${ids}${indented(lines)}`, 'config.yml');
  const [first] = config.tenants;
  if (!first) throw new Error('no tenant');
  return first;
}

function problem(lines: string, head = '', ids = IDS + CLIENT): string {
  try {
    tenant(lines, head, ids);
  } catch (error) {
    if (isO365WazuhError(error) && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  return 'no problem';
}

function indented(lines: string): string {
  return lines.replace(/^/gm, '    ');
}

describe('the credential of a tenant', () => {
  it.each([
    ['client_secret_file: /s', { type: 'client_secret', secret: { kind: 'file', path: '/s' } }],
    [
      'client_secret_file: systemd:contoso',
      { type: 'client_secret', secret: { kind: 'file', path: 'systemd:contoso' } },
    ],
    ['client_secret_env: S', { type: 'client_secret', secret: { kind: 'env', name: 'S' } }],
    [
      'credential: {type: client_secret, file: /s}',
      { type: 'client_secret', secret: { kind: 'file', path: '/s' } },
    ],
    ['credential: {type: certificate, file: /a.pem}', { type: 'certificate', file: '/a.pem' }],
    [
      'credential: {type: certificate, file: /a.pfx, password_file: systemd:pw, key_file: /k}',
      { type: 'certificate', file: '/a.pfx', keyFile: '/k', passwordFile: 'systemd:pw' },
    ],
    [
      'credential: {type: managed_identity}',
      {
        type: 'managed_identity',
        source: 'auto',
        userAssigned: { by: 'client_id', id: 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee' },
      },
    ],
    [
      'credential: {type: managed_identity, source: imds, object_id: x}',
      { type: 'managed_identity', source: 'imds', userAssigned: { by: 'object_id', id: 'x' } },
    ],
    ['credential: {type: workload_identity}', { type: 'workload_identity' }],
    [
      'credential: {type: exec, command: [/bin/tok, a], timeout: 5s, environment: [VAULT_ADDR]}',
      { type: 'exec', program: '/bin/tok', args: ['a'], timeoutMs: 5000, environment: ['VAULT_ADDR'] },
    ],
  ])('%s is understood', (lines, expected) => {
    expect(tenant(lines).credential).toEqual(expected);
  });

  it.each(['managed_identity}', 'exec, command: [/bin/tok]}'])('%s needs no client id', type => {
    const { clientId, credential } = tenant(`credential: {type: ${type}`, '', IDS);
    expect(clientId).toBe('');
    expect(credential).not.toHaveProperty('userAssigned');
  });

  it.each([
    ['', 'exactly one of client_secret_file, client_secret_env and credential'],
    ['client_secret_file: /s\ncredential: {type: exec, command: [/t]}', 'exactly one of'],
    [
      'credential: {type: password}',
      'credential.type = "password" must be one of client_secret, certificate',
    ],
    ['credential: secret', 'tenants[0].credential must be a map with the key type'],
    ['credential: {type: client_secret}', 'exactly one of file and env'],
    ['credential: {type: certificate}', 'credential.file is missing'],
    [
      'credential: {type: certificate, file: app.pem}',
      'credential.file = "app.pem" must be an absolute path, or systemd:NAME',
    ],
    [
      'credential: {type: certificate, file: /a, file_password: hunter2}',
      'credential.file_password is not a key',
    ],
    ['credential: {type: managed_identity, source: aws}', 'must be auto, imds, app_service or arc'],
    ['credential: {type: managed_identity, object_id: a, resource_id: b}', 'not have both'],
    ['credential: {type: exec, command: get-token}', 'credential.command must be a list'],
    ['credential: {type: exec, command: []}', 'must name a program'],
    ['credential: {type: exec, command: [get-token]}', 'must begin with the absolute path'],
    ['credential: {type: exec, command: [/t], timeout: 1h}', 'must be a duration from 1s to 5m'],
    ['client_secret_file: systemd:../x', 'must be an absolute path, or systemd:NAME'],
  ])('%s is refused by its key', (lines, words) => {
    expect(problem(lines)).toContain(words);
  });

  it('without a client id is refused where the application must be named', () => {
    expect(problem('client_secret_file: /s', '', IDS)).toContain('tenants[0].client_id is missing');
  });

  it.each([
    'client_secret: k3Y8Q~a-value-of-a-secret',
    'client_secret_file: k3Y8Q~a-value-of-a-secret',
    'credential: {type: certificate, file: /a, password: k3Y8Q~a-value-of-a-secret}',
    'colour: k3Y8Qa0value0of0a0secret',
    'proxy: ftp://me:k3Y8Q~a-value-of-a-secret@proxy.example',
    'credential: k3Y8Q~a-value-of-a-secret',
  ])('%s: a secret in the wrong place is not repeated', lines => {
    const message = problem(lines);
    expect(message).not.toContain('no problem');
    expect(message).not.toContain('k3Y8Q');
  });
});

describe('the network of a tenant', () => {
  const secret = 'client_secret_file: /s\n';
  const general =
    'proxy: http://proxy.example:3128\nproxy_user: me\nproxy_password_file: /pw\nno_proxy: [10.0.0.0/8]\nca_file: /ca.pem\n';

  it('is the general one by default', () => {
    expect(tenant(secret, general).network).toEqual({
      proxy: {
        url: 'http://proxy.example:3128',
        user: 'me',
        passwordFile: '/pw',
        noProxy: ['10.0.0.0/8'],
      },
      caFile: '/ca.pem',
    });
  });

  it('replaces the general proxy with all that belongs to it, or does without', () => {
    expect(tenant(`${secret}proxy: https://other.example`, general).network).toEqual({
      proxy: { url: 'https://other.example', noProxy: [] },
      caFile: '/ca.pem',
    });
    expect(tenant(`${secret}proxy: none\nca_file: system`, general).network).toEqual({
      proxy: 'none',
      caFile: 'system',
    });
  });

  it('is the general one for tenants in files of their own, too', () => {
    const file = {
      name: 't.yml',
      text: `name: b\ntenant_id: 21111111-2222-3333-4444-555555555555\n${CLIENT.trim()}\n${secret}`,
    };
    const config = parseConfig(`${HEAD}${general}${IDS}${CLIENT}${indented(secret)}`, 'config.yml', [file]);
    expect(config.tenants.map(one => one.network.caFile)).toEqual(['/ca.pem', '/ca.pem']);
  });

  it.each([
    ['proxy: socks5://proxy.example', 'must be an http:// or https:// URL, or none'],
    ['proxy_user: me', 'proxy_user = "me" needs a proxy beside it'],
    ['proxy: https://p.example\nproxy_password_file: /pw', 'needs proxy_user beside it'],
    ['proxy: https://p.example\nproxy_key_file: /k', 'must stand together with its other half'],
    [
      'proxy: http://p.example\nproxy_key_file: /k\nproxy_certificate_file: /c',
      'needs a proxy whose URL begins with https://',
    ],
    ['proxy: none\nno_proxy: [a]', 'needs a proxy beside it'],
    ['ca_file: ca.pem', 'must be an absolute path, or system'],
  ])('%s is refused', (lines, words) => {
    expect(problem(secret + lines)).toContain(words);
    expect(problem(secret, `${lines}\n`)).toContain(words);
  });
});
