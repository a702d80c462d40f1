export const DAY_MS = 86_400_000;

/** Whole days since 1970, UTC. */
export function dayNumber(ms: number): number {
  return Math.floor(ms / DAY_MS);
}

/** `2026-11-24`, UTC. */
export function dayName(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
