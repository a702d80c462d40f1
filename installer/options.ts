import type { ContentType } from '../src/events/content-type.ts';

/** What the operator asked for. Undefined: not said, so whatever is there already stays. */
export interface InstallOptions {
  readonly home?: string;
  /** Label of the tenant in config.yml and on events. */
  readonly tenantName?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  /** The secret's value. Never a command line argument. */
  readonly clientSecret?: string;
  readonly cloud?: string;
  readonly loginUrl?: string;
  readonly apiUrl?: string;
  readonly contentTypes?: readonly ContentType[];
  /** Wazuh's notation, such as `5m`. */
  readonly interval?: string;
  /** First id for our rules instead of the usual one. */
  readonly ruleBase?: number;
  /** Rules and decoders without collector and wodle: for a manager whose events are collected on another machine. */
  readonly rulesOnly?: boolean;
  /** Switch off Wazuh's own module and the blog's script where they collect the same tenant. */
  readonly takeOver?: boolean;
  /** Where both sides changed the same rule, take the user's for good instead of putting the new file aside. */
  readonly keepMine?: boolean;
  readonly restart?: boolean;
  readonly dryRun?: boolean;
}

export type UpgradeOptions = Pick<InstallOptions, 'home' | 'keepMine' | 'restart' | 'dryRun'>;

export interface RestoreOptions {
  readonly home?: string;
  readonly id: string;
  readonly restart?: boolean;
  readonly dryRun?: boolean;
}

export interface UninstallOptions {
  readonly home?: string;
  /** Also removes configuration, secrets, state and backups. */
  readonly purge?: boolean;
  readonly restart?: boolean;
  readonly dryRun?: boolean;
}
