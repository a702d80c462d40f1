import { Command, Option } from 'commander';
import { configOption, homeOption, jsonOption } from './common-options.ts';
import { calmHeap } from '../calm-heap.ts';
import { CONTENT_TYPES } from '../events/content-type.ts';
import type { LegacyFlags } from '../config/legacy-flags.ts';
import { runCollector } from '../collector-run.ts';
import { reportAsJson, reportAsText } from '../report-run.ts';
import { EXIT_CODES } from '../error-table.ts';

interface CollectFlags extends Omit<LegacyFlags, 'contentTypes'> {
  readonly contentTypes?: readonly string[];
  readonly contentType?: readonly string[];
  readonly config?: string;
  readonly home?: string;
  readonly queue?: string;
  readonly state?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly metricsFile?: string;
}

/** `collect`: one run of the collector, by config.yml or by the flags of the blog's script. */
export function collectCommand(): Command {
  return new Command('collect')
    .description('fetch all that is new at Microsoft and deliver it to Wazuh, once')
    .addOption(configOption())
    .addOption(homeOption())
    .option('--queue <socket>', 'datagram socket of Wazuh (default: HOME/queue/sockets/queue)')
    .option('--state <dir>', 'state folder (default: HOME/queue/o365-wazuh)')
    .option('--dry-run', 'print the messages to standard output; send and remember nothing')
    .option('--insecure-files', 'take secret files that others can read or that another user owns')
    .option(
      '--metrics-file <file>',
      'write metrics for Prometheus’ textfile collector there; ends in .prom (default: metrics_file of the configuration)',
    )
    .addOption(jsonOption())
    .option('--debug', 'log at debug level, and to standard error')
    .addOption(new Option('--login-url <url>', 'root of the login service, instead of the cloud’s'))
    .addOption(new Option('--api-url <url>', 'root of the Activity API, instead of the cloud’s'))
    .option('--stop-others', 'stop this app’s subscriptions to content types that are not wanted')
    .optionsGroup('Instead of a configuration, as the 2020 script office_365.py:')
    .option('--contentTypes <types...>', `content types: ${CONTENT_TYPES.join(' ')}`)
    .addOption(new Option('--contentType <types...>').hideHelp())
    .option('--hours <n>', 'how far each run looks back, 1 to 168', '24')
    .option('--tenantId <guid>', 'directory (tenant) id')
    .option('--clientId <guid>', 'application (client) id')
    .option('--clientSecretFile <file>', 'file with the client secret, mode 0600')
    .option(
      '--clientSecret <value>',
      'the client secret itself; visible in the process list, prefer the file',
    )
    .addHelpText(
      'after',
      `
Examples:
  o365-wazuh collect
  o365-wazuh collect --dry-run --json
  o365-wazuh collect --contentType DLP.All Audit.General --hours 24 \\
      --tenantId GUID --clientId GUID --clientSecretFile /root/secret`,
    )
    .action(async (flags: CollectFlags) => {
      calmHeap();
      const { contentType, contentTypes, ...rest } = flags;
      const types = contentTypes ?? contentType;
      const result = await runCollector({ ...rest, ...(types ? { contentTypes: types } : {}) });
      if (result.status === 'busy') {
        process.stderr.write(`o365-wazuh: ${result.message}\n`);
        return;
      }
      process.exitCode = EXIT_CODES[result.exit];
      // In a dry run standard output holds the messages and nothing else.
      const out = flags.dryRun ? process.stderr : process.stdout;
      out.write(flags.json ? reportAsJson(result) : reportAsText(result));
    });
}
