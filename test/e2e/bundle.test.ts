import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runChild } from '../../src/demo/run-child.ts';
import { makeThrowawayHome } from '../../src/demo/throwaway-home.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

/*
 * The real archive, unpacked by tar and installed from with nothing on the PATH but what install.sh asks for.
 */
const folder = mkdtempSync(join(tmpdir(), 'o365-bundle-'));
const tools = join(folder, 'tools');
const launcher = join(PACKAGE_ROOT, 'dist/launcher.cjs');
let script = '';
let announced = '';

beforeAll(async () => {
  const archive = join(folder, 'b.tar.gz');
  const made = await runChild(process.execPath, [launcher, 'bundle', '-o', archive, '--json'], {
    cwd: folder,
  });
  const bundle = JSON.parse(made.stdout) as { folder: string; sha256: string };
  announced = bundle.sha256;
  execFileSync('tar', ['xzf', archive, '-C', folder]);
  script = join(folder, bundle.folder, 'install.sh');
  mkdirSync(tools);
  for (const name of ['sha256sum', 'uname']) {
    const real = ['/usr/bin', '/bin'].map(bin => join(bin, name)).find(existsSync) ?? '';
    symlinkSync(real, join(tools, name));
  }
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bySh = (args: readonly string[], stdin?: string) =>
  runChild('/bin/sh', [script, ...args], {
    cwd: '/',
    env: { PATH: tools },
    ...(stdin === undefined ? {} : { stdin }),
  });

/** Every file and folder with its content, mode and owner; without the backups, whose names hold the time. */
function treeOf(root: string, name = '.'): string[] {
  const stats = lstatSync(join(root, name));
  const attributes = `${(stats.mode & 0o7777).toString(8)} ${stats.uid}:${stats.gid}`;
  if (!stats.isDirectory()) {
    const sum = createHash('sha256')
      .update(readFileSync(join(root, name)))
      .digest('hex');
    return [`${name} ${attributes} ${sum}`];
  }
  const entries = name.endsWith('o365-wazuh/backup') ? [] : readdirSync(join(root, name)).sort();
  return [`${name} ${attributes}`, ...entries.flatMap(entry => treeOf(root, join(name, entry)))];
}

describe('the bundle', () => {
  it('tells the SHA-256 that the archive has', () => {
    const bytes = readFileSync(join(folder, 'b.tar.gz'));

    expect(announced).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('installs the very same home as npx does, without npm, Node or network', async () => {
    const home = makeThrowawayHome();
    const options = [
      ...['install', '--home', home.path, '--no-restart', '--yes', '--client-secret-stdin'],
      ...['--tenant-id', '11111111-2222-3333-4444-555555555555'],
      ...['--client-id', 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'],
    ];
    const takeAway = ['uninstall', '--home', home.path, '--no-restart', '--yes', '--purge'];
    try {
      const before = treeOf(home.path);
      const byNpx = await runChild(process.execPath, [launcher, ...options], {
        cwd: folder,
        stdin: 's3cr3t',
      });
      expect(byNpx).toMatchObject({ exitCode: 0, stderr: '' });
      const wanted = treeOf(home.path);
      expect((await runChild(process.execPath, [launcher, ...takeAway], { cwd: folder })).exitCode).toBe(0);
      expect(treeOf(home.path)).toEqual(before);

      expect(await bySh(options, 's3cr3t')).toMatchObject({ exitCode: 0, stderr: '' });

      expect(treeOf(home.path)).toEqual(wanted);
      expect(await bySh(takeAway)).toMatchObject({ exitCode: 0 });
      expect(treeOf(home.path)).toEqual(before);
    } finally {
      home.remove();
    }
  }, 300_000);
});
