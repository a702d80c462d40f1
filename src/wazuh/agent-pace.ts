import { O365WazuhError } from '../errors.ts';
import type { Clock } from '../collect/ports.ts';
import type { Pace } from './pace.ts';
import { RateLimit } from './rate-limit.ts';
import { readStateFile, stateNumber, type StateFile } from './state-file.ts';

export interface AgentPaceOptions {
  /** Ceiling, events a second. agentd passes on 500 by default. */
  readonly eventsPerSecond: number;
  /** `<client_buffer><queue_size>`: agentd's buffer in events, 5,000 by default. It drops in silence when full. */
  readonly bufferEvents: number;
  /** `var/run/wazuh-agentd.state`. */
  readonly stateFile: string;
  readonly clock: Clock;
  /** How long a disconnected agent is waited for, in ms. */
  readonly patienceMs: number;
}

const POLL_MS = 250;
/** agentd writes its state every 5 s. A much older file means that it does not run any more. */
const MAX_STATE_AGE_MS = 30_000;
const MAX_ACK_AGE_MS = 60_000;
const QUARTER_HOUR_MS = 15 * 60_000;

/**
 * The pace for an agent: only while it is connected, never more than half of its buffer, well below what it passes on.
 *
 * What the agent does afterwards is not known: if it is stopped, what its buffer holds is lost (measured: 3,477 of 4,000).
 */
export class AgentPace implements Pace {
  readonly #options: AgentPaceOptions;
  readonly #rate: RateLimit;
  #stateWrittenAtMs = 0;
  #sentSinceState = 0;

  constructor(options: AgentPaceOptions) {
    this.#options = options;
    this.#rate = new RateLimit(options.eventsPerSecond, options.clock);
  }

  async permit(wanted: number, signal: AbortSignal): Promise<number | O365WazuhError> {
    const { clock, stateFile, patienceMs } = this.#options;
    const untilMs = clock.now() + patienceMs;
    for (;;) {
      const state = readStateFile(stateFile);
      const obstacle = this.#obstacle(state);
      const room = obstacle ? 0 : this.#room(state);
      if (room > 0) {
        const taken = await this.#rate.take(Math.min(wanted, room), signal);
        this.#sentSinceState += taken;
        return taken;
      }
      if (clock.now() >= untilMs) return obstacle ?? bufferFull();
      await clock.sleep(POLL_MS, signal);
    }
  }

  #obstacle(state: StateFile | undefined): O365WazuhError | undefined {
    const { clock, stateFile } = this.#options;
    if (state === undefined) return disconnected(`there is no ${stateFile}`);
    const ageMs = clock.now() - state.writtenAtMs;
    if (ageMs > MAX_STATE_AGE_MS)
      return disconnected(`agentd has not written ${stateFile} for ${Math.round(ageMs / 1000)} s`);
    const status = state.values.get('status');
    if (status !== 'connected') return disconnected(`its status is '${status ?? ''}'`);
    const ackAgeMs = sinceLocalTime(state.values.get('last_ack') ?? '', clock.now());
    if (ackAgeMs !== undefined && ackAgeMs > MAX_ACK_AGE_MS) {
      return disconnected(`the manager last answered ${Math.round(ackAgeMs / 1000)} s ago`);
    }
    return undefined;
  }

  /** Half of the buffer, less what was in it 5 s ago, less what we sent since: as if the agent had passed on nothing. */
  #room(state: StateFile | undefined): number {
    if (state && state.writtenAtMs !== this.#stateWrittenAtMs) {
      this.#stateWrittenAtMs = state.writtenAtMs;
      this.#sentSinceState = 0;
    }
    const buffered = state && stateNumber(state, 'msg_buffer');
    // Empty means that anti-flooding is off: agentd sends each event at once and has no buffer to overflow.
    if (buffered === undefined) return Number.POSITIVE_INFINITY;
    return Math.floor(this.#options.bufferEvents / 2) - buffered - this.#sentSinceState;
  }
}

/**
 * Age of a local time without zone. agentd may live in another zone than we do (a container, a TZ variable); zones differ by whole
 * quarter hours, so the age is taken modulo those. An agent silent for longer is `disconnected` anyway.
 */
function sinceLocalTime(text: string, nowMs: number): number | undefined {
  const time = Date.parse(text.replace(' ', 'T'));
  if (Number.isNaN(time)) return undefined;
  const ageMs = (nowMs - time) % QUARTER_HOUR_MS;
  // A second of clock blur must not look like almost a quarter of an hour.
  return ageMs < -2_000 ? ageMs + QUARTER_HOUR_MS : ageMs;
}

function disconnected(why: string): O365WazuhError {
  return new O365WazuhError('AGENT_DISCONNECTED', `The Wazuh agent is not connected to its manager: ${why}.`);
}

function bufferFull(): O365WazuhError {
  return new O365WazuhError('WAZUH_OVERLOADED', 'The Wazuh agent’s buffer stays more than half full.');
}
