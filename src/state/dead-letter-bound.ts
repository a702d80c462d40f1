/** The bound of the dead-letter folder, without the letters that were sent again. */
export const MAX_FOLDER_BYTES = 256 * 1024 * 1024;
/** Copies of trimmed events, of which the greater part was delivered, may fill this much. The rest is for events that exist nowhere else. */
export const TRIMMED_SHARE = 0.75;

/** What a person should know of a folder of dead letters of this size; undefined while there is room for all kinds. */
export function fullness(usedBytes: number, maxBytes = MAX_FOLDER_BYTES): string | undefined {
  if (usedBytes < maxBytes * TRIMMED_SHARE) return undefined;
  const share = `${Math.min(100, Math.floor((usedBytes * 100) / maxBytes))} % of its room`;
  return `The dead-letter folder has filled ${share}: whole copies of shortened events are no longer kept from ${TRIMMED_SHARE * 100} % on, and nothing at 100 %. Send its letters again, or move its files elsewhere.`;
}
