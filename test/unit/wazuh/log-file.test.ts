import { existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lineLog, openLogFile } from '../../../src/wazuh/log-file.ts';
import { Redactor } from '../../../src/wazuh/redactor.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const at = new Date(2026, 10, 4, 3, 5, 9).getTime();
const pid = process.pid;

function logTo(lines: string[], redactor = new Redactor()) {
  return lineLog(line => lines.push(line), { level: 'info', redactor, now: () => at });
}

function open(path: string, maxBytes?: number) {
  return openLogFile({
    path,
    account: undefined,
    level: 'info',
    redactor: new Redactor(),
    now: () => at,
    ...(maxBytes === undefined ? {} : { maxBytes }),
  });
}

describe('log lines', () => {
  it('look like those of ossec.log, and stop at the level', () => {
    const lines: string[] = [];
    const log = logTo(lines);
    log.error('a');
    log.warn('b');
    log.info('c');
    log.debug('d');
    expect(lines).toEqual([
      `2026/11/04 03:05:09 o365-wazuh[${pid}]: ERROR: a\n`,
      `2026/11/04 03:05:09 o365-wazuh[${pid}]: WARNING: b\n`,
      `2026/11/04 03:05:09 o365-wazuh[${pid}]: INFO: c\n`,
    ]);
  });

  it('cannot be forged by line breaks or terminal codes in a text', () => {
    const lines: string[] = [];
    logTo(lines).info('one\n2026/11/04 03:05:09 o365-wazuh[1]: INFO: two\r\u001b[31m\u0085\u2028');
    expect(lines).toEqual([
      `2026/11/04 03:05:09 o365-wazuh[${pid}]: INFO: one\\n2026/11/04 03:05:09 o365-wazuh[1]: INFO: two\\r\\u001b[31m\\u0085\\u2028\n`,
    ]);
  });

  it('hold no secret, in whatever dress it comes', () => {
    const lines: string[] = [];
    const redactor = new Redactor();
    const secret = 'p~8Q"s w+/=é';
    redactor.add(secret);
    redactor.add('x');
    const form = new URLSearchParams({ client_secret: secret }).toString();
    logTo(lines, redactor).info(
      [secret, encodeURIComponent(secret), form, JSON.stringify({ secret }), 'x'].join(' '),
    );
    expect(lines[0]).toContain('[secret] [secret] client_secret=[secret] {"secret":"[secret]"} x\n');
  });
});

describe('openLogFile', () => {
  it('appends to a file that only owner and group may read', () => {
    using home = new TempHome();
    const path = join(home.path, 'o365-wazuh.log');
    for (const text of ['first run', 'second run']) {
      using log = open(path);
      log.info(text);
    }
    expect(readFileSync(path, 'utf8')).toMatch(/INFO: first run\n.*INFO: second run\n$/);
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });

  it('keeps at most twice the bound, the newest lines', () => {
    using home = new TempHome();
    const path = join(home.path, 'o365-wazuh.log');
    using log = open(path, 1_000);
    for (let index = 0; index < 100; index += 1) log.info(`line ${index}`);
    const text = readFileSync(`${path}.1`, 'utf8') + readFileSync(path, 'utf8');
    expect(statSync(path).size).toBeLessThanOrEqual(1_000);
    expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(1_000);
    expect(text.trim().split('\n').at(-1)).toContain('line 99');
    expect(existsSync(`${path}.2`)).toBe(false);
  });

  it('follows when another process has rotated the file', () => {
    using home = new TempHome();
    const path = join(home.path, 'o365-wazuh.log');
    using one = open(path, 300);
    using other = open(path, 300);
    for (let index = 0; index < 4; index += 1) one.info(`one ${index} ${'x'.repeat(30)}`);
    for (let index = 0; index < 3; index += 1) other.info(`other ${index} ${'x'.repeat(30)}`);
    const text = readFileSync(`${path}.1`, 'utf8') + readFileSync(path, 'utf8');
    expect(text).toContain('one 3');
    expect(text).toContain('other 2');
  });

  it('does not write through a symbolic link', () => {
    using home = new TempHome({ victim: 'precious' });
    const path = join(home.path, 'o365-wazuh.log');
    symlinkSync(join(home.path, 'victim'), path);
    expect(() => open(path)).toThrow('ELOOP');
    expect(readFileSync(join(home.path, 'victim'), 'utf8')).toBe('precious');
  });

  it.skipIf(process.getuid?.() !== 0)('belongs to root and to Wazuh’s group', () => {
    using home = new TempHome();
    const path = join(home.path, 'o365-wazuh.log');
    const account = { user: 'wazuh', group: 'wazuh', uid: 4_711, gid: 4_712 };
    using log = openLogFile({ path, account, level: 'info', redactor: new Redactor(), now: () => at });
    log.info('x');
    expect(statSync(path)).toMatchObject({ uid: 0, gid: 4_712 });
  });
});
