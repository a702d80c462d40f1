/** A span of the day. */
export interface TimeCheck {
  /** `hh:mm`, compared as text. */
  readonly from: string;
  readonly to: string;
  /** The rule holds outside the span. */
  readonly outside: boolean;
}

/** Whether a rule holds on each day of the week, Sunday first. */
export type DayCheck = readonly boolean[];

const HOUR = String.raw`(?<hourN>\d{1,2})(?::(?<minuteN>\d\d|\d ))? *(?<halfN>[aApP][mM])?`;
const SPAN = new RegExp(`^ *(?<not>!)? *${HOUR.replaceAll('N', '1')} *- *${HOUR.replaceAll('N', '2')} *$`);

/**
 * Reads the text of `<time>`: `6 pm - 8:30 am`, `!08:00 - 18:00`.
 *
 * A span over midnight is kept as the day's rest turned around, as Wazuh does; a `!` before such a span is lost there, as it is in Wazuh.
 */
export function readTimeCheck(text: string): TimeCheck | undefined {
  const match = SPAN.exec(text)?.groups;
  if (!match) return undefined;
  const first = hourOf(match['hour1'], match['minute1'], match['half1']);
  const second = hourOf(match['hour2'], match['minute2'], match['half2']);
  if (first === undefined || second === undefined) return undefined;
  if (first > second) return { from: second, to: first, outside: true };
  return { from: first, to: second, outside: match['not'] !== undefined };
}

function hourOf(hourText = '', minute = '00', half?: string): string | undefined {
  let hour = Number(hourText);
  if (hour >= 24) return undefined;
  if (half !== undefined && hour === 12) hour = 0;
  if (half?.toLowerCase() === 'pm') hour += 12;
  return hour >= 24 ? undefined : `${String(hour).padStart(2, '0')}:${minute.trim().padStart(2, '0')}`;
}

const DAY_WORDS: readonly (readonly [word: string, days: readonly number[]])[] = [
  ['sunday', [0]],
  ['sun', [0]],
  ['monday', [1]],
  ['mon', [1]],
  ['tuesday', [2]],
  ['tue', [2]],
  ['wednesday', [3]],
  ['wed', [3]],
  ['thursday', [4]],
  ['thu', [4]],
  ['friday', [5]],
  ['fri', [5]],
  ['saturday', [6]],
  ['sat', [6]],
  ['weekdays', [1, 2, 3, 4, 5]],
  ['weekends', [0, 6]],
];

/** Reads the text of `<weekday>`: names or their first three letters, `weekdays`, `weekends`, with blanks or commas between. */
export function readDayCheck(text: string): DayCheck | undefined {
  const days = new Array<boolean>(7).fill(false);
  let rest = text.replace(/^ +/, '').toLowerCase();
  // Wazuh knows a `!` here but never steps over it, so it accepts none.
  if (rest === '' || rest.startsWith('!')) return undefined;
  while (rest !== '') {
    const found = DAY_WORDS.find(([word]) => rest.startsWith(word));
    if (!found) return undefined;
    for (const day of found[1]) days[day] = true;
    rest = rest.slice(found[0].length);
    if (rest !== '' && !/^[ ,]/.test(rest)) return undefined;
    rest = rest.replace(/^[ ,]+/, '');
  }
  return days;
}

/** Whether a time of the manager's own clock is inside. @param time `hh:mm`. */
export function isOnTime({ from, to, outside }: TimeCheck, time: string): boolean {
  return (time >= from && time <= to) !== outside;
}
