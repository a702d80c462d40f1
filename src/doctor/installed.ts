import type { DoctorFacts } from './facts.ts';

/** True when this home has nothing of ours, as far as can be seen. */
export function isAbsent({ manifest }: DoctorFacts): boolean {
  return manifest.known && manifest.value === undefined;
}

/** True for an installation of rules alone, whose collector runs on another machine. */
export function isRulesOnly({ manifest }: DoctorFacts): boolean {
  return manifest.known && manifest.value !== undefined && manifest.value.wodle === undefined;
}

/** Why there is no collector to look at; undefined when there should be one. */
export function noCollector(facts: DoctorFacts): string | undefined {
  if (!facts.home.known) return 'there is no Wazuh home';
  if (isAbsent(facts)) return 'o365-wazuh is not installed';
  return isRulesOnly(facts) ? 'the collector runs on another machine' : undefined;
}

/** Whether a daemon runs, by its name without prefix; undefined when nothing tells. */
export function runs({ daemons }: DoctorFacts, name: string): boolean | undefined {
  if (!daemons.known) return undefined;
  return [...daemons.value].some(([daemon, isRunning]) => isRunning && daemon.endsWith(`-${name}`));
}
