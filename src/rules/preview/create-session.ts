import { O365WazuhError } from '../../errors.ts';
import type { Json } from '../../events/audit-event.ts';
import { type AlertData, buildAlertData } from './alert-data.ts';
import { fromByteString, toByteString } from './byte-string.ts';
import { describeAlert } from './describe-alert.ts';
import { EventDecoder } from './event-decoder.ts';
import { EventFields } from './event-fields.ts';
import { EventMemory } from './event-memory.ts';
import { findRule, recordOf, type RuleSearch } from './find-rule.ts';
import { IgnoreTimes } from './ignore-times.ts';
import type { Ruleset } from './load-ruleset.ts';
import { receiveLog } from './received-log.ts';
import type { Rule } from './rule-model.ts';
import type { JudgedEvent } from './rule-test.ts';

/** `<log_alert_level>`, its default: alerts below it are not written. */
const LOG_ALERT_LEVEL = 3;
const MINUTE_MS = 60_000;

export interface SessionOptions {
  /**
   * Where the two differ. While the `ignore` time of a rule runs analysisd falls back to the parent of the rule; logtest (and the API's and
   * the dashboard's) names the rule but raises no alert. `no_log` and `log_alert` count in analysisd only. Default `logtest`.
   */
  readonly engine?: 'logtest' | 'analysisd';
  /** The manager's host name, which rules see as `hostname` of its own events. */
  readonly hostname?: string;
  /** The manager's offset from UTC in minutes, for `<time>` and `<weekday>`; −720…840. Default 0. */
  readonly utcOffsetMinutes?: number;
}

export interface EventSource {
  /** As rules see it, `office_365`; an agent's as in the queue: `[001] (name) 192.0.2.7->office_365`. */
  readonly location: string;
  /** When the event reaches the manager, in milliseconds of Unix time. */
  readonly atMs: number;
}

/** What the engine makes of one event. What belongs to a rule is absent where none matches. */
export interface Evaluation {
  readonly rule?: number;
  readonly level?: number;
  readonly description?: string;
  readonly groups?: readonly string[];
  /** MITRE ATT&CK technique ids as the rule names them; the manager drops those that its own database lacks. */
  readonly mitre?: readonly string[];
  /** How often the rule has fired in this session; absent with `no_counter`. */
  readonly firedtimes?: number;
  /** True when an alert is written. */
  readonly alert: boolean;
  readonly decoder?: string;
  readonly srcip?: string;
  readonly dstuser?: string;
  readonly data: AlertData;
  /** The rules that matched, from the top down to the one that counts. */
  readonly path: readonly number[];
}

export interface RuleSession {
  /**
   * Runs one event through decoders and rules.
   *
   * @param event the log as it is sent, or a value that is sent as compact JSON.
   * @throws O365WazuhError `RULE_UNSUPPORTED` when the answer depends on a rule that the preview does not know in full.
   */
  evaluate(event: Json | string, source: EventSource): Evaluation;
}

/**
 * Opens a session: a manager that has just started, with counters at zero. It reads no clock; times come with the events and must not go back.
 *
 * @throws O365WazuhError `RULESET_REFUSED` for a ruleset with which analysisd would not start. Rules that only the preview does not know are no
 * reason: they throw once an event reaches them.
 */
export function createSession(ruleset: Ruleset, options: SessionOptions = {}): RuleSession {
  refuseBroken(ruleset);
  return new Session(ruleset, options);
}

function refuseBroken({ problems }: Ruleset): void {
  const fatal = problems.find(problem => problem.class === 'error' && problem.code !== 'RULE_UNSUPPORTED');
  if (!fatal) return;
  throw new O365WazuhError('RULESET_REFUSED', `${fatal.file}:${fatal.line}: ${fatal.message}`, {
    details: { ...fatal },
  });
}

