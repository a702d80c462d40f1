// Checks what `npm publish` would send: the files, the manifest (publint), both addons. With --here only the addon of this machine is asked
// for, which is all that a machine without the cross compiler can build.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { addonProblems, type Arch, loadAddon } from './check-addon.ts';

const root = join(import.meta.dirname, '..');
const archs: readonly Arch[] = process.argv.includes('--here') ? [process.arch as Arch] : ['x64', 'arm64'];
const problems: string[] = [];

const packed = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
  cwd: root,
  encoding: 'utf8',
});
const [{ files, size, unpackedSize }] = JSON.parse(packed) as [
  {
    readonly files: readonly { readonly path: string; readonly mode: number }[];
    readonly size: number;
    readonly unpackedSize: number;
  },
];
const paths = files.map(file => file.path);
const needed = [
  ...['dist/launcher.cjs', 'dist/cli.cjs', 'dist/collector.cjs', 'README.md', 'CHANGELOG.md', 'LICENSE'],
  ...archs.map(arch => `dist/native/linux-${arch}/unix_dgram.node`),
];
problems.push(...needed.filter(path => !paths.includes(path)).map(path => `${path} is not in the package`));
problems.push(
  ...paths
    .filter(
      path => !/^(?:dist|man|rules|decoders|dashboards|lists)\/|^[A-Z]+(?:\.md)?$|^package\.json$/.test(path),
    )
    .map(path => `${path} is in the package`),
);

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
const packedFiles = paths.map(path => ({ name: `package/${path}`, data: readFileSync(join(root, path)) }));
const { messages } = await publint({ pkgDir: 'package', strict: true, pack: { files: packedFiles } });
problems.push(
  ...messages
    // A guess by the look of the text, which takes "import … from" in a help text for code.
    .filter(message => message.code !== 'FILE_INVALID_EXPLICIT_FORMAT')
    .map(message => formatMessage(message, manifest) ?? message.code),
);

for (const arch of archs) {
  const addon = join(root, `dist/native/linux-${arch}/unix_dgram.node`);
  if (!existsSync(addon)) continue;
  problems.push(...addonProblems(addon, arch));
  console.log(`native/linux-${arch}/unix_dgram.node: ${loadAddon(addon, arch)}`);
}

console.log(`${paths.length} files, ${size} bytes packed, ${unpackedSize} bytes unpacked`);
for (const problem of problems) console.error(`! ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
