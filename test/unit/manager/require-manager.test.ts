import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testHome } from '../../manager/require-manager.ts';

describe('the guard of the tests on a real manager', () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'o365-manager-'));
    mkdirSync(join(home, 'bin'));
    for (const name of ['wazuh-control', 'wazuh-analysisd']) writeFileSync(join(home, 'bin', name), '');
    mkdirSync(join(home, 'etc/rules'), { recursive: true });
    put('etc/rules/local_rules.xml', rule(100_001));
    put('etc/decoders/local_decoder.xml', decoder('local_decoder_example'));
    put('etc/client.keys', '');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  function put(path: string, text: string): void {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }

  it('takes a fresh manager', () => {
    expect(testHome({ O365_WAZUH_TEST_HOME: home })).toBe(home);
  });

  it('refuses without a home, and in CI with one', () => {
    expect(() => testHome({})).toThrow('O365_WAZUH_TEST_HOME is not set');
    expect(() => testHome({ CI: 'true', O365_WAZUH_TEST_HOME: home })).toThrow('never runs in CI');
  });

  it('refuses a folder without the programs of a manager', () => {
    rmSync(join(home, 'bin/wazuh-analysisd'));
    expect(() => testHome({ O365_WAZUH_TEST_HOME: home })).toThrow('bin/wazuh-analysisd is missing');
  });

  it.each([
    ['etc/rules/local_rules.xml', rule(100_001) + rule(100_123)],
    ['etc/rules/mine.xml', rule(100_123)],
    ['etc/decoders/local_decoder.xml', decoder('local_decoder_example') + decoder('mine')],
    ['etc/decoders/mine.xml', decoder('mine')],
    ['etc/client.keys', '001 web 192.0.2.7 0000\n'],
    ['wodles/o365-wazuh', ''],
  ])('refuses a home with something of somebody’s in %s until it is confirmed', (path, text) => {
    put(path, text);
    expect(() => testHome({ O365_WAZUH_TEST_HOME: home })).toThrow(path);
    expect(testHome({ O365_WAZUH_TEST_HOME: home, O365_WAZUH_TEST_HOME_CONFIRM: 'yes' })).toBe(home);
  });
});

function rule(id: number): string {
  return `<rule id="${id}" level="5"><description>x</description></rule>\n`;
}

function decoder(name: string): string {
  return `<decoder name="${name}"></decoder>\n`;
}
