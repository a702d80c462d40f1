import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerRow } from '../../src/collect/ports.ts';
import type { FaultSettings } from '../../src/simulator/fault-setting.ts';
import { parseFault } from '../../src/simulator/fault-setting.ts';
import type { OfferedEvent } from '../../src/simulator/offered-event.ts';
import { startSimulator, type Simulator } from '../../src/simulator/server.ts';
import { WorldClock } from '../../src/simulator/world-clock.ts';
import { type DeadLetter, openDeadLetters } from '../../src/state/dead-letters.ts';
import { openDatabaseForReading } from '../../src/state/open-database.ts';
import { openStore } from '../../src/state/open-store.ts';
import { type PartitionReport, readStateReport } from '../../src/state/state-report.ts';
import type { AnalysisdHost } from './analysisd-host.ts';
import type { CollectorPool, RunEnd } from './collector-pool.ts';
import type { RunReport } from './orders.ts';
import type { Schedule, Step, Trouble } from './schedule.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HANG_MS = 120;
const RELOAD_MS = 30;
/** On a real one every second; what it wrote is safe some time later. */
const FLUSH_MS = 30;
const WRITTEN_AFTER_MS = 60;
/** Beyond the longest back-off of a blob (6 h), the next sweep (24 h) and the lateness of late blobs (3 h). */
const SETTLE_LEAP_MS = 27 * HOUR_MS;
/** A blob comes again after 5 days: one leap more and it is there. Identities are remembered for 9 days. */
const REDELIVERY_LEAP_MS = 121 * HOUR_MS;
const MOST_SETTLING_RUNS = 10;
const FARTHEST_HOURS = 168;

/** All that can be known after a schedule, for the model to judge. */
export interface Evidence {
  readonly offered: readonly OfferedEvent[];
  /** contentCreated by contentId. */
  readonly createdMs: ReadonlyMap<string, number>;
  /** Keys of the events whose alerts can be read, in order. */
  readonly arrived: readonly string[];
  readonly ledger: ReadonlyMap<string, LedgerRow>;
  readonly partitions: readonly PartitionReport[];
  readonly deadLetters: readonly DeadLetter[];
  readonly ends: readonly RunEnd[];
  /** Kills, restarts and whatever else may make a group be delivered again. */
  readonly disruptions: number;
  /** Those of them that killed analysisd. */
  readonly crashes: number;
  readonly isQuiet: boolean;
  readonly faultsStruck: Readonly<Partial<Record<string, number>>>;
  /** Found after any of the runs. */
  readonly cursorProblems: readonly string[];
  readonly state: 'whole' | 'set aside';
}

/** Plays one schedule to its end: every step, then without faults until nothing more comes. */
export async function runSchedule(
  schedule: Schedule,
  pool: CollectorPool,
  analysisd: AnalysisdHost,
): Promise<Evidence> {
  const home = mkdtempSync(join(tmpdir(), 'o365-'));
  const simulator = await startSimulator({
    seed: schedule.seed,
    clock: new WorldClock(),
    contentTypes: schedule.contentTypes,
    eventsPerBlob: schedule.eventsPerBlob,
    pageSize: schedule.pageSize,
  });
  try {
    await analysisd.order({
      do: 'begin',
      options: { home, eventsPerSecond: schedule.analysisdPerSecond, reloadMs: RELOAD_MS, flushMs: FLUSH_MS },
    });
    const player = new Player(schedule, home, simulator, pool, analysisd);
    // Those that strike once do so in the first step: setting faults counts them anew.
    const lasting = schedule.contentFaults.filter(fault => !fault.endsWith('x'));
    for (const [n, step] of schedule.steps.entries()) {
      simulator.setFaults(settingsOf([...(n === 0 ? schedule.contentFaults : lasting), ...step.faults]));
      await player.play(step);
    }
    simulator.setFaults({});
    await player.settle();
    return await player.evidence();
  } finally {
    await simulator.close();
    rmSync(home, { recursive: true, force: true });
  }
}

class Player {
  readonly #schedule: Schedule;
  readonly #home: string;
  readonly #simulator: Simulator;
  readonly #pool: CollectorPool;
  readonly #analysisd: AnalysisdHost;
  readonly #ends: RunEnd[] = [];
  readonly #createdMs = new Map<string, number>();
  readonly #cursorProblems: string[] = [];
  #cursors: readonly Cursor[] = [];
  #disruptions = 0;
  #crashes = 0;
  #isQuiet = false;

