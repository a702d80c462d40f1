import type { Clock } from '../src/collect/ports.ts';
import type { WazuhHome } from '../src/wazuh/home.ts';

/** What `DAEMON -t` said. */
export interface DaemonTest {
  readonly daemon: string;
  readonly code: number;
  /** Lines of its output, without time stamps. */
  readonly lines: readonly string[];
}

export interface CommandResult {
  readonly ok: boolean;
  readonly output: string;
}

/** What the installer asks of a Wazuh home's own programs. */
export interface Daemons {
  /** Reads the configuration with every daemon that is there. With `conf`, only with analysisd, on that file. */
  test(
    home: WazuhHome,
    options: { readonly conf?: string; readonly signal: AbortSignal },
  ): Promise<readonly DaemonTest[]>;
  /** Names of the daemons that run now. */
  running(home: WazuhHome, signal: AbortSignal): Promise<ReadonlySet<string>>;
  restart(home: WazuhHome, signal: AbortSignal): Promise<CommandResult>;
  /** The command that `restart` runs, for the operator to run by hand. Undefined in a home without programs. */
  restartCommand(home: WazuhHome): string | undefined;
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
  /** One line of progress for the operator. */
  readonly say: (line: string) => void;
  /** Told before each step of a transaction. Tests end the process there; nothing else uses it. */
  readonly onStep?: (step: string) => void | Promise<void>;
}
