import { Command } from 'commander';
import { homeOption, jsonOption } from './common-options.ts';
import { resolve } from 'node:path';
import { packArchive } from '../../installer/backup/archive.ts';
import { abortOnSignals } from '../abort-on-signals.ts';
import { gatherSupport, type SupportFiles } from '../support/gather-support.ts';
import { stepLine } from '../terminal/step-line.ts';
import { SYSTEM_CLOCK } from '../wiring.ts';
import { writeArchive } from './write-archive.ts';

interface Flags {
  readonly output: string;
  readonly home?: string;
  readonly anonymize?: boolean;
  readonly offline?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const FOLDER = 'o365-wazuh-support';

/** `support-bundle`: what a helper needs to see, without secrets. Changes nothing in the home. */
export function supportBundleCommand(): Command {
  return new Command('support-bundle')
    .description('pack what a helper needs to see into one archive, without secrets')
    .option('-o, --output <file>', 'the archive to write, mode 0600', `${FOLDER}.tar.gz`)
    .addOption(homeOption())
    .option('--anonymize', 'replace ids, names of tenants, addresses of users and IP addresses as well')
    .option('--offline', 'ask Microsoft nothing')
    .option('--dry-run', 'list what it would hold and write nothing')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
It holds the results of doctor and status, the configuration without comments, our block of ossec.conf, the last lines of the logs about us,
versions, hashes of rules and lists, and figures of the state. It holds no events. What cannot be had is named in its index.json.

Examples:
  o365-wazuh support-bundle --dry-run
  o365-wazuh support-bundle --anonymize -o support.tar.gz`,
    )
    .action(async (flags: Flags) => {
      using stop = abortOnSignals('The command was interrupted; nothing was written.');
      using progress = stepLine();
      const { home, anonymize = false, offline = false, dryRun = false } = flags;
      const found = await gatherSupport({
        ...(home === undefined ? {} : { home }),
        anonymize,
        offline,
        clock: SYSTEM_CLOCK,
        signal: stop.signal,
        onStep: step => progress.say(`Looking at ${step}`),
      });
      if (!dryRun) await writeArchive(resolve(flags.output), await pack(found), 0o600);
      progress[Symbol.dispose]();
      process.stdout.write(flags.json ? asJson(found, flags) : asText(found, flags));
    });
}

function pack({ files }: SupportFiles): Promise<Buffer> {
  const entries = files.map(({ path, text }) => ({
    path: `${FOLDER}/${path}`,
    mode: 0o600,
    uid: 0,
    gid: 0,
    bytes: Buffer.from(text),
  }));
  return packArchive(entries, new Date(SYSTEM_CLOCK.now()));
}

function asText({ files, missing }: SupportFiles, { output, dryRun }: Flags): string {
  const held = files.map(({ path, text }) => `  ${String(Buffer.byteLength(text)).padStart(9)}  ${path}\n`);
  const lacking = missing.map(({ path, reason }) => `  ${path}: ${reason}\n`);
  const gaps = lacking.length === 0 ? '' : `Not to be had:\n${lacking.join('')}`;
  return `${output} ${dryRun ? 'would hold' : 'holds'} ${files.length} files:\n${held.join('')}${gaps}`;
}

function asJson({ files, missing }: SupportFiles, { output, dryRun, anonymize }: Flags): string {
  return `${JSON.stringify({
    file: dryRun ? null : resolve(output),
    anonymized: anonymize ?? false,
    files: files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })),
    missing,
  })}\n`;
}
