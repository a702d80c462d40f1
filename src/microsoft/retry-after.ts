/** The longest wait that a server may impose; anything beyond is taken for a mistake. */
const MAX_WAIT_MS = 2 * 3_600_000;

/**
 * How long the server asks us to wait: the `Retry-After` header in seconds or as a date, else a text such as "Please retry
 * again after 14m 56s" or "in an hour". At most two hours.
 *
 * @param serverNowMs the server's own time, so that a wrong clock here does not bend a date.
 * @returns undefined when it names no time.
 */
export function retryAfterMs(
  header: string | undefined,
  message: string,
  serverNowMs: number,
): number | undefined {
  const waitMs = fromHeader(header?.trim() ?? '', serverNowMs) ?? fromText(message);
  return waitMs === undefined ? undefined : Math.min(Math.max(waitMs, 0), MAX_WAIT_MS);
}

function fromHeader(header: string, serverNowMs: number): number | undefined {
  if (/^\d+(\.\d+)?$/.test(header)) return Math.ceil(Number(header) * 1000);
  const waitMs = /[a-z]/i.test(header) ? Date.parse(header) - serverNowMs : NaN;
  return Number.isNaN(waitMs) ? undefined : waitMs;
}

function fromText(message: string): number | undefined {
  if (/retry.{0,40}\bin an hour\b/i.test(message)) return 3_600_000;
  const match = /retry again after (?:(?<h>\d+)h\s*)?(?:(?<m>\d+)m\s*)?(?:(?<s>\d+)s)?/i.exec(message);
  if (!match?.groups) return undefined;
  const { h, m, s } = match.groups;
  if (h === undefined && m === undefined && s === undefined) return undefined;
  return (Number(h ?? 0) * 3600 + Number(m ?? 0) * 60 + Number(s ?? 0)) * 1000;
}
