import { assert, ipV4, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopback, parseDashboardUrl } from '../../../src/dashboards/import/dashboard-url.ts';

describe('parseDashboardUrl', () => {
  it.each([
    ['https://wazuh.example', 'https://wazuh.example/'],
    ['https://wazuh.example:5601/_dashboards', 'https://wazuh.example:5601/_dashboards/'],
    ['https://wazuh.example/app/wz-home?x=1#/y', 'https://wazuh.example/'],
    ['https://wazuh.example/_dashboards/app/dashboards', 'https://wazuh.example/_dashboards/'],
    ['http://localhost:5601', 'http://localhost:5601/'],
    ['http://127.0.0.2', 'http://127.0.0.2/'],
    ['http://[::1]:5601', 'http://[::1]:5601/'],
  ])('reads %s', (text, expected) => {
    expect(parseDashboardUrl(text).href).toBe(expected);
  });

  it.each([
    'http://wazuh.example',
    'http://10.0.0.1:5601',
    'http://127.0.0.1.evil.example',
    'http://localhost.example',
  ])('does not send a password in clear to %s', text => {
    expect(() => parseDashboardUrl(text)).toThrow(expect.objectContaining({ code: 'DASHBOARD_CLEARTEXT' }));
    expect(parseDashboardUrl(text, { insecureHttp: true }).protocol).toBe('http:');
  });

  it.each(['wazuh.example', 'ftp://wazuh.example', '', 'https://admin:secret@wazuh.example'])(
    'refuses %j',
    text => {
      expect(() => parseDashboardUrl(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    },
  );

  it('takes no public address for this machine', () => {
    assert(
      property(ipV4(), address => {
        expect(isLoopback(address)).toBe(address.startsWith('127.'));
      }),
    );
  });
});
