import { SIGN_IN_FAILED, SIGN_IN_SUCCEEDED } from '../../dashboards/operation-groups.ts';
import { CappedSet } from '../count/capped-set.ts';
import { TimeGrid } from '../count/time-grid.ts';
import { TopCounter } from '../count/top-counter.ts';
import type { Alert } from '../read/alert.ts';
import { cutText } from '../read/cut-text.ts';

const CAPACITY = 2_000;

export interface FailedSeen {
  shown: string;
  lastMs: number;
  /** Addresses of a user, users of an address. */
  readonly others: CappedSet;
}

/** Sign-ins by outcome. The operation tells it: `ResultStatus` says "Success" for many a failed one. */
export class SignInTally {
  succeeded = 0;
  failed = 0;
  readonly byOutcome = new TimeGrid(2, ['Succeeded', 'Failed']);
  readonly reasons = new TopCounter<{ lastMs: number }>(500, () => ({ lastMs: 0 }));
  readonly failedUsers = new TopCounter<FailedSeen>(CAPACITY, newFailed);
  readonly failedAddresses = new TopCounter<FailedSeen>(CAPACITY, newFailed);
  /** Successes by address: what a spraying address got into. */
  readonly succeededAddresses = new TopCounter<undefined>(CAPACITY, () => undefined);

  add(alert: Alert): void {
    if (alert.operation === SIGN_IN_SUCCEEDED) {
      this.succeeded += 1;
      this.byOutcome.add(alert.timeMs, 'Succeeded');
      if (alert.address !== '') this.succeededAddresses.add(alert.address);
    } else if (alert.operation === SIGN_IN_FAILED) {
      this.#addFailed(alert);
    }
  }

  #addFailed(alert: Alert): void {
    const { timeMs, user, address } = alert;
    this.failed += 1;
    this.byOutcome.add(timeMs, 'Failed');
    const reason = this.reasons.add(cutText(alert.event['LogonError'], 100) || 'Not given');
    reason.lastMs = Math.max(reason.lastMs, timeMs);
    const key = user.toLowerCase();
    if (user !== '') note(this.failedUsers.add(key), user, timeMs, address);
    if (address !== '') note(this.failedAddresses.add(address), address, timeMs, key);
  }
}

function newFailed(): FailedSeen {
  return { shown: '', lastMs: 0, others: new CappedSet(99) };
}

function note(seen: FailedSeen, shown: string, timeMs: number, other: string): void {
  seen.shown ||= shown;
  seen.lastMs = Math.max(seen.lastMs, timeMs);
  if (other !== '') seen.others.add(other);
}
