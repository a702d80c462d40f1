import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeWhole } from '../../../src/monitoring/write-whole.ts';
import { tempFolder } from '../state/temp-folder.ts';

describe('a file that others read', () => {
  it('is replaced as a whole, with its mode, and nothing is left beside it', () => {
    const folder = tempFolder();
    const path = join(folder, 'x.state');
    writeFileSync(path, 'the old one', { mode: 0o600 });

    writeWhole(path, 'the new one', { mode: 0o640 });

    expect(readFileSync(path, 'utf8')).toBe('the new one');
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(['x.state']);
  });

  it('is never written through a symbolic link that somebody put there', () => {
    const folder = tempFolder();
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'precious');
    const path = join(folder, 'x.state');
    symlinkSync(victim, path);
    symlinkSync(victim, `${path}.${process.pid}.temp`);

    writeWhole(path, 'state', { mode: 0o640 });

    expect(readFileSync(victim, 'utf8')).toBe('precious');
    expect(readFileSync(path, 'utf8')).toBe('state');
  });

  it('stays as it was when the new one cannot be written', () => {
    const folder = tempFolder();
    const path = join(folder, 'folder');
    mkdirSync(path);

    expect(() => writeWhole(path, 'text', { mode: 0o640 })).toThrow('EISDIR');
    expect(() => writeWhole(join(folder, 'none/x'), 'text', { mode: 0o640 })).toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual(['folder']);
  });
});
