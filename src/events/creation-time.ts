/** `2026-01-31T23:59:59`, as Microsoft writes it; a blank for the T, fractions, and a zone are seen in some feeds. */
const FORM =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[T ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d{1,9}))?(?<zone>Z|[+-]\d\d:\d\d)?$/i;

const USUAL_LENGTH = 19;
const ZERO = 0x30;
/** Where no digit stands in it, and what does. */
const SEPARATORS: Readonly<Record<number, number>> = { 4: 0x2d, 7: 0x2d, 10: 0x54, 13: 0x3a, 16: 0x3a };

/**
 * Reads `CreationTime`. Without a zone it is UTC: `new Date(…)` would take it for local time.
 *
 * @returns epoch milliseconds; undefined for anything that is no such time.
 */
export function parseCreationTime(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  if (text.length === USUAL_LENGTH) {
    const usualMs = parseUsual(text);
    if (usualMs !== undefined) return usualMs;
  }
  const parts = FORM.exec(text)?.groups;
  if (!parts) return undefined;
  const [month, day, hour] = [Number(parts['month']), Number(parts['day']), Number(parts['hour'])];
  const [minute, second] = [Number(parts['minute']), Number(parts['second'])];
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
    return undefined;
  const milliseconds = Math.floor(Number(`0.${parts['fraction'] ?? '0'}`) * 1000);
  return (
    Date.UTC(Number(parts['year']), month - 1, day, hour, minute, second, milliseconds) -
    zoneMs(parts['zone'])
  );
}

/** `2026-01-31T23:59:59` digit by digit: it is read three times an event, and the expression costs ten times as much. */
function parseUsual(text: string): number | undefined {
  let year = 0;
  const parts: [number, number, number, number, number] = [0, 0, 0, 0, 0];
  for (let at = 0; at < USUAL_LENGTH; at += 1) {
    const separator = SEPARATORS[at];
    const code = text.charCodeAt(at);
    if (separator !== undefined) {
      if (code !== separator) return undefined;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    if (at < 4) year = 10 * year + digit;
    else {
      const part = Math.floor((at - 5) / 3) as 0 | 1 | 2 | 3 | 4;
      parts[part] = 10 * parts[part] + digit;
    }
  }
  const [month, day, hour, minute, second] = parts;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60)
    return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone.length === 1) return 0;
  const minutes = 60 * Number(zone.slice(1, 3)) + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
