import type { Clock, Log } from '../collect/ports.ts';
import type { Pace } from './pace.ts';
import { RateLimit } from './rate-limit.ts';
import { readStateFile, stateNumber } from './state-file.ts';

export interface FixedPaceOptions {
  /** Ceiling, events a second. 2,000 … 5,000 were always without loss on an idle manager. */
  readonly eventsPerSecond: number;
  /** `var/run/wazuh-analysisd.state`, or `ossec-analysisd.state` before 4.2. */
  readonly stateFile: string;
  readonly clock: Clock;
  readonly log: Log;
}

const WATCH_MS = 1_000;
const MIN_PER_SECOND = 50;
const RECOVERY = 1.2;

/**
 * The pace for a manager that tells no figures: a fixed ceiling, halved whenever the state file tells of drops, and slowly back.
 *
 * The state file is up to 5 s old and counts everybody's drops, so it can slow us down but not say which events were lost.
 */
export class FixedPace implements Pace {
  readonly #options: FixedPaceOptions;
  readonly #rate: RateLimit;
  #watchedAtMs = Number.NEGATIVE_INFINITY;
  #stateWrittenAtMs = 0;
  #dropped: number | undefined;

  constructor(options: FixedPaceOptions) {
    this.#options = options;
    this.#rate = new RateLimit(options.eventsPerSecond, options.clock);
  }

  async permit(wanted: number, signal: AbortSignal): Promise<number> {
    const nowMs = this.#options.clock.now();
    if (nowMs - this.#watchedAtMs >= WATCH_MS) {
      this.#watchedAtMs = nowMs;
      this.#watchDrops();
    }
    return this.#rate.take(wanted, signal);
  }

  #watchDrops(): void {
    const state = readStateFile(this.#options.stateFile);
    if (state === undefined || state.writtenAtMs === this.#stateWrittenAtMs) return;
    this.#stateWrittenAtMs = state.writtenAtMs;
    const dropped = stateNumber(state, 'events_dropped');
    const newDrops = dropped === undefined || this.#dropped === undefined ? 0 : dropped - this.#dropped;
    this.#dropped = dropped;

    if (newDrops > 0) {
      this.#rate.perSecond = Math.max(MIN_PER_SECOND, this.#rate.perSecond / 2);
      this.#options.log.warn(
        `analysisd dropped ${newDrops} events, some of which may be ours: going on at ${Math.round(this.#rate.perSecond)} events/s.`,
      );
    } else {
      this.#rate.perSecond = Math.min(this.#options.eventsPerSecond, this.#rate.perSecond * RECOVERY);
    }
  }
}
