import type { Manifest } from '../../installer/manifest.ts';
import type { ConfFacts } from '../../installer/ossec-conf/conf-facts.ts';
import type { OwnWodle } from '../../installer/ossec-conf/own-wodle.ts';
import type { SharedConf } from '../../installer/ossec-conf/shared-confs.ts';
import type { RuleSite } from '../../installer/rule-ids.ts';
import type { Config } from '../config/config.ts';
import type { CloudName } from '../config/schema.ts';
import type { ContentType } from '../events/content-type.ts';
import type { CredentialFacts } from '../microsoft/credentials/credential.ts';
import type { Subscription } from '../microsoft/subscriptions.ts';
import type { TokenClaims } from '../microsoft/token-claims.ts';
import type { StateReport } from '../state/state-report.ts';
import type { Figures } from '../wazuh/figures.ts';
import type { WazuhHome } from '../wazuh/home.ts';
import type { LogtestResult } from '../wazuh/logtest.ts';
import type { Fact } from './fact.ts';

/** All that the checks look at, gathered beforehand and without changing anything. */
export interface DoctorFacts {
  readonly nowMs: number;
  readonly programVersion: string;
  readonly home: Fact<WazuhHome>;
  readonly conf: Fact<ConfFact>;
  /** In a container: whether the ossec.conf that is mounted over ours holds our wodle. */
  readonly mountedWodle: Fact<boolean>;
  /** `etc/shared` of a manager: what its agents are told; of an agent: what it was told. */
  readonly sharedConfs: Fact<readonly SharedConf[]>;
  /** Undefined when nothing is installed. */
  readonly manifest: Fact<Manifest | undefined>;
  readonly code: Fact<CodeFact>;
  /** Daemon → running. */
  readonly daemons: Fact<ReadonlyMap<string, boolean>>;
  /** Undefined when a datagram could be sent, else the errno of connecting. */
  readonly queueErrno: Fact<string | undefined>;
  readonly figures: Fact<Figures>;
  readonly agent: Fact<AgentFact>;
  readonly wodleLog: Fact<readonly LogLine[]>;
  readonly state: Fact<StateReport>;
  readonly stateFolder: Fact<StateFolder>;
  readonly disks: Fact<readonly Disk[]>;
  readonly config: Fact<Config>;
  /** Files of tenants.d that cannot be used, in the words of their errors: their tenants are left out. */
  readonly refusedFiles: readonly string[];
  readonly configFiles: Fact<readonly FileMode[]>;
  readonly credentials: Fact<readonly CredentialFact[]>;
  readonly tenants: Fact<readonly TenantFact[]>;
  readonly rules: Fact<RulesFact>;
  readonly logtest: Fact<LogtestResult>;
}

export interface ConfFact extends ConfFacts {
  readonly path: string;
  /** The one that runs: of several the last. */
  readonly wodle: OwnWodle | undefined;
}

export interface CodeFact {
  /** Parts that are not there. */
  readonly missing: readonly string[];
  /** Files and folders of ours that somebody other than root may change: root runs them. */
  readonly writableByOthers: readonly string[];
  /** A transaction of the installer was cut short. */
  readonly isUnfinished: boolean;
  /** New versions of rule files that could not be merged. */
  readonly conflicts: readonly string[];
  /** Of the runtime that the wodle starts. */
  readonly nodeVersion: Fact<string>;
}

export interface AgentFact {
  readonly status: string;
  readonly lastAckMs: number | undefined;
  /** Events waiting in the buffer; undefined where it is off. */
  readonly buffered: number | undefined;
}

/** A line of ossec.log about our wodle. */
export interface LogLine {
  readonly atMs: number;
  readonly text: string;
}

export interface StateFolder {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
  /** Damaged state files that were set aside. */
  readonly setAside: readonly string[];
  /** The run lock's holder: a run is under way. */
  readonly runningSinceMs: number | undefined;
  readonly stateBytes: number;
  readonly deadLetterBytes: number;
  readonly deadLetterDays: readonly string[];
}

export interface Disk {
  readonly path: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly freeInodes: number;
  readonly totalInodes: number;
}

/** Owner and mode of a configuration file or its folder. Files with secrets are judged by those who read them. */
export interface FileMode {
  readonly path: string;
  readonly mode: number;
  readonly uid: number;
}

/** What a tenant's application proves itself with: whether it can be read and used. Its value is in no fact. */
export interface CredentialFact {
  readonly tenant: string;
  /** The variable of the environment that holds it, which this shell need not have; undefined for all else. */
  readonly variable: string | undefined;
  readonly inspected: Fact<CredentialFacts>;
}

/** One tenant of the configuration, and how Microsoft answers for it. Every request is one that only reads. */
export interface TenantFact {
  readonly name: string;
  readonly tenantId: string;
  readonly cloud: CloudName;
  readonly contentTypes: readonly ContentType[];
  /** The cloud that Microsoft says the tenant lives in; undefined when it does not say. */
  readonly livesIn: CloudName | undefined;
  readonly hosts: readonly HostFact[];
  readonly clockSkewMs: number | undefined;
  readonly token: Fact<TokenFact>;
  readonly subscriptions: Fact<readonly Subscription[]>;
  /** Blobs of the last 23 hours on the first page of a listing, by content type. */
  readonly listings: ReadonlyMap<ContentType, Fact<number>>;
  /** Answers that said "too many requests". */
  readonly throttled: number;
}

export interface HostFact {
  readonly what: 'login' | 'API';
  readonly url: string;
  /** Host and port of the proxy; undefined for a direct connection. */
  readonly proxy: string | undefined;
  /** The proxy is named by the environment of this shell, which the wodle does not have. */
  readonly proxyIsOfShell: boolean;
  readonly answered: Fact<true>;
}

export interface TokenFact {
  readonly lifetimeMs: number;
  readonly apiUrl: string;
  /** Undefined for a token that cannot be read, which is Microsoft's good right. */
  readonly claims: TokenClaims | undefined;
}

export interface RulesFact {
  /** Rule and decoder files of ours that are there. */
  readonly ownFiles: readonly string[];
  /** Name of our decoder file; undefined when it is not there. */
  readonly decoderFile: string | undefined;
  /** Files of ours that were installed and are not there: the user deleted them. */
  readonly deleted: readonly string[];
  /** Files of ours that Wazuh's account cannot read, and therefore does not load. */
  readonly unreadable: readonly string[];
  /** Every rule in all rule folders, in the order of loading. */
  readonly sites: readonly RuleSite[];
  /** Ids of rules in our files. */
  readonly ownIds: ReadonlySet<number>;
  /** Decoder files that come before ours and take JSON events. */
  readonly decodersBefore: readonly string[];
  readonly newestChangeMs: number | undefined;
  /** When the running analysisd last read the rules; undefined where nothing tells. */
  readonly loadedMs: number | undefined;
}
