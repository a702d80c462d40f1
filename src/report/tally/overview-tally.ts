import { LEVEL_BANDS } from '../../dashboards/level-bands.ts';
import { CappedSet } from '../count/capped-set.ts';
import { DistinctCounter } from '../count/distinct-counter.ts';
import { TimeGrid } from '../count/time-grid.ts';
import { TopCounter } from '../count/top-counter.ts';
import type { Alert, Technique } from '../read/alert.ts';

/** Keys that a counter holds: exact up to here, see `TopCounter`. */
const CAPACITY = 2_000;
const SEVERE_KEPT = 25;
/** One rule that fires a hundred times would push all others out of sight. */
export const SEVERE_PER_RULE = 3;
/** An alert below this level is in no list of severe ones. */
const SEVERE_FROM = 7;

export interface RuleSeen {
  /** The latest wording; rules put values of the event into it. */
  description: string;
  isWordingVaried: boolean;
  level: number;
  mitre: readonly Technique[];
  lastMs: number;
}

export interface ActorSeen {
  /** As first spelt: Microsoft's workloads write one user in several cases. */
  shown: string;
  level: number;
  lastMs: number;
  /** Addresses of a user, users of an address. */
  readonly others: CappedSet;
}

/** What is kept of a severe alert. */
export type SevereAlert = Pick<
  Alert,
  'timeMs' | 'level' | 'ruleId' | 'description' | 'operation' | 'workload' | 'user' | 'address' | 'mitre'
>;

/** Everything that the first part of the report shows. */
export class OverviewTally {
  alerts = 0;
  severe = 0;
  highestLevel = 0;
  firstMs: number | undefined;
  lastMs: number | undefined;
  readonly users = new DistinctCounter();
  readonly addresses = new DistinctCounter();
  readonly byWorkload = new TimeGrid(24);
  readonly byLevel = new TimeGrid(
    LEVEL_BANDS.length,
    LEVEL_BANDS.map(band => band.label),
  );
  readonly rules = new TopCounter<RuleSeen>(CAPACITY, () => ({
    description: '',
    isWordingVaried: false,
    level: 0,
    mitre: [],
    lastMs: 0,
  }));
  readonly techniques = new TopCounter<{ name: string; level: number }>(CAPACITY, () => ({
    name: '',
    level: 0,
  }));
  readonly topUsers = new TopCounter<ActorSeen>(CAPACITY, newActor);
  readonly topAddresses = new TopCounter<ActorSeen>(CAPACITY, newActor);
  readonly topOperations = new TopCounter<{ workload: string; level: number; lastMs: number }>(
    CAPACITY,
    () => ({
      workload: '',
      level: 0,
      lastMs: 0,
    }),
  );
  /** The most severe and, among those, the latest first. */
  readonly severest: SevereAlert[] = [];

  add(alert: Alert): void {
    const { timeMs, level } = alert;
    this.alerts += 1;
    if (level >= 12) this.severe += 1;
    this.highestLevel = Math.max(this.highestLevel, level);
    this.firstMs = Math.min(this.firstMs ?? timeMs, timeMs);
    this.lastMs = Math.max(this.lastMs ?? timeMs, timeMs);
    this.byWorkload.add(timeMs, alert.workload || 'Unknown');
    this.byLevel.add(timeMs, bandOf(level));
    this.#addRule(alert);
    const operation = this.topOperations.add(alert.operation || 'Unknown');
    operation.workload ||= alert.workload;
    note(operation, alert);
    this.#addActors(alert);
    this.#addSevere(alert);
  }

  #addRule(alert: Alert): void {
    const rule = this.rules.add(alert.ruleId);
    if (rule.description !== '' && rule.description !== alert.description) rule.isWordingVaried = true;
    rule.description = alert.description;
    rule.mitre = alert.mitre;
    note(rule, alert);
    for (const { id, name } of alert.mitre) {
      const technique = this.techniques.add(id);
      technique.name ||= name;
      technique.level = Math.max(technique.level, alert.level);
    }
  }

  #addActors(alert: Alert): void {
    const { user, address } = alert;
    if (user !== '') {
      const key = user.toLowerCase();
      this.users.add(key);
      addActor(this.topUsers, key, user, alert, address);
    }
    if (address !== '') {
      this.addresses.add(address);
      addActor(this.topAddresses, address, address, alert, user.toLowerCase());
    }
  }

  #addSevere(alert: Alert): void {
    if (alert.level < SEVERE_FROM) return;
    const last = this.severest.at(-1);
    if (this.severest.length >= SEVERE_KEPT && last && compareSevere(alert, last) >= 0) return;
    const { timeMs, level, ruleId, description, operation, workload, user, address, mitre } = alert;
    this.severest.push({ timeMs, level, ruleId, description, operation, workload, user, address, mitre });
    this.severest.sort(compareSevere);
    const ofRule = this.severest.filter(one => one.ruleId === ruleId);
    const surplus = ofRule.length > SEVERE_PER_RULE ? ofRule.at(-1) : undefined;
    if (surplus) this.severest.splice(this.severest.indexOf(surplus), 1);
    this.severest.length = Math.min(this.severest.length, SEVERE_KEPT);
  }
}

/** Label of the band that a rule level is in. */
export function bandOf(level: number): string {
  return LEVEL_BANDS.find(band => level < (band.below ?? Infinity))?.label ?? '';
}

function compareSevere(a: SevereAlert, b: SevereAlert): number {
  return b.level - a.level || b.timeMs - a.timeMs;
}

function newActor(): ActorSeen {
  return { shown: '', level: 0, lastMs: 0, others: new CappedSet(99) };
}

function addActor(
  counter: TopCounter<ActorSeen>,
  key: string,
  shown: string,
  alert: Alert,
  other: string,
): void {
  const actor = counter.add(key);
  actor.shown ||= shown;
  if (other !== '') actor.others.add(other);
  note(actor, alert);
}

/** Highest level and latest time. */
function note(seen: { level: number; lastMs: number }, alert: Alert): void {
  seen.level = Math.max(seen.level, alert.level);
  seen.lastMs = Math.max(seen.lastMs, alert.timeMs);
}
