import { lastValue } from '../wazuh-xml/element.ts';
import { ownWodles } from './find-wodle.ts';
import type { Conf } from './read-conf.ts';

/** Our wodle as it stands in an ossec.conf, user's edits included. */
export interface OwnWodle {
  readonly line: number;
  readonly disabled: boolean;
  readonly command: string;
  /** As written; undefined for Wazuh's default, 2 s. */
  readonly interval: string | undefined;
  /** Seconds, as written; undefined for none. */
  readonly timeout: string | undefined;
  /** True when it has no times of its own, so that it runs every `interval`. */
  readonly isPeriodic: boolean;
}

/** Reads the wodle that Wazuh runs: of several with our tag the last. */
export function readOwnWodle(conf: Conf): OwnWodle | undefined {
  const wodle = ownWodles(conf.roots).at(-1)?.wodle;
  if (wodle === undefined) return undefined;
  return {
    line: wodle.line,
    disabled: lastValue(wodle, 'disabled') === 'yes',
    command: lastValue(wodle, 'command') ?? '',
    interval: lastValue(wodle, 'interval'),
    timeout: lastValue(wodle, 'timeout'),
    isPeriodic: !['day', 'wday', 'time'].some(name => lastValue(wodle, name) !== undefined),
  };
}

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
/** `WM_COMMAND_DEFAULT_INTERVAL` (wm_command.h). */
const DEFAULT_INTERVAL_MS = 2_000;

/**
 * The wodle's interval in milliseconds. Wazuh looks at the first character behind the number only, and takes none for seconds
 * (schedule_scan.c).
 *
 * @returns undefined when Wazuh would refuse it, and for months (`M`), which have no length.
 */
export function wodleIntervalMs(interval: string | undefined): number | undefined {
  if (interval === undefined) return DEFAULT_INTERVAL_MS;
  const parts = /^\s*(?<count>\d+)(?<unit>\S?)/.exec(interval)?.groups;
  const unitMs = UNIT_MS[parts?.['unit'] || 's'];
  const ms = Number(parts?.['count']) * (unitMs ?? NaN);
  return ms > 0 ? ms : undefined;
}
