/*
 * Series colours that keep their meaning across panels. Told apart with the common kinds of colour blindness, and readable on the light and
 * the dark theme of the dashboard.
 */
export const OUTCOME_COLORS = { Succeeded: '#3B7DB8', Failed: '#D9722B' } as const;

export const LEVEL_COLORS = {
  Low: '#8DA2B5',
  Medium: '#E0A030',
  High: '#D9602B',
  Critical: '#A3195B',
} as const;

/** From light to dark: the later, the darker. */
export const LAG_COLORS = {
  '<15m': '#A6C8E0',
  '15m-1h': '#6AA5CE',
  '1h-4h': '#3B7DB8',
  '4h-24h': '#E0A030',
  '>24h': '#A3195B',
} as const;
