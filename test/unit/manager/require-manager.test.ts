import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testHome } from '../../manager/require-manager.ts';

describe('the guard of the tests on a real manager', () => {
  let home: string;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'o365-manager-'));
    mkdirSync(join(home, 'bin'));
    for (const name of ['wazuh-control', 'wazuh-analysisd']) writeFileSync(join(home, 'bin', name), '');
    mkdirSync(join(home, 'etc/rules'), { recursive: true });
    writeFileSync(join(home, 'etc/rules/local_rules.xml'), '');
  });
  afterEach(() => rmSync(home, { recursive: true }));

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

  it.each(['wodles/o365-wazuh', 'etc/rules/mine.xml'])(
    'refuses a home with %s until it is confirmed',
    path => {
      mkdirSync(join(home, path), { recursive: true });
      expect(() => testHome({ O365_WAZUH_TEST_HOME: home })).toThrow(path);
      expect(testHome({ O365_WAZUH_TEST_HOME: home, O365_WAZUH_TEST_HOME_CONFIRM: 'yes' })).toBe(home);
    },
  );
});
