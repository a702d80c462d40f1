import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../../src/microsoft/proxy-for.ts';

const P = 'http://proxy.example:3128';
const MICROSOFT = 'https://manage.office.com/api';

function proxy(target: string, environment: Record<string, string>, setting?: string): string | undefined {
  return proxyFor(new URL(target), environment, setting)?.origin;
}

describe('proxyFor', () => {
  it.each([
    ['nothing set', MICROSOFT, {}, undefined],
    ['HTTPS_PROXY', MICROSOFT, { HTTPS_PROXY: P }, P],
    ['https_proxy', MICROSOFT, { https_proxy: P }, P],
    ['lower case before upper', MICROSOFT, { https_proxy: P, HTTPS_PROXY: 'http://other.example' }, P],
    ['HTTP_PROXY for https', MICROSOFT, { HTTP_PROXY: P }, undefined],
    ['HTTP_PROXY for http', 'http://gateway.example', { HTTP_PROXY: P }, P],
    ['ALL_PROXY', MICROSOFT, { ALL_PROXY: P }, P],
    ['no scheme', MICROSOFT, { HTTPS_PROXY: 'proxy.example:3128' }, P],
    ['an empty variable', MICROSOFT, { HTTPS_PROXY: ' ' }, undefined],
    ['loopback', 'http://127.0.0.2:8080', { ALL_PROXY: P }, undefined],
    ['IPv6 loopback', 'https://[::1]:8443', { ALL_PROXY: P }, undefined],
    [
      'NO_PROXY with the host',
      MICROSOFT,
      { HTTPS_PROXY: P, NO_PROXY: 'a.example, manage.office.com' },
      undefined,
    ],
    ['NO_PROXY with its domain', MICROSOFT, { HTTPS_PROXY: P, no_proxy: '.Office.com' }, undefined],
    [
      'NO_PROXY with a star and its domain',
      MICROSOFT,
      { HTTPS_PROXY: P, NO_PROXY: '*.office.com' },
      undefined,
    ],
    ['NO_PROXY with a bare domain', MICROSOFT, { HTTPS_PROXY: P, NO_PROXY: 'office.com' }, undefined],
    ['NO_PROXY with a mere ending', MICROSOFT, { HTTPS_PROXY: P, NO_PROXY: 'fice.com' }, P],
    ['NO_PROXY with the port', MICROSOFT, { HTTPS_PROXY: P, NO_PROXY: 'manage.office.com:443' }, undefined],
    ['NO_PROXY with another port', MICROSOFT, { HTTPS_PROXY: P, NO_PROXY: 'manage.office.com:8443' }, P],
    ['NO_PROXY for all', MICROSOFT, { HTTPS_PROXY: P, NO_PROXY: '*' }, undefined],
    [
      'NO_PROXY with an IPv6 address',
      'https://[2001:db8::1]/',
      { HTTPS_PROXY: P, NO_PROXY: '[2001:db8::1]:443' },
      undefined,
    ],
  ])('goes by the usual rules: %s', (_, target, environment, expected) => {
    expect(proxy(target, environment)).toBe(expected);
  });

  it.each([
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.0.0.0/8', MICROSOFT, false],
    ['192.0.2.7', 'https://192.0.2.7:8443', true],
    ['192.0.2.7:8443', 'https://192.0.2.7:8443', true],
    ['192.0.2.7:8443', 'https://192.0.2.7', false],
    ['192.0.2', 'https://192.0.2.7', false],
    ['0.2.7', 'https://192.0.2.7', false],
    ['fd00::/8', 'https://[fd12:3456::1]', true],
    ['[fd00::]/8', 'https://[fd12:3456::1]', true],
    ['fd00::/8', 'https://[2001:db8::1]', false],
    ['2001:db8::1', 'https://[2001:db8:0:0:0:0:0:1]', true],
    ['[2001:DB8::1]', 'https://[2001:db8::1]:8443', true],
    ['[2001:db8::1]:443', 'https://[2001:db8::1]:8443', false],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    ['10.0.0.0/', 'https://10.1.2.3', false],
    ['nonsense/8', 'https://10.1.2.3', false],
    ['office.com.', MICROSOFT, true],
    ['office.com', 'https://manage.office.com.', true],
    ['*office.com', MICROSOFT, false],
    ['', MICROSOFT, false],
    [', ,', MICROSOFT, false],
    ['a.example\tmanage.office.com', MICROSOFT, true],
  ])('takes NO_PROXY %j for %s as %s', (noProxy, target, exempt) => {
    expect(proxy(target, { HTTPS_PROXY: P, NO_PROXY: noProxy })).toBe(exempt ? undefined : P);
    expect(proxyFor(new URL(target), {}, P, [noProxy])?.origin).toBe(exempt ? undefined : P);
  });

  it('never proxies the metadata service of the machine, and nothing at all when told so', () => {
    expect(proxy('http://169.254.169.254/metadata', { ALL_PROXY: P }, P)).toBeUndefined();
    expect(proxy('http://[fe80::1]/', { ALL_PROXY: P }, P)).toBeUndefined();
    expect(proxy(MICROSOFT, { ALL_PROXY: P }, 'none')).toBeUndefined();
  });

  it('prefers the setting to everything but loopback', () => {
    const environment = { HTTPS_PROXY: 'http://other.example', NO_PROXY: '*' };
    expect(proxy(MICROSOFT, environment, P)).toBe(P);
    expect(proxy('https://localhost/', environment, P)).toBeUndefined();
  });

  it.each(['socks5://me:pw@proxy.example', 'http://', 'http://me:pw@:3128'])(
    'refuses %s without repeating it',
    text => {
      expect(() => proxy(MICROSOFT, {}, text)).toThrow(
        expect.objectContaining({
          code: 'PROXY_URL_INVALID',
          message: expect.not.stringContaining('pw') as string,
        }) as Error,
      );
    },
  );
});
