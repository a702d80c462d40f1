import type { DoctorFacts } from './facts.ts';
import type { Finding } from './finding.ts';

/** The parts of the report, in its order. */
export const CHECK_GROUPS = [
  'Wazuh',
  'Collector',
  'Configuration',
  'Microsoft',
  'Rules',
  'Side by side',
] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** One check of `doctor`: facts in, findings out. Touches nothing. */
export interface Check {
  /** Stable; for `--json`, and for whoever watches one check only. */
  readonly id: string;
  readonly group: CheckGroup;
  /** A few words, shown before each finding. */
  readonly title: string;
  /** What is looked at and when it warns or fails, one sentence for the documentation. */
  readonly about: string;
  run(facts: DoctorFacts): readonly Finding[];
}
