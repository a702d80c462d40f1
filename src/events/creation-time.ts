/** `2026-01-31T23:59:59`, as Microsoft writes it; a blank for the T, fractions, and a zone are seen in some feeds. */
const FORM =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)[T ](?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d{1,9}))?(?<zone>Z|[+-]\d\d:\d\d)?$/i;

/**
 * Reads `CreationTime`. Without a zone it is UTC: `new Date(…)` would take it for local time.
 *
 * @returns epoch milliseconds; undefined for anything that is no such time.
 */
export function parseCreationTime(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
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

function zoneMs(zone: string | undefined): number {
  if (zone === undefined || zone.length === 1) return 0;
  const minutes = 60 * Number(zone.slice(1, 3)) + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}
