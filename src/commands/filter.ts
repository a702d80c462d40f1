import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { configOption, homeOption, jsonOption } from './common-options.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { settingsOf } from '../config/tenant-settings.ts';
import { O365WazuhError } from '../errors.ts';
import { CONTENT_TYPES, isContentType } from '../events/content-type.ts';
import { type CaughtEvent, FilterTrial } from '../filters/filter-trial.ts';
import type { FilterSpec } from '../filters/filter.ts';
import { FILTER_PRESETS } from '../filters/presets.ts';
import { readRecordedEvent, type RecordedEvent } from '../filters/recorded-event.ts';
import { resolvePlaces } from '../wiring.ts';

interface TestFlags {
  readonly events: string;
  readonly config?: string;
  readonly home?: string;
  readonly tenant?: string;
  readonly contentType?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Examples of each filter, unless all are asked for. */
const EXAMPLES = 3;
/** A progress line on a terminal, each time so many lines are read. */
const PROGRESS_LINES = 50_000;

/** `filter test` and `filter presets`: what the filters of config.yml would keep from Wazuh, before they do. */
export function filterCommand(): Command {
  return new Command('filter')
    .description('see what the filters of config.yml keep from Wazuh')
    .addCommand(testCommand())
    .addCommand(presetsCommand());
}

function testCommand(): Command {
  return new Command('test')
    .description('apply the filters to events of a file and tell which filter catches which; nothing is sent')
    .requiredOption(
      '--events <file>',
      'events, one JSON object a line: as Microsoft sends them, messages of `collect --dry-run`, or alerts.json; - for standard input',
    )
    .addOption(configOption())
    .addOption(homeOption())
    .option(
      '--tenant <name>',
      'take all events for this tenant’s (default: the tenant that each event names)',
    )
    .option('--content-type <type>', `take events that do not name one for this: ${CONTENT_TYPES.join(', ')}`)
    .option('--all', `list every event that is caught, not ${EXAMPLES} of each filter`)
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `
Examples:
  o365-wazuh filter test --events /var/ossec/logs/alerts/alerts.json
  o365-wazuh collect --dry-run > messages.txt
  o365-wazuh filter test --events messages.txt --config new.yml --all`,
    )
    .action(async (flags: TestFlags) => {
      const path = flags.config ?? (await resolvePlaces(flags)).configFile;
      if (path === undefined)
        throw new O365WazuhError('USAGE', 'No configuration is named and no Wazuh home is found.');
      if (flags.contentType !== undefined && !isContentType(flags.contentType)) {
        throw new O365WazuhError(
          'USAGE',
          `--content-type is ${JSON.stringify(flags.contentType)}; it must be one of ${CONTENT_TYPES.join(', ')}.`,
        );
      }
      const config = loadConfig(path);
      const trial = new FilterTrial(filtersByTenant(config, flags.tenant), flags.all ? Infinity : EXAMPLES);
      trial.expect(expectedFilters(config, flags.tenant));
      const unread = await feed(trial, flags);
      process.stdout.write(flags.json ? asJson(trial, unread) : asText(trial, unread));
    });
}

function presetsCommand(): Command {
  return new Command('presets')
    .description('list the ready-made filters: what they catch, what is no longer seen, and their expression')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  o365-wazuh filter presets')
    .action((flags: { json?: boolean }) => {
      const text = FILTER_PRESETS.map(
        ({ name, catches, costs, when }) =>
          `${name}\n  Catches ${catches}\n  No longer seen: ${costs}\n  ${when.replace(/\s*\n\s*/g, '\n    ')}\n`,
      ).join('\n');
      process.stdout.write(flags.json ? `${JSON.stringify(FILTER_PRESETS)}\n` : text);
    });
}

