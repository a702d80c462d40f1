import type { OperationGroup } from '../../dashboards/operation-groups.ts';
import { TopCounter } from '../count/top-counter.ts';
import type { Alert } from '../read/alert.ts';
import { changedObject, describeChange } from './describe-change.ts';
import { operationName } from './operation-name.ts';

const CAPACITY = 2_000;

/** Changes of one kind: same operation, by the same user, of the same object, to the same effect. */
export interface ChangeSeen {
  group: string;
  operation: string;
  user: string;
  object: string;
  detail: string;
  level: number;
  lastMs: number;
}

/** Changes that an analyst wants to see one by one, sorted into groups of operations. */
export class ChangeTally {
  readonly rows = new TopCounter<ChangeSeen>(CAPACITY, () => ({
    group: '',
    operation: '',
    user: '',
    object: '',
    detail: '',
    level: 0,
    lastMs: 0,
  }));
  /** How many changes of each group, in the order of the groups. */
  readonly byGroup: Map<string, number>;
  readonly #groupOf = new Map<string, string>();
  readonly #ignores: (alert: Alert) => boolean;

  /** @param ignores tells what is nobody's doing, for example Microsoft's own upkeep. */
  constructor(groups: readonly OperationGroup[], ignores: (alert: Alert) => boolean = () => false) {
    this.byGroup = new Map(groups.map(group => [group.label, 0]));
    this.#ignores = ignores;
    for (const { label, operations } of groups) {
      for (const operation of operations) this.#groupOf.set(operationName(operation), label);
    }
  }

  add(alert: Alert): void {
    const group = this.#groupOf.get(operationName(alert.operation));
    if (group === undefined || this.#ignores(alert)) return;
    this.byGroup.set(group, (this.byGroup.get(group) ?? 0) + 1);
    const object = changedObject(alert);
    const detail = describeChange(alert);
    const row = this.rows.add(
      JSON.stringify([operationName(alert.operation), alert.user.toLowerCase(), object, detail]),
    );
    row.group = group;
    row.operation = alert.operation;
    row.user ||= alert.user;
    row.object = object;
    row.detail = detail;
    row.level = Math.max(row.level, alert.level);
    row.lastMs = Math.max(row.lastMs, alert.timeMs);
  }
}
