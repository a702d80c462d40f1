import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isO365WazuhError, O365WazuhError } from './errors.ts';
import { LOCATION } from './events/envelope.ts';
import { KindRegistry } from './events/kinds.ts';
import { KNOWN_KINDS } from './events/known-kinds.ts';
import { catalogueEntries } from './rules/catalogue-index.ts';
import { createSession, type RuleSession } from './rules/preview/create-session.ts';
import type { Ruleset } from './rules/preview/load-ruleset.ts';
import { sampleTrials, type SampleTrial } from './rules/trial/sample-trials.ts';
import { textLines } from './rules/trial/text-lines.ts';
import { readTrialEvents, type TrialEvent } from './rules/trial/trial-event.ts';
import { TrialClock, type TrialRow, tryEvent } from './rules/trial/trial-row.ts';
import { closeLogtest, type LogtestResult, runLogtest } from './wazuh/logtest.ts';

export interface RulesTestOptions {
  readonly ruleset: Ruleset;
  /** File of events, gzipped when its name ends in .gz; `-` for standard input. Absent: the samples of the catalogue. */
  readonly events?: string;
  readonly stdin: Readable;
  /** The manager's own logtest socket; every event is asked there too. */
  readonly logtestSocket?: string;
  /** All events arrive in one moment, whatever their own time. Always so where the manager is asked, which goes by its clock. */
  readonly atOnce: boolean;
  /** The manager's; rules may ask for it. */
  readonly hostname?: string;
  readonly engine: 'logtest' | 'analysisd';
  /** For events without a time of their own, in milliseconds of Unix time. */
  readonly nowMs: number;
  readonly signal: AbortSignal;
  readonly onRow: (row: TrialRow) => void;
  readonly onFault: (line: number, fault: string) => void;
}

export interface RulesTestSummary {
  readonly events: number;
  readonly alerts: number;
  readonly differing: number;
  /** Events for which the preview has no answer. */
  readonly refused: number;
  readonly faultyLines: number;
}

/** One session of rules: the preview's, and the manager's beside it. */
class Bench {
  readonly #options: RulesTestOptions;
  #session: RuleSession;
  #token: string | undefined;

  constructor(options: RulesTestOptions) {
    this.#options = options;
    this.#session = this.#newSession();
  }

  /** Counters at zero, in both. */
  async restart(): Promise<void> {
    this.#session = this.#newSession();
    await this.close();
  }

