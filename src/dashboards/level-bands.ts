/** Rule levels as Wazuh's own dashboard groups them. */
export interface LevelBand {
  readonly label: string;
  readonly from: number;
  /** First level above the band; absent for the highest. */
  readonly below?: number;
}

export const LEVEL_BANDS: readonly LevelBand[] = [
  { label: 'Low', from: 0, below: 7 },
  { label: 'Medium', from: 7, below: 12 },
  { label: 'High', from: 12, below: 15 },
  { label: 'Critical', from: 15 },
];
