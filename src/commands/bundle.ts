import { Command, Option } from 'commander';
import { jsonOption } from './common-options.ts';
import { resolve } from 'node:path';
import { type BundleArch, MACHINES, sha256 } from '../../installer/bundle/bundle-files.ts';
import { type Bundle, makeBundle } from '../../installer/bundle/make-bundle.ts';
import { abortOnSignals } from '../abort-on-signals.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { VERSION } from '../version.ts';
import { writeArchive } from './write-archive.ts';

interface Flags {
  readonly output: string;
  readonly arch: BundleArch;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `bundle`: one archive for hosts without npm, Node or network. */
export function bundleCommand(): Command {
  return new Command('bundle')
    .description('pack everything into one archive, for hosts without npm, Node or network')
    .requiredOption('-o, --output <file>', 'the archive to write, such as o365-wazuh.tar.gz')
    .addOption(
      new Option('--arch <name>', 'processor of the host')
        .choices(Object.keys(MACHINES))
        .default(process.arch === 'arm64' ? 'arm64' : 'x64', 'that of this machine'),
    )
    .option('--dry-run', 'list what it would hold and write nothing')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
On the host, as root: unpack it and run its install.sh, which checks every file by its SHA-256 and then does what
"npx o365-wazuh install" does; "./install.sh COMMAND" runs any other command. The same version gives the same archive, byte for byte.
For another processor than this machine's the runtime is fetched by npm.

Example:
  o365-wazuh bundle -o o365-wazuh.tar.gz
  tar xzf o365-wazuh.tar.gz && ./o365-wazuh-*/install.sh`,
    )
    .action(async (flags: Flags) => {
      using stop = abortOnSignals('The command was interrupted; nothing was written.');
      const bundle = await makeBundle(
        { packageRoot: PACKAGE_ROOT, version: VERSION, arch: flags.arch, dryRun: flags.dryRun ?? false },
        stop.signal,
        name => process.stderr.write(`Fetching ${name} with npm …\n`),
      );
      if (bundle.archive) await writeArchive(resolve(flags.output), bundle.archive, 0o644);
      process.stdout.write(flags.json ? asJson(bundle, flags) : asText(bundle, flags));
    });
}

function asText(bundle: Bundle, { output, arch }: Flags): string {
  const { archive, files, folder } = bundle;
  if (!archive) {
    const lines = files.map(file => `  ${String(file.bytes).padStart(9)}  ${file.path}`);
    return `${output} would hold ${files.length} files in ${folder}/:\n${lines.join('\n')}\n`;
  }
  return `${output}: ${files.length} files for linux-${arch}, ${(archive.length / 1e6).toFixed(1)} MB.
SHA-256: ${sha256(archive)}
On the host, as root: tar xzf ${output} && ./${folder}/install.sh
`;
}

function asJson({ archive, files, folder }: Bundle, { output, arch }: Flags): string {
  const written = archive ? { bytes: archive.length, sha256: sha256(archive) } : {};
  return `${JSON.stringify({ file: output, version: VERSION, arch, folder, ...written, files })}\n`;
}
