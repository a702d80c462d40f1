import type { Json } from '../../events/audit-event.ts';
import { parseCreationTime } from '../../events/creation-time.ts';
import { LOCATION } from '../../events/envelope.ts';
import { fitEvent } from '../../events/fit.ts';
import { DEFAULT_LIMITS } from '../../events/fit-limits.ts';
import { KindRegistry } from '../../events/kinds.ts';
import { KNOWN_KINDS } from '../../events/known-kinds.ts';
import { parseEvent } from '../../events/parse-event.ts';

/** An event on its way through the preview. */
export interface TrialEvent {
  /** The message behind `1:location:`, as it would be sent. */
  readonly log: string;
  readonly location: string;
  /** From the event's own `CreationTime`, in milliseconds of Unix time. */
  readonly createdMs?: number;
  /** What it is, in a few words: operation and user. */
  readonly label: string;
}

type JsonObject = { readonly [key: string]: Json };

const DATAGRAM = /^1:(?<location>(?:\|.|[^:|])*):(?<log>[^]*)$/;

/**
 * Reads one line of a file of events, whatever it was taken from:
 *
 * - an audit event as Microsoft's API has it, or a list of them (a blob): it is made to fit as the collector does;
 * - an event in our envelope, `{"office_365":…}`, or in that of Wazuh's own module, `{"integration":"office365",…}`;
 * - a datagram of the queue, `1:office_365:{…}`;
 * - a line of alerts.json or archives.json: the event is taken from `full_log`, or put together again from `data`;
 * - a record of `Search-UnifiedAuditLog`, whose `AuditData` holds the event as text.
 *
 * @param kinds what fields were before, one registry for a whole file.
 * @returns the events, or what is wrong with the line. An empty line holds none.
 */
export function readTrialEvents(
  line: string,
  kinds = new KindRegistry(KNOWN_KINDS),
): readonly TrialEvent[] | { readonly fault: string } {
  const text = line.trim();
  if (text === '') return [];
  const datagram = DATAGRAM.exec(text)?.groups;
  if (datagram) {
    const { location = '', log = '' } = datagram;
    return [trialEvent(log, location.replace(/\|(?<char>.)/g, '$<char>'))];
  }
  const value = parse(text);
  if (value === undefined) return { fault: 'is no JSON' };
  if (Array.isArray(value)) {
    const events: TrialEvent[] = [];
    for (const [index, item] of value.entries()) {
      const found = isObject(item)
        ? fromObject(item, JSON.stringify(item), kinds)
        : { fault: 'is no object' };
      if ('fault' in found) return { fault: `item ${index + 1} ${found.fault}` };
      events.push(found);
    }
    return events;
  }
  if (!isObject(value)) return { fault: 'is no JSON object' };
  const found = fromObject(value, text, kinds);
  return 'fault' in found ? found : [found];
}

/** @param text the object as it stood there, so that an envelope goes on unchanged. */
function fromObject(
  value: JsonObject,
  text: string,
  kinds: KindRegistry,
): TrialEvent | { readonly fault: string } {
  if (isObject(value['office_365']) || typeof value['integration'] === 'string') {
    return trialEvent(text, LOCATION);
  }
  if (typeof value['AuditData'] === 'string') {
    return fromAuditEvent(value['AuditData'], kinds) ?? { fault: 'has an AuditData that is no JSON object' };
  }
  if (isObject(value['rule']) || typeof value['full_log'] === 'string') return fromAlert(value);
  // Every audit event has these; without either it is something else.
  if (!('Operation' in value) && !('RecordType' in value)) {
    return { fault: 'is no audit event: it has neither Operation nor RecordType' };
  }
  return fromAuditEvent(text, kinds) ?? { fault: 'is no JSON object' };
}

function fromAuditEvent(text: string, kinds: KindRegistry): TrialEvent | undefined {
  const event = parseEvent(text);
  if (!event) return undefined;
  return trialEvent(`{"office_365":${fitEvent(event, DEFAULT_LIMITS, kinds).json}}`, LOCATION);
}

/** An alert holds its event as decoded: numbers are texts there, which is what rules see of them anyway. */
function fromAlert(alert: JsonObject): TrialEvent | { readonly fault: string } {
  const location = typeof alert['location'] === 'string' ? alert['location'] : LOCATION;
  if (typeof alert['full_log'] === 'string') return trialEvent(alert['full_log'], location);
  const { data } = alert;
  if (!isObject(data)) return { fault: 'is an alert without full_log and data' };
  const { office_365, office365, o365_wazuh, integration } = data;
  if (isObject(office_365)) {
    return trialEvent(
      JSON.stringify({ office_365, ...(o365_wazuh === undefined ? {} : { o365_wazuh }) }),
      location,
    );
  }
  if (isObject(office365))
    return trialEvent(JSON.stringify({ integration: integration ?? 'office365', office365 }), location);
  return { fault: 'is an alert of something else than Microsoft 365' };
}

function trialEvent(log: string, location: string): TrialEvent {
  const document = parse(log);
  const inner = isObject(document) ? (document['office_365'] ?? document['office365']) : undefined;
  const event = isObject(inner) ? inner : {};
  const created = parseCreationTime(event['CreationTime']);
  const words = [event['Operation'], event['UserId']].filter(
    (word): word is string => typeof word === 'string' && word !== '',
  );
  return {
    log,
    location,
    ...(created === undefined ? {} : { createdMs: created }),
    label: words.length > 0 ? words.join(' ') : log.slice(0, 60),
  };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