  constructor(
    schedule: Schedule,
    home: string,
    simulator: Simulator,
    pool: CollectorPool,
    analysisd: AnalysisdHost,
  ) {
    this.#schedule = schedule;
    this.#home = home;
    this.#simulator = simulator;
    this.#pool = pool;
    this.#analysisd = analysisd;
  }

  async play(step: Step): Promise<void> {
    const { world } = this.#simulator;
    if (step.events > 0) world.addEvents(step.events);
    const [contentType = 'Audit.General'] = this.#schedule.contentTypes;
    if (step.withLateBlob)
      world.addBlob({ contentType, events: 3, listedMs: world.clock.now() + 2 * HOUR_MS });
    world.clock.advance(step.leapMinutes * MINUTE_MS);
    await this.#run(step);
  }

  /** Runs until a run has nothing to deliver and nothing is unfinished. */
  async settle(): Promise<void> {
    const { world } = this.#simulator;
    const comesAgain = this.#schedule.contentFaults.some(fault => fault.startsWith('redelivered'));
    for (let n = 0; n < MOST_SETTLING_RUNS && !this.#isQuiet; n += 1) {
      world.clock.advance(n === 1 && comesAgain ? REDELIVERY_LEAP_MS : n < 2 ? SETTLE_LEAP_MS : 7 * HOUR_MS);
      const report = await this.#run({});
      const unfinished = this.#partitions().reduce((sum, one) => sum + one.unfinishedBlobs, 0);
      this.#isQuiet =
        n >= 1 &&
        report !== undefined &&
        report.errors.length === 0 &&
        report.delivered === 0 &&
        unfinished === 0;
    }
  }

  async evidence(): Promise<Evidence> {
    const offered = [...this.#simulator.world.offered()];
    const stateDir = join(this.#home, 'queue/o365-wazuh');
    const ids = [...new Set(offered.map(one => one.contentId))];
    for (const id of ids) this.#createdMs.set(id, this.#simulator.world.blob(id)?.createdMs ?? 0);
    const clock = this.#simulator.world.clock;
    const sleepless = { now: () => clock.now(), sleep: () => Promise.resolve() };
    const store = openStore({ path: join(stateDir, 'state.db'), clock: sleepless });
    const ledger = new Map<string, LedgerRow>();
    for (const partition of this.#partitions()) {
      for (const [id, row] of store.partition(partition).ledgerRows(ids)) ledger.set(id, row);
    }
    store.close();
    const letters = openDeadLetters({ folder: join(stateDir, 'dead-letter'), clock: sleepless });
    const deadLetters: DeadLetter[] = [];
    for await (const letter of letters.read()) deadLetters.push(letter);
    return {
      offered,
      createdMs: this.#createdMs,
      arrived: await this.#analysisd.keys(),
      ledger,
      partitions: this.#partitions(),
      deadLetters,
      ends: this.#ends,
      disruptions: this.#disruptions,
      crashes: this.#crashes,
      isQuiet: this.#isQuiet,
      faultsStruck: this.#simulator.state().faults,
      cursorProblems: this.#cursorProblems,
      state: store.recovered ? 'set aside' : 'whole',
    };
  }

  #partitions(): readonly PartitionReport[] {
    const path = join(this.#home, 'queue/o365-wazuh/state.db');
    try {
      return readStateReport(path, { runs: 0, sinceMs: 0 }).partitions;
    } catch {
      // No run came far enough to make it.
      return [];
    }
  }

  async #run(step: Pick<Step, 'blow' | 'killAfterMs' | 'trouble'>): Promise<RunReport | undefined> {
    const { world, url } = this.#simulator;
    const { contentTypes, groupEvents, concurrency, skewMinutes } = this.#schedule;
    const [tenant] = world.tenants;
    const trouble = step.trouble && this.#start(step.trouble);
    if (step.trouble?.what === 'down') await this.#analysisd.order({ do: 'down' });
    const end = await this.#pool.run(
      {
        home: this.#home,
        url,
        tenantId: tenant?.tenantId ?? '',
        clientId: tenant?.clientId ?? '',
        contentTypes,
        offsetMs: world.clock.now() - Date.now() + skewMinutes * MINUTE_MS,
        groupEvents,
        concurrency,
        lookbackHours: lookbackHoursOf(this.#schedule),
        // Long enough for a restart on a busy machine, short where nobody will come.
        writtenAfterMs: WRITTEN_AFTER_MS,
        patienceMs: step.trouble?.what === 'down' ? 200 : 20_000,
        ...(step.blow ? { blow: step.blow } : {}),
      },
      ms => world.clock.advance(ms),
      step.killAfterMs,
    );
    await trouble;
    if (step.trouble?.what === 'down') await this.#analysisd.order({ do: 'up' });
    this.#ends.push(end);
    this.#checkCursors();
    if (step.trouble) this.#disruptions += 1;
    if (step.trouble?.what === 'crash') this.#crashes += 1;
    if (end.how === 'killed') this.#disruptions += 1;
    if (end.how !== 'ended') return undefined;
    // A group that Wazuh did not confirm, or whose record the disk refused, may have arrived.
    this.#disruptions += end.report.failedGroups + (end.report.struck ? 1 : 0);
    return end.report;
  }

  /** A blob may turn up behind the cursor, but then the cursor stands still until it is settled. */
  #checkCursors(): void {
    const before = new Map(this.#cursors.map(one => [one.partition, one.cursorMs]));
    this.#cursors = readCursors(join(this.#home, 'queue/o365-wazuh/state.db'));
    for (const { partition, cursorMs, oldestUnfinishedMs = Infinity } of this.#cursors) {
      if (cursorMs > (before.get(partition) ?? 0) && cursorMs > oldestUnfinishedMs) {
        this.#cursorProblems.push(
          `the cursor of ${partition} moved to ${cursorMs}, past an unfinished blob of ${oldestUnfinishedMs}`,
        );
      }
    }
  }