class Session implements RuleSession {
  readonly #ruleset: Ruleset;
  readonly #options: SessionOptions;
  readonly #engine: 'logtest' | 'analysisd';
  readonly #decoder: EventDecoder;
  readonly #memory: EventMemory;
  readonly #firedTimes: number[] = [];
  readonly #ignoreTimes: IgnoreTimes;

  constructor(ruleset: Ruleset, options: SessionOptions) {
    this.#ruleset = ruleset;
    this.#options = options;
    this.#decoder = new EventDecoder(ruleset.decoders);
    this.#memory = new EventMemory(ruleset.histories, ruleset.rules, ruleset.slots);
    this.#engine = options.engine ?? 'logtest';
    this.#ignoreTimes = new IgnoreTimes(this.#engine);
  }

  evaluate(event: Json | string, { location, atMs }: EventSource): Evaluation {
    const message = toByteString(typeof event === 'string' ? event : JSON.stringify(event));
    const received = receiveLog(message, toByteString(location));
    if (!received) return { alert: false, data: {}, path: [] };
    const fields = new EventFields();
    const decoder = this.#decoder.decode(received.log, received.programName, fields);
    const judged: JudgedEvent = {
      log: received.log,
      location: received.location,
      hostname: received.hostname ?? this.#ownHostname(),
      programName: received.programName,
      decoder,
      fields,
      clock: () => this.#clock(atMs),
    };
    const search: RuleSearch = {
      event: judged,
      agentId: received.agentId,
      timeSeconds: Math.floor(atMs / 1000),
      slots: this.#ruleset.slots,
      memory: this.#memory,
      record: undefined,
      parent: undefined,
      path: [],
    };
    const rule = findRule(this.#ruleset.roots, decoder?.type ?? 'syslog', search);
    const { srcip, dstuser } = fields.statics;
    let data: AlertData | undefined;
    return {
      ...(rule ? this.#fire(rule, search) : { alert: false }),
      ...(decoder ? { decoder: fromByteString(decoder.name) } : {}),
      ...(srcip === undefined ? {} : { srcip: fromByteString(srcip) }),
      ...(dstuser === undefined ? {} : { dstuser: fromByteString(dstuser) }),
      // Built when asked for: who only counts alerts does not pay for it.
      get data() {
        data ??= buildAlertData(fields, decoder !== undefined);
        return data;
      },
      path: search.path,
    };
  }

  #fire(matched: Rule, search: RuleSearch): Omit<Evaluation, 'data' | 'path'> {
    const firedTimes = (this.#firedTimes[matched.index] ?? 0) + 1;
    this.#firedTimes[matched.index] = firedTimes;
    const silent = matched.body.level === 0;
    const verdict = silent ? 'fires' : this.#ignoreTimes.judge(matched, search.timeSeconds);
    const rule = verdict === 'parent' ? search.parent : matched;
    if (!rule) return { alert: false };
    const remembered = !silent && verdict !== 'ignored';
    if (remembered) this.#memory.add(search.timeSeconds, () => recordOf(search), rule);
    const { body } = rule;
    return {
      rule: rule.id,
      level: body.level,
      description: fromByteString(describeAlert(body.description, search.event)),
      groups: body.alertGroups,
      mitre: body.mitre,
      ...(body.noCounter ? {} : { firedtimes: firedTimes }),
      // logtest goes by the level alone, whatever the options say.
      alert:
        remembered &&
        ((this.#engine === 'analysisd' ? body.logAlert : undefined) ?? body.level >= LOG_ALERT_LEVEL),
    };
  }

  #ownHostname(): string | undefined {
    const { hostname } = this.#options;
    return hostname === undefined ? undefined : toByteString(hostname);
  }

  #clock(atMs: number): ReturnType<JudgedEvent['clock']> {
    const local = new Date(atMs + (this.#options.utcOffsetMinutes ?? 0) * MINUTE_MS);
    return { time: local.toISOString().slice(11, 16), weekday: local.getUTCDay() };
  }
}