/** An event that names no tenant of the configuration meets the file's own filters, or those of the only tenant. */
function filtersByTenant(
  config: Config,
  fixed: string | undefined,
): (tenant: string | undefined) => readonly FilterSpec[] {
  const specs = new Map(config.tenants.map(tenant => [tenant.name, settingsOf(config, tenant).filters]));
  if (fixed !== undefined && !specs.has(fixed)) {
    throw new O365WazuhError(
      'USAGE',
      `--tenant is ${JSON.stringify(fixed)}; the configuration has ${[...specs.keys()].join(', ')}.`,
    );
  }
  const [first] = specs.values();
  const fallback =
    specs.size === 1 && first ? first : (config.filters ?? []).filter(one => one.isOff !== true);
  return tenant => specs.get(fixed ?? tenant ?? '') ?? fallback;
}

function expectedFilters(config: Config, fixed: string | undefined): FilterSpec[] {
  return config.tenants
    .filter(tenant => fixed === undefined || tenant.name === fixed)
    .flatMap(tenant => settingsOf(config, tenant).filters);
}

interface Unread {
  /** Lines that are no JSON object. */
  unreadable: number;
  /** JSON objects that hold no Microsoft 365 event. */
  other: number;
}

async function feed(trial: FilterTrial, flags: TestFlags): Promise<Unread> {
  const unread: Unread = { unreadable: 0, other: 0 };
  const given = flags.contentType as RecordedEvent['contentType'];
  let lines = 0;
  const add = (text: string): void => {
    lines += 1;
    if (process.stderr.isTTY && lines % PROGRESS_LINES === 0) process.stderr.write(`\r  ${lines} lines read`);
    // A list over many lines, as an editor or jq writes it: its brackets and commas are not events.
    const line = text.trim().replace(/,$/, '');
    if (line === '' || line === '[' || line === ']') return;
    const read = line.startsWith('[') ? readList(line) : [readRecordedEvent(line)];
    for (const one of read) {
      if (one === undefined) unread.unreadable += 1;
      else if (one === 'other') unread.other += 1;
      else trial.add({ ...one, contentType: one.contentType ?? given });
    }
  };
  try {
    const input = flags.events === '-' ? process.stdin : createReadStream(flags.events);
    for await (const line of createInterface({ input, crlfDelay: Infinity })) add(line);
  } catch (error) {
    throw new O365WazuhError(
      'USAGE',
      `Cannot read the events in ${flags.events}: ${(error as Error).message}`,
      { cause: error },
    );
  }
  if (process.stderr.isTTY && lines >= PROGRESS_LINES) process.stderr.write('\r\u001b[K');
  return unread;
}

/** A blob as Microsoft sends it: one list in one line. */
function readList(line: string): ReturnType<typeof readRecordedEvent>[] {
  try {
    const list = JSON.parse(line) as unknown[];
    return list.map(one => readRecordedEvent(JSON.stringify(one)));
  } catch {
    return [undefined];
  }
}

function asJson(trial: FilterTrial, unread: Unread): string {
  const { events, passed, filters } = trial;
  return `${JSON.stringify({ events, passed, filtered: events - passed, filters: [...filters.values()], ...unread })}\n`;
}

function asText(trial: FilterTrial, { unreadable, other }: Unread): string {
  const { events, passed, filters } = trial;
  const lines: string[] = [];
  for (const { filter, events: caught, examples } of filters.values()) {
    lines.push(`${filter}: ${caught} events${share(caught, events)}`);
    for (const example of examples) lines.push(`  ${oneLine(example)}`);
    if (caught > examples.length) lines.push(`  … and ${caught - examples.length} more`);
  }
  if (filters.size === 0) lines.push('No filter is configured.');
  lines.push(`${events} events: ${events - passed} filtered, ${passed} pass.`);
  if (other > 0) lines.push(`${other} lines hold no Microsoft 365 event.`);
  if (unreadable > 0) lines.push(`${unreadable} lines are no JSON and were left out.`);
  return `${lines.join('\n')}\n`;
}

function share(part: number, whole: number): string {
  return whole === 0 ? '' : `, ${((100 * part) / whole).toFixed(1)} %`;
}

/** Without what a terminal would take for a command. */
function oneLine({ time, operation, user, workload, id }: CaughtEvent): string {
  return [time, workload, operation, user, id].map(text => text.replace(/[\p{Cc}\p{Cf}]/gu, '·')).join('  ');
}
