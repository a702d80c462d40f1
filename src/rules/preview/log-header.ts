/*
 * analysisd takes a date, and what stands with it, off the front of a log before any decoder sees it. It goes by single characters at fixed
 * places. Compact JSON never looks so; the formats are here for text logs and for the odd one out.
 */

/** What a log is after its header. */
export interface LogBody {
  readonly log: string;
  readonly hostname?: string;
  readonly programName?: string;
}

/** A date as analysisd knows it: by single characters at their places. */
class DateShape {
  /** Length of the header; a function where it depends on the text. */
  readonly skip: number | ((text: string) => number | undefined);
  readonly #minLength: number;
  readonly #marks: readonly (readonly [place: number, mark: string])[];

  /** @param shape `?` is any character, `d` a digit, `±` a sign, all others stand for themselves. */
  constructor(shape: string, minLength: number, skip: DateShape['skip']) {
    this.skip = skip;
    this.#minLength = minLength;
    this.#marks = Array.from(shape, (mark, place) => [place, mark] as const).filter(
      ([, mark]) => mark !== '?',
    );
  }

  fits(text: string, length: number): boolean {
    if (length < this.#minLength) return false;
    for (const [place, mark] of this.#marks) {
      const char = text[place] ?? '';
      if (mark === 'd' ? !isDigit(char) : mark === '±' ? char !== '+' && char !== '-' : char !== mark)
        return false;
    }
    return true;
  }
}

/** Dates of syslog, behind which a host and a program may follow. */
const SYSLOG_DATES: readonly DateShape[] = [
  new DateShape('??? ?? ??:??:?? ', 17, 16),
  new DateShape('????-??-?? ??:??:??,', 24, 24),
  new DateShape('????-??-??T??:??:', 33, isoDateLength),
  new DateShape('d??? ??? ?? ??:??:?? ', 21, 21),
  new DateShape('d???-??-?? ??:??:??.??????±???? ', 33, 32),
];

/** Dates of xferlog, snort, suricata and Apache: only they are taken off. */
const OTHER_DATES: readonly DateShape[] = [
  new DateShape('??? ??? ?? ??:??:?? ???? ? ', 28, 25),
  new DateShape('??/??-??:??:??.?????? ', 24, 23),
  new DateShape('??/??/????-??:??:??.?????? ', 28, 28),
  new DateShape('[??? ??? ?? ??:??:?? ????]', 27, 27),
];

const ASL_DATE = new DateShape('[T??? ????.??.?? ??:', 26, 25);
const SQUID_DATE = new DateShape('1ddd??????.??d ', 32, 14);

/** Takes the header off a log, as analysisd's `OS_CleanMSG` does. */
export function stripLogHeader(text: string): LogBody {
  // `Mär` takes one byte more than the other months.
  const shape = text.startsWith('\xc3\xa4', 1) ? `Ma${text.slice(3)}` : text;
  const syslog = headerLength(SYSLOG_DATES, shape, text.length);
  if (syslog !== undefined) return readSyslog(text.slice(text[syslog] === ' ' ? syslog + 1 : syslog));
  const other = headerLength(OTHER_DATES, shape, text.length);
  if (other !== undefined) return { log: text.slice(other) };
  if (ASL_DATE.fits(shape, text.length)) return readAsl(text.slice(25));
  if (SQUID_DATE.fits(shape, text.length) && (shape[21] === ' ' || shape[22] === ' ')) {
    return { log: text.slice(14).replace(/^ +/, '') };
  }
  return { log: text };
}

