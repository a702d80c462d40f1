import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { AnalysisdHost } from './analysisd-host.ts';
import { bundleChild } from './bundle.ts';
import { CollectorPool } from './collector-pool.ts';
import { violations } from './model.ts';
import type { Mutation } from './mutations.ts';
import { runSchedule } from './run-schedule.ts';
import { type Schedule, schedules } from './schedule.ts';

export interface Tally {
  schedules: number;
  runs: number;
  kills: number;
  events: number;
  repeats: number;
  faultsStruck: Record<string, number>;
}

/** Everything that schedules are played with: collector processes, and an analysisd for each lane. Lanes run side by side. */
export class Arena implements AsyncDisposable {
  readonly #folder: string;
  readonly #pool: CollectorPool;
  readonly #analysisds: readonly AnalysisdHost[];
  readonly tally: Tally = { schedules: 0, runs: 0, kills: 0, events: 0, repeats: 0, faultsStruck: {} };

  static async open(options: { readonly lanes: number; readonly mutation?: Mutation }): Promise<Arena> {
    const { lanes, mutation } = options;
    const bundle = await bundleChild(mutation);
    const pool = new CollectorPool(bundle.path, lanes + 1);
    const analysisds = await Promise.all(Array.from({ length: lanes }, () => AnalysisdHost.start()));
    return new Arena(bundle.folder, pool, analysisds);
  }

  private constructor(folder: string, pool: CollectorPool, analysisds: readonly AnalysisdHost[]) {
    this.#folder = folder;
    this.#pool = pool;
    this.#analysisds = analysisds;
  }

  /** Plays one schedule and judges it. @returns what does not hold. */
  async judge(schedule: Schedule, lane = 0): Promise<readonly string[]> {
    const analysisd = this.#analysisds[lane];
    if (analysisd === undefined) throw new RangeError(`There is no lane ${lane}`);
    const evidence = await runSchedule(schedule, this.#pool, analysisd);
    this.tally.schedules += 1;
    this.tally.runs += evidence.ends.length;
    this.tally.kills += evidence.ends.filter(end => end.how === 'killed').length;
    this.tally.events += evidence.offered.length;
    this.tally.repeats += evidence.arrived.length - new Set(evidence.arrived).size;
    for (const [name, times = 0] of Object.entries(evidence.faultsStruck)) {
      this.tally.faultsStruck[name] = (this.tally.faultsStruck[name] ?? 0) + times;
    }
    return violations(schedule, evidence);
  }

  /**
   * Draws and plays schedules in all lanes.
   *
   * @param options.seed decides the schedules, whatever the number of lanes does with them in time.
   * @param options.shrink makes a failing schedule as small as it gets; that takes as many schedules again.
   * @returns undefined when all held, else the smallest schedule found that does not, and why.
   */
  async search(options: {
    readonly seed: number;
    readonly runs: number;
    readonly shrink?: boolean;
    onSchedule?(): void;
  }): Promise<
    { readonly schedule: Schedule; readonly why: readonly string[]; readonly seed: number } | undefined
  > {
    const lanes = this.#analysisds.length;
    const searches = this.#analysisds.map(async (_, lane) => {
      let whyOf = new Map<string, readonly string[]>();
      const property = fc.asyncProperty(schedules, async schedule => {
        const why = await this.judge(schedule, lane);
        options.onSchedule?.();
        if (why.length > 0) whyOf = new Map([...whyOf, [JSON.stringify(schedule), why]]);
        return why.length === 0;
      });
      const seed = options.seed * 1_000 + lane;
      const details = await fc.check(property, {
        seed,
        numRuns: Math.ceil(options.runs / lanes),
        endOnFailure: options.shrink !== true,
      });
      const [schedule] = details.counterexample ?? [];
      if (!details.failed || schedule === undefined) return undefined;
      const thrown = details.errorInstance instanceof Error ? (details.errorInstance.stack ?? '') : '';
      const why = whyOf.get(JSON.stringify(schedule)) ?? [`the play itself broke: ${thrown}`];
      return { schedule, why, seed };
    });
    return (await Promise.all(searches)).find(found => found !== undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]();
    for (const analysisd of this.#analysisds) await analysisd[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
