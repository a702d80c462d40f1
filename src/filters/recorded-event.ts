import type { AuditEvent, Json } from '../events/audit-event.ts';
import { type ContentType, isContentType } from '../events/content-type.ts';
import { parseEvent } from '../events/parse-event.ts';

/** An event out of a file, and what the file tells of where it came from. */
export interface RecordedEvent {
  readonly event: AuditEvent;
  readonly contentType: ContentType | undefined;
  /** The tenant's label. */
  readonly tenant: string | undefined;
}

/**
 * Reads one event in any of the forms that a user has at hand: as Microsoft sends it, as a message of ours or of Wazuh's own module (with or
 * without the `1:location:` in front), or as a line of alerts.json.
 *
 * @returns `other` for JSON that holds no such event, as the alerts of other products; undefined for what can't be read.
 */
export function readRecordedEvent(text: string): RecordedEvent | 'other' | undefined {
  const parsed = parseEvent(text.replace(/^1:office_?365:/, ''));
  if (!parsed) return undefined;
  const isAlert = isObject(parsed['rule']) && isObject(parsed['data']);
  const outer = isAlert ? (parsed['data'] as AuditEvent) : parsed;
  const marks = isObject(outer['o365_wazuh']) ? outer['o365_wazuh'] : {};
  for (const key of ['office_365', 'office365']) {
    const event = outer[key];
    if (!isObject(event)) continue;
    return {
      event,
      contentType: contentTypeOf(marks['subscription'] ?? event['Subscription']),
      tenant: typeof marks['tenant'] === 'string' ? marks['tenant'] : undefined,
    };
  }
  const looksLikeOne = !isAlert && ('Operation' in parsed || 'RecordType' in parsed);
  return looksLikeOne ? { event: parsed, contentType: undefined, tenant: undefined } : 'other';
}

function contentTypeOf(value: Json | undefined): ContentType | undefined {
  return typeof value === 'string' && isContentType(value) ? value : undefined;
}

function isObject(value: Json | undefined): value is AuditEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
