declare const __RUNTIME_VERSION__: string | undefined;

/** The Node that this package brings; undefined when it runs from source. */
export const RUNTIME_VERSION: string | undefined =
  typeof __RUNTIME_VERSION__ === 'string' ? __RUNTIME_VERSION__ : undefined;

/** End of security fixes by release line: https://github.com/nodejs/Release, schedule.json. */
const END_OF_LIFE: Readonly<Record<number, string>> = {
  18: '2025-04-30',
  20: '2026-04-30',
  22: '2027-04-30',
  24: '2028-04-30',
};

/** When a Node's release line gets no more security fixes; undefined for a line that is not known here. */
export function endOfLifeMs(version: string): number | undefined {
  const day = END_OF_LIFE[Number.parseInt(version, 10)];
  return day === undefined ? undefined : Date.parse(day);
}
