/** What the report takes from one line of alerts.json. Texts are cut to a length at which millions of them cannot do harm. */
export interface Alert {
  /** Time of the alert, epoch milliseconds. */
  readonly timeMs: number;
  /** 0 to 16. */
  readonly level: number;
  readonly ruleId: string;
  readonly description: string;
  readonly mitre: readonly Technique[];
  readonly workload: string;
  readonly operation: string;
  readonly recordType: string;
  readonly user: string;
  /** Empty when the event has none. */
  readonly address: string;
  readonly object: string;
  /** The collector's label, else Microsoft's id of the organization. */
  readonly tenant: string;
  readonly organizationId: string;
  /** Empty when the alert does not say. */
  readonly subscription: string;
  readonly lagBand: string;
  readonly isLate: boolean;
  readonly isBackfill: boolean;
  /** Time of the event itself; undefined when it is unreadable. */
  readonly createdMs: number | undefined;
  /** The event as Wazuh decoded it. Only as long as the alert is looked at: its texts are not cut. */
  readonly event: Readonly<Record<string, unknown>>;
}

export interface Technique {
  readonly id: string;
  readonly name: string;
}
