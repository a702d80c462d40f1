import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSecretFile, type SecretRules } from '../../../src/config/secret-file.ts';
import { readSecret } from '../../../src/config/secrets.ts';
import { isO365WazuhError } from '../../../src/errors.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

function verdict(path: string, rules: SecretRules = {}): string {
  try {
    readSecret({ kind: 'file', path }, rules);
    return 'ok';
  } catch (error) {
    if (isO365WazuhError(error)) return error.code;
    throw error;
  }
}

const isRoot = process.geteuid?.() === 0;
if (!isRoot) console.log('skipped: only root can give files to other users');

describe('a secret file', () => {
  it('is read to the end of its first line, whatever editor wrote it', () => {
    expect(readSecret({ kind: 'file', path: write('a', '\uFEFF  s3cret~x \r\nsecond line\n') })).toBe(
      's3cret~x',
    );
  });

  it.each([
    [0o600, 'ok'],
    [0o400, 'ok'],
    [0o700, 'ok'],
    [0o640, 'SECRET_EXPOSED'],
    [0o604, 'SECRET_EXPOSED'],
    [0o620, 'SECRET_EXPOSED'],
    [0o610, 'SECRET_EXPOSED'],
  ])('with mode %i is judged by what others may do', (mode, expected) => {
    const path = write('a', 'secret', mode);
    expect(verdict(path)).toBe(expected);
    expect(verdict(path, { insecureFiles: true })).toBe('ok');
  });

  it('tells the mode, the rule and the command that mends it', () => {
    const path = write('a', 'secret', 0o644);
    expect(() => readSecretFile(path)).toThrow(
      expect.objectContaining({
        message: `The secret file ${path} has mode 0644; it must be open to its owner alone.`,
        hint: `chmod 600 ${path}`,
      }) as Error,
    );
  });

  it('that is absent, empty, a folder, a device, a pipe or far too large is refused without waiting', () => {
    mkdirSync(join(folder, 'sub'), { mode: 0o700 });
    execFileSync('mkfifo', ['-m', '600', join(folder, 'pipe')]);
    const paths = [
      join(folder, 'absent'),
      write('empty', '\n\nx'),
      join(folder, 'sub'),
      '/dev/zero',
      join(folder, 'pipe'),
    ];
    const large = write('large', 'x'.repeat(1024 * 1024 + 1));

    expect([...paths, large].map(path => verdict(path, { insecureFiles: true }))).toEqual([
      'SECRET_UNREADABLE',
      'SECRET_UNREADABLE',
      'SECRET_UNSAFE',
      'SECRET_UNSAFE',
      'SECRET_UNSAFE',
      'SECRET_UNREADABLE',
    ]);
  });

  it('behind a link of its own owner is read, and judged by the file behind it', () => {
    symlinkSync(write('a', 'secret'), join(folder, 'link'));
    symlinkSync(write('b', 'secret', 0o644), join(folder, 'open'));
    expect(verdict(join(folder, 'link'))).toBe('ok');
    expect(verdict(join(folder, 'open'))).toBe('SECRET_EXPOSED');
    expect(verdict(join(folder, 'link', 'x'))).toBe('SECRET_UNREADABLE');
  });

  it.skipIf(!isRoot)('of another user, or behind a link of another user, is refused', () => {
    const other = write('other', 'secret');
    chownSync(other, 12345, 12345);
    symlinkSync(write('mine', 'secret'), join(folder, 'link'));
    lchownSync(join(folder, 'link'), 12345, 12345);

    expect(verdict(other)).toBe('SECRET_UNSAFE');
    expect(verdict(join(folder, 'link'))).toBe('SECRET_UNSAFE');
    expect(verdict(other, { insecureFiles: true })).toBe('ok');
    expect(() => readSecretFile(other)).toThrow(
      expect.objectContaining({ hint: `chown root ${other}` }) as Error,
    );
  });
});

describe('a credential of the service', () => {
  it('is read from the folder that systemd names, whatever its mode', () => {
    write('contoso', 'from-systemd\n', 0o440);
    const environment = { CREDENTIALS_DIRECTORY: folder };
    expect(readSecret({ kind: 'file', path: 'systemd:contoso' }, { environment })).toBe('from-systemd');
    expect(verdict('systemd:absent', { environment })).toBe('SECRET_UNREADABLE');
  });

  it('where systemd hands out none is missed with the line for the unit', () => {
    expect(() => readSecretFile('systemd:contoso', { environment: {} })).toThrow(
      expect.objectContaining({
        code: 'SECRET_UNREADABLE',
        hint: expect.stringContaining('LoadCredential=contoso:') as string,
      }) as Error,
    );
  });
});

describe('a secret in the environment', () => {
  it('is read by its name', () => {
    const environment = { M365_SECRET: ' s3cret ' };
    expect(readSecret({ kind: 'env', name: 'M365_SECRET' }, { environment })).toBe('s3cret');
    expect(() => readSecret({ kind: 'env', name: 'ABSENT' }, { environment })).toThrow('ABSENT is not set');
  });
});
