import { CONTENT_TYPES, type ContentType, isContentType } from '../events/content-type.ts';
import { O365WazuhError } from '../errors.ts';
import { FAULTS, type FaultName, isFaultName } from './faults.ts';

/** What a request asks for; also the keys of the simulator's request counters. */
export const ROUTES = [
  'token',
  'discovery',
  'identity',
  'start',
  'stop',
  'list',
  'content',
  'notifications',
  'blob',
  'sensitive-types',
  'other',
] as const;

export type Route = (typeof ROUTES)[number];

/** How often a fault strikes. Without any member: always. */
export interface FaultSetting {
  /** Share of the opportunities, 0 to 1. */
  readonly rate?: number;
  /** It strikes so many times and then no more. */
  readonly count?: number;
  /** So many opportunities pass before the first. */
  readonly skip?: number;
  /** Only requests of this route, or requests and blobs of this content type. */
  readonly on?: Route | ContentType;
}

/** Per fault a rate from 0 to 1, or a setting. */
export type FaultSettings = Partial<Record<FaultName, number | FaultSetting>>;

const FORM =
  /^(?<name>[\w-]+)(?::(?<on>[\w.-]+))?(?:=(?:(?<count>\d+)x|(?<rate>\d*\.?\d+)))?(?:@(?<skip>\d+))?$/;

/**
 * Reads `name[:on][=rate|=COUNTx][@skip]`: `error-500`, `error-500=0.05`, `reset:blob=2x`, `forbidden:DLP.All`,
 * `unauthorized=1x@10`.
 *
 * @throws USAGE naming the part that is wrong and its rule.
 */
export function parseFault(text: string): [FaultName, FaultSetting] {
  const groups = FORM.exec(text)?.groups;
  if (!groups) {
    throw usage(`The fault ${JSON.stringify(text)} is not of the form name[:on][=rate|=COUNTx][@skip].`);
  }
  const { name = '', on, count, rate, skip } = groups;
  if (!isFaultName(name)) {
    throw usage(`Unknown fault ${JSON.stringify(name)}.`, `Known faults: ${Object.keys(FAULTS).join(', ')}`);
  }
  if (rate !== undefined && Number(rate) > 1) {
    throw usage(
      `The rate of ${name} is ${rate}; it must be a number from 0 to 1.`,
      `For ${rate} times write ${name}=${rate}x`,
    );
  }
  if (on !== undefined && !isScope(on)) {
    throw usage(
      `The fault ${name} cannot be limited to ${JSON.stringify(on)}.`,
      `Behind the colon stands one of ${[...ROUTES, ...CONTENT_TYPES].join(', ')}`,
    );
  }
  return [
    name,
    {
      ...(rate === undefined ? {} : { rate: Number(rate) }),
      ...(count === undefined ? {} : { count: Number(count) }),
      ...(skip === undefined ? {} : { skip: Number(skip) }),
      ...(on === undefined ? {} : { on }),
    },
  ];
}

function isScope(text: string): text is Route | ContentType {
  return isContentType(text) || (ROUTES as readonly string[]).includes(text);
}

function usage(
  message: string,
  hint = 'For example --fault error-500=0.05 --fault reset:blob=2x',
): O365WazuhError {
  return new O365WazuhError('USAGE', message, { hint });
}
