import type { WazuhXmlElement } from '../read/wazuh-xml.ts';
import type { ProblemLog } from './problem.ts';

/** `analysisd.default_timeframe`. */
const DEFAULT_TIMEFRAME_SECONDS = 360;

export interface RuleAttributes {
  id: number;
  level: number;
  minSize: number;
  timeframeSeconds: number;
  /** The attribute minus two; 0 where there is none. */
  frequency: number;
  accurate: boolean;
  ignoreSeconds: number;
  noAlert: boolean;
  overwrite: boolean;
}

/**
 * Reads the attributes of a `<rule>`.
 *
 * @returns undefined where analysisd refuses them; the log says why.
 */
export function readRuleAttributes(element: WazuhXmlElement, log: ProblemLog): RuleAttributes | undefined {
  const found: RuleAttributes = {
    id: -1,
    level: -1,
    minSize: 0,
    timeframeSeconds: DEFAULT_TIMEFRAME_SECONDS,
    frequency: 0,
    accurate: true,
    ignoreSeconds: 0,
    noAlert: false,
    overwrite: false,
  };
  for (const { name, value } of element.attributes) {
    const wrong = readAttribute(name.toLowerCase(), value, found, element, log);
    if (wrong === undefined) continue;
    log.error('ATTRIBUTE_INVALID', element.line, wrong, found.id < 0 ? undefined : found.id);
    return undefined;
  }
  if (found.id >= 0 && found.level >= 0) return found;
  log.error('ATTRIBUTE_INVALID', element.line, 'A rule without an id, or without a level that is a number.');
  return undefined;
}

/** @returns what is wrong, or undefined. */
function readAttribute(
  name: string,
  value: string,
  into: RuleAttributes,
  element: WazuhXmlElement,
  log: ProblemLog,
): string | undefined {
  const number = /^\d*$/.test(value) ? Number(value) : undefined;
  switch (name) {
    case 'id':
      if (number === undefined || value.length > 6)
        return `Invalid rule id: ${value}. Must be integer (max 6 digits)`;
      if (value !== '') into.id = number;
      return undefined;
    case 'level':
      // Anything but digits leaves the level unset, which is reported for the rule as a whole.
      if (number === undefined) return undefined;
      if (number > 16) return `Invalid level: ${value}. Must be an integer between 0 and 16.`;
      into.level = number;
      return undefined;
    case 'frequency':
      if (number === undefined) return `Invalid frequency: ${value}. Must be integer`;
      if (number < 2 || number > 9999)
        return `Invalid frequency: ${value}. Must be higher than 1 and lower than 10000.`;
      into.frequency = number - 2;
      return undefined;
    case 'maxsize':
      if (number === undefined) return `Invalid maxsize: ${value}. Must be integer`;
      into.minSize = leading(value, 4, into.minSize);
      return undefined;
    case 'timeframe':
      if (number === undefined) return `Invalid timeframe: ${value}. Must be integer (max 5 digits)`;
      into.timeframeSeconds = leading(value, 5, into.timeframeSeconds);
      return undefined;
    case 'accuracy':
      if (number === undefined) return `Invalid accuracy: ${value}. Must be integer`;
      into.accurate = leading(value, 4, 1) !== 0;
      return undefined;
    case 'ignore':
      if (number === undefined) return `Invalid ignore_time: ${value}. Must be integer (max 6 digits)`;
      into.ignoreSeconds = leading(value, 6, into.ignoreSeconds);
      return undefined;
    case 'noalert':
      if (value === '0' || value === '1') into.noAlert = value === '1';
      else log.warn('ATTRIBUTE_INVALID', element.line, `Invalid value for attribute 'noalert': ${value}`);
      return undefined;
    case 'overwrite':
      if (value !== 'yes' && value !== 'no') return `Invalid overwrite: ${value}. Can only be 'yes' or 'no'.`;
      into.overwrite = value === 'yes';
      return undefined;
    default:
      return `Invalid attribute "${name}". Only id, level, maxsize, accuracy, noalert, ignore, frequency, timeframe and overwrite are allowed.`;
  }
}

/** Further digits are not read, and an empty text leaves what was there. */
function leading(value: string, digits: number, fallback: number): number {
  return value === '' ? fallback : Number(value.slice(0, digits));
}