  async #start(trouble: Trouble): Promise<void> {
    const analysisd = this.#analysisd;
    switch (trouble.what) {
      case 'restart':
        await analysisd.order({ do: 'restart-at', count: trouble.atDatagram });
        return;
      case 'crash':
        await analysisd.order({ do: 'crash-at', count: trouble.atDatagram });
        return;
      case 'drop':
        await analysisd.order({ do: 'drop-at', count: trouble.atDatagram });
        return;
      case 'reload':
        await analysisd.order({ do: 'reload-at', count: trouble.atDatagram, ms: RELOAD_MS });
        return;
      case 'flood':
        await sleep(trouble.afterMs);
        await analysisd.order({ do: 'foreign', count: 3_000 });
        return;
      case 'hang':
        await sleep(trouble.afterMs);
        analysisd.hang();
        await sleep(HANG_MS);
        analysisd.goOn();
        return;
      case 'down':
        return;
    }
  }
}

/** Whichever run is the first to say where it begins: it looks back to the schedule's beginning. */
function lookbackHoursOf({ steps, looksBackFarthest }: Schedule): number {
  const leapHours = steps.reduce((sum, one) => sum + one.leapMinutes, 0) / 60;
  return looksBackFarthest ? FARTHEST_HOURS : Math.min(Math.ceil(leapHours) + 30, FARTHEST_HOURS);
}

interface Cursor {
  readonly partition: string;
  readonly cursorMs: number;
  readonly oldestUnfinishedMs: number | undefined;
}

function readCursors(stateFile: string): readonly Cursor[] {
  let db: ReturnType<typeof openDatabaseForReading>;
  try {
    db = openDatabaseForReading(stateFile);
  } catch {
    // No run came far enough to make it.
    return [];
  }
  try {
    return db
      .prepare(CURSORS)
      .all()
      .map(row => ({
        partition: String(row['content_type']),
        cursorMs: Number(row['cursor_ms'] ?? 0),
        oldestUnfinishedMs: typeof row['oldest_ms'] === 'number' ? row['oldest_ms'] : undefined,
      }));
  } finally {
    db.close();
  }
}

const CURSORS = `SELECT p.content_type, p.cursor_ms, (SELECT min(created_ms) FROM blob b
  WHERE b.partition = p.id AND b.state < 2 AND b.backfill = 0) AS oldest_ms FROM partition p`;

function settingsOf(faults: readonly string[]): FaultSettings {
  return Object.fromEntries(faults.map(parseFault));
}