  async close(): Promise<void> {
    const { logtestSocket } = this.#options;
    if (logtestSocket === undefined || this.#token === undefined) return;
    await closeLogtest(logtestSocket, this.#token).catch(() => undefined);
    this.#token = undefined;
  }

  async try(event: TrialEvent, atMs: number): Promise<TrialRow> {
    const row = tryEvent(this.#session, event, atMs);
    const { logtestSocket, signal } = this.#options;
    if (logtestSocket === undefined) return row;
    const token = this.#token === undefined ? {} : { token: this.#token };
    const input = { event: event.log, location: event.location, ...token };
    const real = await runLogtest(logtestSocket, input, signal).catch((error: unknown) => {
      if (isO365WazuhError(error) && error.code === 'LOGTEST_REFUSED') return error;
      throw error;
    });
    if (real instanceof Error) return { ...row, differs: real.message };
    if (!real.loaded) {
      throw new O365WazuhError(
        'RULESET_REFUSED',
        `The manager refuses its rules: ${real.messages.join(' ')}`,
      );
    }
    this.#token = real.token;
    const differs = difference(row, real);
    return { ...row, ...(differs === undefined ? {} : { differs }) };
  }

  #newSession(): RuleSession {
    const { ruleset, engine, hostname } = this.#options;
    return createSession(ruleset, { engine, ...(hostname === undefined ? {} : { hostname }) });
  }
}

/** What the manager says where it is not the same. An event that the preview refuses differs from nothing. */
function difference({ found }: TrialRow, { rule, alert }: LogtestResult): string | undefined {
  if (!found) return undefined;
  const real = rule === undefined ? 'no rule' : `rule ${rule.id}, level ${rule.level}: ${rule.description}`;
  if (String(found.rule ?? '') !== (rule?.id ?? '')) return `the manager: ${real}`;
  if (found.level !== rule?.level || (found.description ?? '') !== (rule?.description ?? ''))
    return `the manager: ${real}`;
  return found.alert === alert ? undefined : `the manager: ${alert ? 'an alert' : 'no alert'}`;
}

/**
 * Runs events through the rules one by one and tells of each as it goes. A line that holds no event is reported and skipped.
 *
 * @throws RULESET_REFUSED for rules with which no manager would start, USAGE for a file that cannot be read, WAZUH_SOCKET_FAILED when the
 *   manager does not answer; what `signal` is aborted with.
 */
export async function runRulesTest(options: RulesTestOptions): Promise<RulesTestSummary> {
  const counts = { events: 0, alerts: 0, differing: 0, refused: 0, faultyLines: 0 };
  const count = (row: TrialRow): void => {
    counts.events += 1;
    if (row.found?.alert) counts.alerts += 1;
    if (row.differs !== undefined) counts.differing += 1;
    if (row.refused !== undefined) counts.refused += 1;
    options.onRow(row);
  };
  const bench = new Bench(options);
  try {
    if (options.events === undefined) await trySamples(options, bench, count);
    else counts.faultyLines = await tryFile(options, options.events, bench, count);
  } finally {
    await bench.close();
  }
  return counts;
}

async function trySamples(
  options: RulesTestOptions,
  bench: Bench,
  onRow: (row: TrialRow) => void,
): Promise<void> {
  for (const sample of sampleTrials(catalogueEntries())) {
    options.signal.throwIfAborted();
    const isSequence = sample.logs.length > 1;
    // A new session makes the manager read all its rules again, so it is kept as long as nothing in it counts.
    if (isSequence) await bench.restart();
    let row = await trySample(sample, bench, options);
    if (!isSequence && row.differs !== undefined) {
      await bench.restart();
      row = await trySample(sample, bench, options);
    }
    if (isSequence) await bench.restart();
    onRow(row);
  }
}

/** Judges the last event of the sample. */
async function trySample(
  { rule, level, logs }: SampleTrial,
  bench: Bench,
  { nowMs, logtestSocket }: RulesTestOptions,
): Promise<TrialRow> {
  let row: TrialRow = { label: `sample of ${rule}` };
  for (const log of logs) {
    row = await bench.try({ log, location: LOCATION, label: `sample of ${rule}` }, nowMs);
  }
  // The manager's rules and lists are its operator's: what the catalogue says need not hold there.
  if (row.differs !== undefined || !row.found || logtestSocket !== undefined) return row;
  if (row.found.rule === rule && row.found.level === level) return row;
  return { ...row, differs: `the catalogue: rule ${rule}, level ${level}` };
}

async function tryFile(
  options: RulesTestOptions,
  path: string,
  bench: Bench,
  onRow: (row: TrialRow) => void,
): Promise<number> {
  const clock = new TrialClock(options.nowMs, options.atOnce || options.logtestSocket !== undefined);
  const kinds = new KindRegistry(KNOWN_KINDS);
  let faulty = 0;
  let line = 0;
  for await (const text of linesOf(path, options)) {
    options.signal.throwIfAborted();
    line += 1;
    const events = readTrialEvents(text, kinds);
    if ('fault' in events) {
      faulty += 1;
      options.onFault(line, events.fault);
      continue;
    }
    for (const event of events) onRow({ line, ...(await bench.try(event, clock.arrivalOf(event))) });
  }
  return faulty;
}

async function* linesOf(path: string, { stdin, signal }: RulesTestOptions): AsyncGenerator<string> {
  const file = path === '-' ? stdin : createReadStream(path);
  const source = path.endsWith('.gz') ? pipeline(file, createGunzip(), () => undefined) : file;
  const stop = (): void => void source.destroy(new Error('interrupted'));
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* textLines(source);
  } catch (error) {
    signal.throwIfAborted();
    throw new O365WazuhError('USAGE', `Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  } finally {
    signal.removeEventListener('abort', stop);
    file.destroy();
  }
}
