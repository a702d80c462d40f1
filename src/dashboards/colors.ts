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
