import type { AuditEvent } from './audit-event.ts';
import {
  CONVERTED_FIELD,
  DEFAULT_LIMITS,
  type FitLimits,
  MAX_MARK_LENGTH,
  TRIMMED_FIELD,
} from './fit-limits.ts';
import { fitsUnchanged } from './fits-unchanged.ts';
import { KNOWN_KINDS } from './known-kinds.ts';
import { KindRegistry } from './kinds.ts';
import { reshape } from './reshape.ts';
import { countLeaves, cutToSize, foldSurplus } from './shrink.ts';

/** Bytes set aside for the two fields of marks in an event that has to be cut. */
const MARKS_BYTES = 2_000;
const MARK_FIELD_BYTES = 900;

export interface FittedEvent {
  /** The event itself when it fits as it is, else a changed copy. */
  readonly event: AuditEvent;
  /** `JSON.stringify(event)`, made on the way. */
  readonly json: string;
  /** Paths of what was cut. Also in the event, as `o365_wazuh_trimmed`. */
  readonly trimmed: readonly string[];
  /** Paths of what is there whole, but in another form. Also in the event, as `o365_wazuh_converted`. */
  readonly converted: readonly string[];
}

/**
 * Makes an event fit what Wazuh and its indexer take without losing a part of it. An event that fits passes unchanged: the
 * same object, the same JSON text. Fitting twice is fitting once.
 *
 * Not marked, since an alert shows no difference: nulls outside lists are left out, and numbers outside lists that are no int32 become
 * texts. All else that is changed is named in the event.
 *
 * @param kinds shared by all events that go into one index; learns from each. Without it the event stands for itself.
 * @param known `JSON.stringify(event)`, where it is at hand already.
 */
export function fitEvent(
  event: AuditEvent,
  limits: FitLimits = DEFAULT_LIMITS,
  kinds: KindRegistry = new KindRegistry(KNOWN_KINDS),
  known?: string,
): FittedEvent {
  if (fitsUnchanged(event, limits, kinds)) {
    const json = known ?? JSON.stringify(event);
    if (isSendable(json, limits)) return { event, json, trimmed: [], converted: [] };
  }

  const { event: copy, trimmed, converted } = reshape(event, limits, kinds);
  const isTooLarge = () => jsonBytes(withMarks(copy, trimmed, converted, kinds)) > limits.maxEventBytes;
  const marks = isTooLarge() ? 2 : Math.min(trimmed.size, 1) + Math.min(converted.size, 1);
  if (countLeaves(copy) + marks > limits.maxLeaves) {
    foldSurplus(copy, limits.maxLeaves - 2, limits.maxStringBytes, { trimmed, converted });
  }
  if (isTooLarge()) cutToSize(copy, limits.maxEventBytes - MARKS_BYTES, trimmed);
  const fitted = withMarks(copy, trimmed, converted, kinds);
  return { event: fitted, json: JSON.stringify(fitted), trimmed: [...trimmed], converted: [...converted] };
}

/** Small enough, and without the escapes that JSON.stringify writes for NUL and lone surrogates. */
function isSendable(json: string, limits: FitLimits): boolean {
  if (json.length > limits.maxEventBytes / 3 && Buffer.byteLength(json) > limits.maxEventBytes) return false;
  return !json.includes('\\u') || !/\\u(?:0000|d[89a-f])/.test(json);
}

function withMarks(
  event: AuditEvent,
  trimmed: ReadonlySet<string>,
  converted: ReadonlySet<string>,
  kinds: KindRegistry,
): AuditEvent {
  const marked = { ...event };
  for (const [field, paths] of [
    [TRIMMED_FIELD, trimmed],
    [CONVERTED_FIELD, converted],
  ] as const) {
    if (paths.size === 0) continue;
    const node = kinds.ownChild(kinds.root, field);
    node.kind ??= 'list';
    const before = event[field];
    marked[field] = shortList([...(Array.isArray(before) ? before.map(String) : []), ...paths]);
  }
  return marked;
}

/** As many paths as find room, each shortened, and how many more there are. */
function shortList(paths: readonly string[]): string[] {
  const list: string[] = [];
  let bytes = 0;
  for (const [index, path] of paths.entries()) {
    const shown =
      path.length > MAX_MARK_LENGTH ? `${path.slice(0, MAX_MARK_LENGTH - 1).toWellFormed()}…` : path;
    bytes += Buffer.byteLength(JSON.stringify(shown)) + 1;
    if (bytes > MARK_FIELD_BYTES) return [...list, `and ${paths.length - index} more`];
    list.push(shown);
  }
  return list;
}

function jsonBytes(event: AuditEvent): number {
  return Buffer.byteLength(JSON.stringify(event));
}
