import { Command } from 'commander';
import { jsonOption } from './common-options.ts';
import { readHomeRuleset } from '../../installer/home-ruleset.ts';
import { EXIT_CODES } from '../error-table.ts';
import { lintRuleset, type LintReport, problemAsText } from '../rules/lint-ruleset.ts';
import { completeRuleset } from '../rules/trial/join-rulesets.ts';
import { packagedRuleset, readLists, readRulesetFolder } from '../rules/trial/read-folder.ts';
import { detectHome } from '../wazuh/home.ts';

interface LintFlags {
  readonly home?: string | true;
  readonly lists?: string;
  readonly json?: boolean;
}

/** `rules lint`: what a manager would refuse or silently leave out. */
export function rulesLintCommand(): Command {
  return new Command('lint')
    .description(
      'find what a manager would refuse, leave out with a mere warning, or take otherwise than it looks',
    )
    .argument('[paths...]', 'rule and decoder files, or folders of such (default: the packaged ones)')
    .option('--home [dir]', 'check the whole ruleset of a Wazuh home, or the paths as if they were in it too')
    .option('--lists <dir>', 'folder of CDB lists that rules may name, as etc/lists')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  o365-wazuh rules lint my-rules.xml
  sudo o365-wazuh rules lint --home
  sudo o365-wazuh rules lint my-rules.xml --home /var/ossec

Exits with 1 when there is a finding.`,
    )
    .action(async (paths: readonly string[], flags: LintFlags) => {
      const report = await lint(paths, flags);
      const { problems, unsupported, rules, files } = report;
      if (flags.json) {
        process.stdout.write(`${JSON.stringify({ problems, unsupported, rules, files })}\n`);
      } else {
        process.stdout.write(asText(report));
      }
      if (problems.length > 0) process.exitCode = EXIT_CODES.found;
    });
}

async function lint(paths: readonly string[], flags: LintFlags): Promise<LintReport> {
  const extraLists = flags.lists === undefined ? {} : readLists(flags.lists);
  if (flags.home === undefined) {
    if (paths.length === 0) return lintRuleset(packagedRuleset());
    const folder = readRulesetFolder(paths);
    const source = completeRuleset(folder, packagedRuleset());
    return lintRuleset({ ...source, lists: { ...source.lists, ...extraLists } }, namesOf(folder));
  }
  const home = await detectHome(flags.home === true ? {} : { home: flags.home });
  const ruleset = await readHomeRuleset(home.path, home.files.conf);
  for (const { path, reason } of ruleset.unreadable) process.stderr.write(`Not read: ${path}: ${reason}\n`);
  const folder = readRulesetFolder(paths);
  const given = new Set([...folder.rules, ...folder.decoders].map(file => baseName(file.name)));
  const source = {
    files: [...ruleset.files.filter(file => !given.has(baseName(file.name))), ...folder.rules],
    decoders: [...ruleset.decoders.filter(file => !given.has(baseName(file.name))), ...folder.decoders],
    lists: { ...ruleset.lists, ...folder.lists, ...extraLists },
  };
  return lintRuleset(source, paths.length === 0 ? undefined : namesOf(folder));
}

function namesOf(folder: ReturnType<typeof readRulesetFolder>): ReadonlySet<string> {
  return new Set([...folder.rules, ...folder.decoders].map(file => file.name));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function asText({ problems, unsupported, rules, files }: LintReport): string {
  const lines = problems.map(problemAsText);
  const counts = `${files} files, ${rules} rules: ${problems.length} findings.`;
  const beyond =
    unsupported.length === 0
      ? []
      : [
          `${unsupported.length} things in them only a manager can answer for; \`rules test\` says so when an event reaches one.`,
        ];
  return `${[...lines, ...(lines.length > 0 ? [''] : []), counts, ...beyond].join('\n')}\n`;
}
