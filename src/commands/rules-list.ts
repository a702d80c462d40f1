import { Command } from 'commander';
import { jsonOption } from './common-options.ts';
import { O365WazuhError } from '../errors.ts';
import { type CatalogueEntry, catalogueThemes } from '../rules/catalogue-index.ts';
import { installedEntries } from './installed-entries.ts';

interface ListFlags {
  readonly level?: string;
  readonly group?: string;
  readonly theme?: string;
  readonly mitre?: string;
  readonly optional?: boolean;
  readonly home?: string;
  readonly json?: boolean;
}

/** `rules list`: the catalogue, one rule a line. */
export function rulesListCommand(): Command {
  return new Command('list')
    .description('list the rules that come with this package, one a line')
    .option('--level <n>', 'only rules of this level or above: 0 to 16')
    .option('--group <name>', 'only rules of this group, such as attack or o365_inbox_rule')
    .option('--theme <name>', 'only rules of this theme, such as sign-ins or mailboxes')
    .option('--mitre <id>', 'only rules of this technique; T1114 has its sub-techniques with it')
    .option('--optional', 'also the rules of files that are not installed by themselves')
    .option(
      '--home <dir>',
      'Wazuh home whose ids count, where --rule-base moved them (default: found by itself)',
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExamples:\n  o365-wazuh rules list --level 12\n  o365-wazuh rules list --theme mailboxes --json',
    )
    .action(async (flags: ListFlags) => {
      const entries = await chosen(flags);
      process.stdout.write(
        flags.json
          ? `${JSON.stringify(entries.map(asJson))}\n`
          : `${[...entries.map(asText), '', `${entries.length} rules. ★ counts earlier events. Details: o365-wazuh rules explain ID`].join('\n')}\n`,
      );
    });
}

async function chosen(flags: ListFlags): Promise<readonly CatalogueEntry[]> {
  const { group, theme, mitre } = flags;
  const least = flags.level === undefined ? 0 : Number(flags.level);
  if (!Number.isInteger(least) || least < 0 || least > 16) {
    throw new O365WazuhError('USAGE', `--level is ${flags.level}; it must be a whole number from 0 to 16.`);
  }
  const themes = catalogueThemes();
  if (theme !== undefined && !themes.includes(theme)) {
    throw new O365WazuhError('USAGE', `--theme is ${theme}; there are: ${themes.join(', ')}.`);
  }
  const entries = await installedEntries(flags.home);
  return entries.filter(
    ({ rule, theme: of, installation }) =>
      rule.node !== true &&
      rule.level >= least &&
      (flags.optional === true || installation !== 'optional' || theme === of.name) &&
      (group === undefined || rule.groups.includes(group) || group === 'office_365') &&
      (theme === undefined || theme === of.name) &&
      (mitre === undefined || rule.mitre.some(id => id === mitre || id.startsWith(`${mitre}.`))),
  );
}

function asText({ rule }: CatalogueEntry): string {
  const star = rule.correlation === undefined ? ' ' : '★';
  return `${rule.id}  ${String(rule.level).padStart(2)} ${star} ${rule.description}`;
}

function asJson({ rule, theme, file, installation }: CatalogueEntry): Record<string, unknown> {
  const { id, level, description, groups, mitre, correlation, parents } = rule;
  return {
    id,
    level,
    description,
    theme: theme.name,
    groups,
    mitre,
    parents,
    correlates: correlation !== undefined,
    file,
    installation,
  };
}
