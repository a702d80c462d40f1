import { MAILBOX_CHANGES, PRIVILEGE_CHANGES, SHARING_CHANGES } from '../../dashboards/operation-groups.ts';
import type { Alert } from '../read/alert.ts';
import { cutText } from '../read/cut-text.ts';
import { ChangeTally } from './change-tally.ts';
import { FeedTally } from './feed-tally.ts';
import { OverviewTally } from './overview-tally.ts';
import { ProtectionTally } from './protection-tally.ts';
import { SignInTally } from './sign-in-tally.ts';

/** Which alerts a report is about. */
export interface ReportScope {
  /** Alerts before it are left out; epoch milliseconds. */
  readonly sinceMs?: number;
  /** Alerts from it on are left out. */
  readonly untilMs?: number;
  /** A tenant's label, or Microsoft's id of it. */
  readonly tenant?: string;
}

/** Everything that a report counts, in memory that does not depend on how much is counted. */
export class ReportTally {
  readonly scope: ReportScope;
  outsidePeriod = 0;
  otherTenant = 0;
  readonly overview = new OverviewTally();
  readonly signIns = new SignInTally();
  readonly mailboxes = new ChangeTally(MAILBOX_CHANGES, isMicrosoft);
  readonly sharing = new ChangeTally(SHARING_CHANGES);
  readonly privileges = new ChangeTally(PRIVILEGE_CHANGES, isMicrosoft);
  readonly protection = new ProtectionTally();
  readonly feed = new FeedTally();
  readonly #parts = [
    this.overview,
    this.signIns,
    this.mailboxes,
    this.sharing,
    this.privileges,
    this.protection,
    this.feed,
  ];

  constructor(scope: ReportScope = {}) {
    this.scope = scope;
  }

  add(alert: Alert): void {
    const { sinceMs, untilMs, tenant } = this.scope;
    if (
      (sinceMs !== undefined && alert.timeMs < sinceMs) ||
      (untilMs !== undefined && alert.timeMs >= untilMs)
    ) {
      this.outsidePeriod += 1;
      return;
    }
    if (tenant !== undefined && alert.tenant !== tenant && alert.organizationId !== tenant.toLowerCase()) {
      this.otherTenant += 1;
      return;
    }
    for (const part of this.#parts) part.add(alert);
  }
}

/** Nearly all cmdlets in a tenant's log are upkeep by Microsoft's datacenter (user type 3). */
function isMicrosoft(alert: Alert): boolean {
  return cutText(alert.event['UserType'], 4) === '3';
}
