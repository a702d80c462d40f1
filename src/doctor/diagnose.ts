import { Redactor } from '../wazuh/redactor.ts';
import { SYSTEM_CLOCK } from '../wiring.ts';
import { gatherFacts, type GatherOptions } from './gather-facts.ts';
import { type DoctorReport, examine } from './examine.ts';

export interface DiagnoseOptions extends Omit<GatherOptions, 'clock' | 'redactor'> {
  /** The machine's by default. */
  readonly clock?: GatherOptions['clock'];
  /** Learns the secrets that are read; one of its own by default. */
  readonly redactor?: Redactor;
}

/** Gathers the facts and lets every check look at them. Changes nothing. @throws as `gatherFacts`. */
export async function diagnose(options: DiagnoseOptions): Promise<DoctorReport> {
  const { clock = SYSTEM_CLOCK, redactor = new Redactor() } = options;
  return examine(await gatherFacts({ ...options, clock, redactor }), redactor);
}
