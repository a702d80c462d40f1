import { Command } from 'commander';
import { hostname } from 'node:os';
import { abortOnSignals } from '../abort-on-signals.ts';
import { readHomeRuleset } from '../../installer/home-ruleset.ts';
import { EXIT_CODES } from '../error-table.ts';
import { O365WazuhError } from '../errors.ts';
import { runRulesTest } from '../rules-test-run.ts';
import { loadRuleset, type Ruleset, type RulesetSource } from '../rules/preview/load-ruleset.ts';
import { joinRulesets } from '../rules/trial/join-rulesets.ts';
import { packagedRuleset, readLists, readRulesetFolder } from '../rules/trial/read-folder.ts';
import { exampleLists } from '../rules/trial/sample-trials.ts';
import { rowAsJson, rowAsText, TABLE_HEAD } from '../rules/trial/trial-table.ts';
import { detectHome, type WazuhHome } from '../wazuh/home.ts';

interface TestFlags {
  readonly rules?: string;
  readonly lists?: string;
  readonly events?: string;
  readonly real?: boolean;
  readonly home?: string;
  readonly atOnce?: boolean;
  readonly engine: string;
  readonly json?: boolean;
}

/** `rules test`: what the rules make of events, without a manager or beside one. */
export function rulesTestCommand(): Command {
  return new Command('test')
    .description(
      'show which rule each event meets, on any machine; with --real compare with the manager itself',
    )
    .option(
      '--rules <dir>',
      'rules and decoders to try instead of the packaged ones, which are added where yours build on them',
    )
    .option('--lists <dir>', 'folder of CDB lists, as etc/lists (default: empty lists)')
    .option(
      '--events <file>',
      'events, one a line: audit events, {"office_365":…}, datagrams 1:office_365:…, lines of alerts.json; .gz and - for standard input (default: the samples of the rules)',
    )
    .option('--real', 'ask the manager’s own logtest too and mark where it says something else')
    .option('--home <dir>', 'Wazuh home for --real, whose rules are tried then (default: found by itself)')
    .option('--at-once', 'let all events arrive in one moment instead of at their CreationTime')
    .option(
      '--engine <name>',
      'what becomes of an alert in the ignore time of its rule: as in logtest, or analysisd',
      'logtest',
    )
    .option('--json', 'print one JSON object a line')
    .addHelpText(
      'after',
      `
Examples:
  o365-wazuh rules test
  o365-wazuh rules test --events audit.ndjson
  tail -n 100 /var/ossec/logs/alerts/alerts.json | o365-wazuh rules test --events - --rules ./my-rules
  sudo o365-wazuh rules test --real --events audit.ndjson

Exits with 1 when a row differs from the manager or, without --real, from what the catalogue says of its sample.`,
    )
    .action(run);
}

async function run(flags: TestFlags): Promise<void> {
  if (flags.engine !== 'logtest' && flags.engine !== 'analysisd') {
    throw new O365WazuhError('USAGE', `--engine is ${flags.engine}; it must be logtest or analysisd.`);
  }
  const home = flags.real
    ? await detectHome(flags.home === undefined ? {} : { home: flags.home })
    : undefined;
  const ruleset = await rulesetOf(flags, home);
  using stop = abortOnSignals('Interrupted; what is shown was tried.');
  const out = (text: string): void => void process.stdout.write(text);
  if (!flags.json) out(`${TABLE_HEAD}\n`);
  const summary = await runRulesTest({
    ruleset,
    ...(flags.events === undefined ? {} : { events: flags.events }),
    stdin: process.stdin,
    ...(home === undefined ? {} : { logtestSocket: home.files.logtestSocket, hostname: hostname() }),
    atOnce: flags.atOnce === true,
    engine: flags.engine,
    nowMs: Date.now(),
    signal: stop.signal,
    onRow: row => out(flags.json ? `${JSON.stringify(rowAsJson(row))}\n` : `${rowAsText(row)}\n`),
    onFault: (line, fault) => {
      if (flags.json) out(`${JSON.stringify({ line, fault })}\n`);
      process.stderr.write(`line ${line} ${fault}: skipped\n`);
    },
  });
  const { events, alerts, differing, refused, faultyLines } = summary;
  out(
    flags.json
      ? `${JSON.stringify({ summary })}\n`
      : `\n${events} events, ${alerts} alerts, ${differing} differing, ${refused} without an answer, ${faultyLines} lines skipped.\n`,
  );
  if (differing > 0) process.exitCode = EXIT_CODES.found;
}

async function rulesetOf(flags: TestFlags, home: WazuhHome | undefined): Promise<Ruleset> {
  const lists = flags.lists === undefined ? undefined : readLists(flags.lists);
  const source = await sourceOf(flags, home);
  // The manager goes by its own lists: with others the preview would differ from it.
  const onExamples = flags.events === undefined && home === undefined;
  return loadRuleset({
    ...source,
    lists: { ...source.lists, ...(lists ?? (onExamples ? exampleLists() : {})) },
  });
}

async function sourceOf({ rules }: TestFlags, home: WazuhHome | undefined): Promise<RulesetSource> {
  if (rules !== undefined) {
    const joined = joinRulesets(readRulesetFolder([rules]), packagedRuleset());
    for (const note of joined.notes) process.stderr.write(`Note: ${note}\n`);
    return joined;
  }
  return home === undefined ? packagedRuleset() : readHomeRuleset(home.path, home.files.conf);
}
