import type { Clock } from '../src/collect/ports.ts';
import type { ReloadAnswer } from '../src/wazuh/analysisd.ts';
import type { WazuhHome } from '../src/wazuh/home.ts';
import type { LogtestResult } from '../src/wazuh/logtest.ts';

/** What `DAEMON -t` said. */
export interface DaemonTest {
  /** Without its prefix, such as `analysisd`. */
  readonly daemon: string;
  readonly code: number;
  /** Lines of its output, without time stamps. */
  readonly lines: readonly string[];
}

/** What the installer asks of a home's own programs and sockets. */
export interface Daemons {
  /** Reads the configuration with every daemon that is there. With `conf`, only with analysisd, on that file. */
  test(
    home: WazuhHome,
    options: { readonly conf?: string; readonly signal: AbortSignal },
  ): Promise<readonly DaemonTest[]>;
  /** Names of the daemons that run now. Empty in a home without programs. */
  running(home: WazuhHome, signal: AbortSignal): Promise<ReadonlySet<string>>;
  /** @throws CONTROL_FAILED. */
  restart(home: WazuhHome, signal: AbortSignal): Promise<void>;
  /** The command that `restart` runs, for the operator to run by hand. Undefined in a home without programs. */
  restartCommand(home: WazuhHome): string | undefined;
  /** Swaps the rules without a restart, while no sender of ours is under way. @throws RELOAD_LOCK_BUSY, WAZUH_SOCKET_FAILED. */
  reload(home: WazuhHome, signal: AbortSignal): Promise<ReloadAnswer>;
  /** What analysisd would make of an event with the rules on disk; undefined when there is nobody to ask. */
  logtest(home: WazuhHome, event: string, signal: AbortSignal): Promise<LogtestResult | undefined>;
  /** Puts one message into the queue. @returns false when that cannot be done. */
  send(home: WazuhHome, message: Buffer, signal: AbortSignal): Promise<boolean>;
}

/** The security contexts (SELinux) of files. Where there are none every call does nothing. */
export interface FileLabels {
  /**
   * Gives a file the context of the one whose place it takes.
   *
   * @throws INSTALL_LABEL_LOST when that fails on a host that enforces them.
   */
  copy(from: string, to: string): Promise<void>;
  /** Gives new files and folders the contexts that the policy has for their paths. Never throws: they have their folder's already. */
  reset(paths: readonly string[]): Promise<void>;
}

/** Everything the installer needs from outside. */
export interface InstallerDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The folder that holds `dist/`, `rules/` and `decoders/`. */
  readonly packageRoot: string;
  /** Effective user and group of this process. */
  readonly uid: number;
  readonly gid: number;
  /** `/`, or a folder that stands for it: where Wazuh, its account and the marks of containers are looked for. */
  readonly rootDir?: string;
  readonly daemons: Daemons;
  readonly labels: FileLabels;
  /** One line of progress for the operator. */
  readonly say: (line: string) => void;
  /** Told before each step of a transaction. Tests end the process there; nothing else uses it. */
  readonly onStep?: (step: string) => void | Promise<void>;
}
