import { describe, expect, it } from 'vitest';
import { CLOUD_NAMES } from '../../../src/config/schema.ts';
import { cloudOfApiHost, CLOUDS, resolveCloud } from '../../../src/microsoft/clouds.ts';

describe('resolveCloud', () => {
  it('gives each cloud its own pair of hosts, all but China’s documented', () => {
    expect(CLOUD_NAMES.map(cloud => resolveCloud({ cloud }).apiUrl)).toEqual([
      'https://manage.office.com',
      'https://manage-gcc.office.com',
      'https://manage.office365.us',
      'https://manage.protection.apps.mil',
      'https://manage.office365.cn',
    ]);
    expect(CLOUD_NAMES.filter(cloud => !CLOUDS[cloud].verified)).toEqual(['china']);
  });

  it.each([
    ['https://gateway.example/', 'https://gateway.example'],
    ['https://Gateway.Example:8443', 'https://gateway.example:8443'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://127.1:80/', 'http://127.0.0.1'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['http://localhost:8080', 'http://localhost:8080'],
  ])('takes %s in place of a cloud’s host', (url, expected) => {
    expect(resolveCloud({ cloud: 'gcc', apiUrl: url, loginUrl: url })).toEqual({
      cloud: 'gcc',
      apiUrl: expected,
      loginUrl: expected,
    });
  });

  it.each([
    ['http://manage.office.com', 'CLOUD_URL_INSECURE'],
    ['http://127.0.0.1.evil.example', 'CLOUD_URL_INSECURE'],
    ['http://127.evil.example', 'CLOUD_URL_INSECURE'],
    ['http://192.0.2.1', 'CLOUD_URL_INSECURE'],
    ['https://user:pw@manage.office.com', 'CLOUD_URL_INVALID'],
    ['https://manage.office.com/api', 'CLOUD_URL_INVALID'],
    ['https://manage.office.com?x', 'CLOUD_URL_INVALID'],
    ['ftp://manage.office.com', 'CLOUD_URL_INVALID'],
    ['manage.office.com', 'CLOUD_URL_INVALID'],
    ['', 'CLOUD_URL_INVALID'],
  ])('refuses %j', (url, code) => {
    const refusal = expect.objectContaining({ code }) as Error;
    expect(() => resolveCloud({ cloud: 'worldwide', apiUrl: url })).toThrow(refusal);
    expect(() => resolveCloud({ cloud: 'worldwide', loginUrl: url })).toThrow(refusal);
  });
});

describe('cloudOfApiHost', () => {
  it('knows Microsoft’s hosts and no others', () => {
    expect(cloudOfApiHost('manage.OFFICE365.us')).toBe('gcc-high');
    expect(cloudOfApiHost('manage.office.com.evil.example')).toBeUndefined();
  });
});