function headerLength(dates: readonly DateShape[], shape: string, length: number): number | undefined {
  for (const date of dates) {
    if (!date.fits(shape, length)) continue;
    const found = typeof date.skip === 'number' ? date.skip : date.skip(shape);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isoDateLength(shape: string): number | undefined {
  if (shape[22] === ':' && shape[25] === ' ') return 26;
  if (shape[19] !== '.') return undefined;
  if (shape[26] === ':') return 30;
  return shape[29] === ':' ? 33 : 32;
}

/** Host and program behind a syslog date. */
function readSyslog(text: string): LogBody {
  const hostEnd = nameEnd(text, 0);
  if (text.startsWith(': ', hostEnd))
    return withoutId(text, hostEnd + 2, { programName: text.slice(0, hostEnd) });
  if (text[hostEnd] !== ' ') return { log: text };
  const hostname = text.slice(0, hostEnd);
  const rest = text.slice(hostEnd + 1);
  const end = nameEnd(rest, 0);
  if (rest[end] === ':') {
    const from = rest[end + 1] === ' ' ? end + 2 : end + 1;
    return withoutId(rest, from, { hostname, programName: rest.slice(0, end) });
  }
  const process = /^\[\d+\](?:: ?| )/.exec(rest.slice(end));
  if (process) return withoutId(rest, end + process[0].length, { hostname, programName: rest.slice(0, end) });
  if (/^\|[a-z]/.test(rest.slice(end))) return readAix(rest, end, hostname);
  return { log: rest, hostname };
}

/** `auth|security:info program:` of AIX. */
function readAix(rest: string, bar: number, hostname: string): LogBody {
  const facility = /^\|[a-z][A-Za-z0-9]*:[A-Za-z0-9]* /.exec(rest.slice(bar));
  if (!facility) return { log: rest, hostname };
  const from = bar + facility[0].length;
  const end = nameEnd(rest, from);
  const programName = rest.slice(from, end);
  if (rest.startsWith(': ', end)) return withoutId(rest, end + 2, { hostname, programName });
  if (/^\[\d/.test(rest.slice(end))) {
    const process = /^\[\d+\]: /.exec(rest.slice(end));
    // Without the `]: ` the log stays, but it was cut where the process id begins.
    return process
      ? withoutId(rest, end + process[0].length, { hostname, programName })
      : { log: rest.slice(0, end), hostname, programName };
  }
  return withoutId(rest, end, { hostname, programName: rest.slice(from) });
}

/** Takes off Solaris's `[ID 123 auth.info] `. */
function withoutId(text: string, from: number, names: Omit<LogBody, 'log'>): LogBody {
  const log = text.slice(from);
  const end = log.startsWith('[ID ') ? log.indexOf(']', 4) : -1;
  return { log: end < 0 ? log : log.slice(end + 2), ...names };
}

/** The bracketed pairs of Apple's system log. */
function readAsl(text: string): LogBody {
  let log = text;
  let programName: string | undefined;
  let hostname: string | undefined;
  let message = false;
  for (let at = text.indexOf('['); at >= 0;) {
    const from = at + 1;
    const value = /^(?:(?<sender>Sender )|(?<message>Message )|(?<host>Host ))/.exec(text.slice(from));
    const kind = value?.groups ?? {};
    const wanted =
      (kind['sender'] && programName === undefined) ||
      (kind['message'] && !message) ||
      kind['host'] !== undefined;
    if (!value || !wanted) {
      at = text.indexOf('[', from);
      continue;
    }
    const start = from + value[0].length;
    const end = text.indexOf(']', start);
    const inside = text.slice(start, end < 0 ? undefined : end);
    if (kind['sender']) programName = end < 0 ? undefined : inside;
    else if (kind['message']) {
      message = true;
      log = inside;
    } else hostname = end < 0 ? undefined : inside;
    if (end < 0 || kind['host']) break;
    at = text.indexOf('[', end + 1);
  }
  return {
    log,
    ...(hostname === undefined ? {} : { hostname }),
    ...(programName === undefined ? {} : { programName }),
  };
}

/** Offset after the characters that may stand in a host or program name. */
function nameEnd(text: string, from: number): number {
  let end = from;
  while (end < text.length && /[A-Za-z0-9@()./_-]/.test(text[end] ?? '')) end += 1;
  return end;
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}
