import { isO365WazuhError } from '../../errors.ts';
import type { Evaluation, RuleSession } from '../preview/create-session.ts';
import type { TrialEvent } from './trial-event.ts';

/** What the preview, and the manager where it was asked, say of one event. */
export interface TrialRow {
  readonly label: string;
  /** 1-based line of the input; absent for samples of the catalogue. */
  readonly line?: number;
  readonly found?: Evaluation;
  /** Why the preview gave no answer. */
  readonly refused?: string;
  /** What it should have been, in words; absent where it is so, or where nothing is expected. */
  readonly differs?: string;
}

/** The moments at which events reach the engine: at their own time where they have one, never going back. */
export class TrialClock {
  readonly #atOnce: boolean;
  #nowMs: number;

  /** @param startMs for events without a time of their own. @param atOnce true: all arrive in this moment. */
  constructor(startMs: number, atOnce: boolean) {
    this.#nowMs = startMs;
    this.#atOnce = atOnce;
  }

  /** The first event's own time may lie before the start. */
  #first = true;

  arrivalOf({ createdMs }: Pick<TrialEvent, 'createdMs'>): number {
    if (this.#atOnce || createdMs === undefined) return this.#nowMs;
    this.#nowMs = this.#first ? createdMs : Math.max(this.#nowMs, createdMs);
    this.#first = false;
    return this.#nowMs;
  }
}

/** Runs one event through a session. A rule that the preview does not know in full makes a row that says so. */
export function tryEvent(session: RuleSession, event: TrialEvent, atMs: number): Omit<TrialRow, 'line'> {
  const { label, log, location } = event;
  try {
    return { label, found: session.evaluate(log, { location, atMs }) };
  } catch (error) {
    if (!isO365WazuhError(error) || error.code !== 'RULE_UNSUPPORTED') throw error;
    return { label, refused: error.message };
  }
}
