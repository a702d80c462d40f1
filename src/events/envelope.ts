import type { ContentType } from './content-type.ts';
import { parseCreationTime } from './creation-time.ts';
import type { FittedEvent } from './fit.ts';

/** Where Wazuh says the events come from. Rules match it: keep it in step with the rules' `<location>`. */
export const LOCATION = 'office_365';

/** Queue id `1` (log collector) and the location, as Wazuh's queue wants them in front of each message. */
export const HEADER = `1:${LOCATION}:`;

/** The shape of a message: ours, or that of Wazuh's own office365 module. */
export type MessageFormat = 'office_365' | 'native';

/** What stands before and behind the event. Wazuh's module sends its location without the underscore (wm_office365.c, 4.3 to 4.14). */
const SHAPES = {
  office_365: { before: `${HEADER}{"office_365":`, after: '}' },
  native: { before: '1:office365:{"integration":"office365","office365":', after: '}' },
} as const satisfies Record<MessageFormat, object>;

/** From 65,536 bytes on Wazuh cuts a datagram without a word. */
export const MAX_DATAGRAM_BYTES = 65_000;

/** How long Microsoft took to make an event available. */
export type LagBand = '<15m' | '15m-1h' | '1h-4h' | '4h-24h' | '>24h';

/** What is said beside the event. Fields left out are not sent. */
export interface Marks {
  /** The tenant's label from the config, at most 128 characters of it. */
  readonly tenant?: string;
  readonly subscription?: ContentType;
  readonly lag_band?: LagBand;
  /** The event came so late that correlating it with the present makes no sense. */
  readonly late?: boolean;
  /** The event was fetched by a backfill. */
  readonly backfill?: boolean;
  /** From the config, as the tenant's label. */
  readonly customer?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Paths in the event of what was taken out, and of what stands there as a keyed hash. */
  readonly redacted?: readonly string[];
  readonly hashed?: readonly string[];
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MAX_TENANT_LENGTH = 128;

/**
 * Microsoft's own delay: from the event (`CreationTime`) to its becoming available (`contentCreated`). Our own delay is no part of it.
 *
 * @returns undefined when the event's time is unreadable.
 */
export function lagBand(creationTime: unknown, contentCreatedMs: number): LagBand | undefined {
  const createdMs = parseCreationTime(creationTime);
  if (createdMs === undefined) return undefined;
  const lagMs = contentCreatedMs - createdMs;
  if (lagMs < 15 * MINUTE_MS) return '<15m';
  if (lagMs < HOUR_MS) return '15m-1h';
  if (lagMs < 4 * HOUR_MS) return '1h-4h';
  return lagMs <= 24 * HOUR_MS ? '4h-24h' : '>24h';
}

/**
 * The whole datagram: `1:office_365:{"office_365":{…},"o365_wazuh":{…}}`, compact, the event first since our decoder asks for
 * `^{"office_365":`. In the native format it is `1:office365:{"integration":"office365","office365":{…},"o365_wazuh":{…}}`. Without marks, ours is `1:office_365:{"office_365":{…}}`, byte for byte what the script of 2020 sent.
 */
export function frame(
  fitted: Pick<FittedEvent, 'json'>,
  marks?: Marks,
  format: MessageFormat = 'office_365',
): Buffer {
  return Buffer.from(framed(fitted.json, marksText(marks), format));
}

/** The text of the whole datagram, of an event's JSON text and of `marksText`. */
export function framed(json: string, marks: string, format: MessageFormat): string {
  const { before, after } = SHAPES[format];
  return `${before}${json}${marks}${after}`;
}

/** How many bytes an event's JSON text may have, so that its datagram has at most `maxDatagramBytes` with any lag band. */
export function maxEventBytes(
  maxDatagramBytes: number,
  marks?: Marks,
  format: MessageFormat = 'office_365',
): number {
  const widest = marks && { ...marks, lag_band: '15m-1h' as const, late: false, backfill: false };
  return maxDatagramBytes - frame({ json: '' }, widest, format).length;
}

/** What stands behind the event: nothing, or `,"o365_wazuh":{…}`. */
export function marksText(marks: Marks | undefined): string {
  if (!marks) return '';
  const tenant = marks.tenant?.slice(0, MAX_TENANT_LENGTH).toWellFormed();
  const text = JSON.stringify({
    tenant,
    subscription: marks.subscription,
    lag_band: marks.lag_band,
    late: marks.late,
    backfill: marks.backfill,
    customer: marks.customer,
    labels: marks.labels,
    redacted: marks.redacted,
    hashed: marks.hashed,
  });
  return text === '{}' ? '' : `,"o365_wazuh":${text}`;
}
