const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a duration such as `90s`, `5m`, `24h` or `7d`: a whole number and one unit, as Wazuh writes its own intervals.
 *
 * @returns milliseconds, or undefined when the text is nothing of the kind.
 */
export function parseDuration(text: string): number | undefined {
  const match = /^(?<count>\d{1,9})(?<unit>[smhd])$/.exec(text.trim());
  if (!match?.groups) return undefined;
  return Number(match.groups['count']) * UNIT_MS[match.groups['unit'] as keyof typeof UNIT_MS];
}

/** Writes a duration in the largest unit that divides it: 5400000 → `90m`. */
export function formatDuration(ms: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    if (ms >= UNIT_MS[unit] && ms % UNIT_MS[unit] === 0) return `${ms / UNIT_MS[unit]}${unit}`;
  }
  return `${Math.round(ms / 1000)}s`;
}
