import { parseCreationTime } from '../../events/creation-time.ts';
import type { Alert, Technique } from './alert.ts';
import { cutText } from './cut-text.ts';

/** What a line is: an alert of ours, one of something else, or no whole alert at all. */
export type ParsedLine = Alert | 'foreign' | 'broken';

type Fields = Readonly<Record<string, unknown>>;

const OURS = Buffer.from('"office_365"');
/** The blog's envelope comes as `office_365`, that of Wazuh's own module (and our `native` format) as `office365`. */
const NATIVE = Buffer.from('"office365"');
const CLOSING_BRACE = 0x7d;
const MAX_TECHNIQUES = 10;

/** Reads one line of alerts.json. Never throws, whatever the line holds. */
export function parseAlert(line: Buffer): ParsedLine {
  // Other alerts are most of many a file: they are told by a search, without parsing.
  if (!line.includes(OURS) && !line.includes(NATIVE))
    return line.at(-1) === CLOSING_BRACE ? 'foreign' : 'broken';
  let json: unknown;
  try {
    json = JSON.parse(line.toString());
  } catch {
    return 'broken';
  }
  const alert = fieldsOf(json);
  const timeMs = parseAlertTime(alert['timestamp']);
  const rule = fieldsOf(alert['rule']);
  if (timeMs === undefined || rule['level'] === undefined) return 'broken';
  const data = fieldsOf(alert['data']);
  const event = data['office_365'] ?? data['office365'];
  // The words may stand in an alert about something else, in its log text for example.
  return isFields(event) ? toAlert(timeMs, rule, data, event) : 'foreign';
}

function toAlert(timeMs: number, rule: Fields, data: Fields, event: Fields): Alert {
  const marks = fieldsOf(data['o365_wazuh']);
  const organizationId = cutText(event['OrganizationId'], 64);
  const level = Number(cutText(rule['level'], 4));
  return {
    timeMs,
    level: Number.isInteger(level) && level >= 0 && level <= 16 ? level : 0,
    ruleId: cutText(rule['id'], 16),
    description: cutText(rule['description']),
    mitre: techniquesOf(fieldsOf(rule['mitre'])),
    workload: cutText(event['Workload'], 80),
    operation: cutText(event['Operation'], 120).trim(),
    recordType: cutText(event['RecordType'], 16),
    user: cutText(event['UserId']),
    address: cutText(data['srcip'] ?? event['ClientIP'], 64),
    object: cutText(event['ObjectId']),
    // The feed's own events name their tenant and content type themselves.
    tenant: cutText(marks['tenant'] ?? event['Tenant'], 128) || organizationId,
    organizationId,
    subscription: cutText(marks['subscription'] ?? event['ContentType'] ?? event['Subscription'], 64),
    lagBand: cutText(marks['lag_band'], 16),
    isLate: isTrue(marks['late']),
    isBackfill: isTrue(marks['backfill']),
    createdMs: parseCreationTime(event['CreationTime']),
    event,
  };
}

/** `2026-11-24T12:16:44.042+0000`, as Wazuh writes it: an offset without a colon. */
const TIME =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<ms>\d{3})\d*)?(?<sign>[+-])(?<zoneHour>\d\d):?(?<zoneMinute>\d\d)$/;

function parseAlertTime(text: unknown): number | undefined {
  const parts = typeof text === 'string' && text.length < 40 ? TIME.exec(text)?.groups : undefined;
  if (!parts) return undefined;
  const zoneMs = (60 * Number(parts['zoneHour']) + Number(parts['zoneMinute'])) * 60_000;
  return (
    Date.UTC(
      Number(parts['year']),
      Number(parts['month']) - 1,
      Number(parts['day']),
      Number(parts['hour']),
      Number(parts['minute']),
      Number(parts['second']),
      Number(parts['ms'] ?? 0),
    ) - (parts['sign'] === '-' ? -zoneMs : zoneMs)
  );
}

/** The ids of `rule.mitre` with their names, which Wazuh writes in the same order. */
function techniquesOf(mitre: Fields): readonly Technique[] {
  const ids = listOf(mitre['id']);
  const names = listOf(mitre['technique']);
  return ids
    .slice(0, MAX_TECHNIQUES)
    .map((id, index) => ({ id: cutText(id, 16), name: cutText(names[index], 100) }))
    .filter(one => one.id !== '');
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function isTrue(value: unknown): boolean {
  return value === 'true' || value === true;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}
