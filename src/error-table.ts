/**
 * Exit codes of every command, one table. 127 is never used: Wazuh reads it as "command not found".
 */
export const EXIT_CODES = {
  ok: 0,
  /** A check found something (missing events, a failed check, stale rules): the command itself worked. */
  found: 1,
  usage: 2,
  config: 3,
  /** Microsoft refuses the credentials or permissions: needs an administrator. */
  credentials: 4,
  /** Microsoft or the way to it is down or throttled: the next run tries again. */
  microsoft: 5,
  /** The Wazuh queue is absent, unreachable or full: nothing advanced, the next run tries again. */
  wazuh: 6,
  state: 7,
  /** The installer will not touch this home. Nothing was changed. */
  refused: 8,
  /** Rules in conflict with the user's edits: the user's files stay. */
  conflict: 9,
  /** The change was made, failed its proof, and was taken back. */
  rolledBack: 10,
  interrupted: 11,
  internal: 70,
} as const;

export type ExitName = keyof typeof EXIT_CODES;

interface ErrorEntry {
  readonly exit: ExitName;
  /** What the code means, one sentence. */
  readonly meaning: string;
  /** What usually brings it about. */
  readonly cause: string;
  /** What the user does next; printed as the hint unless the place that throws knows better. */
  readonly cure: string;
}

/** Every stable error code: meaning, usual cause, cure, exit code. `docs/errors.md` is generated from this table. */
export const ERROR_TABLE = {
  // — general
  INTERNAL: {
    exit: 'internal',
    meaning: 'A defect in o365-wazuh itself.',
    cause: 'A case that the code does not foresee.',
    cure: 'Run again with --debug and report the output.',
  },
  USAGE: {
    exit: 'usage',
    meaning: 'The command line cannot be understood.',
    cause: 'An unknown option, a missing value, or a value out of bounds.',
    cure: 'See the command’s --help.',
  },
  INTERRUPTED: {
    exit: 'interrupted',
    meaning: 'The command was ended by a signal before it was done.',
    cause: 'SIGINT or SIGTERM, for example a manager restart.',
    cure: 'Run it again: what was done is kept, nothing was lost.',
  },
  // — config
  CONFIG_INVALID: {
    exit: 'config',
    meaning: 'config.yml breaks a rule of its format.',
    cause: 'A misspelt key, a value out of bounds, or text that is not YAML.',
    cure: 'Correct the lines that are named, then run: o365-wazuh config check',
  },
  CONFIG_UNREADABLE: {
    exit: 'config',
    meaning: 'config.yml cannot be read.',
    cause: 'The file is not there, or the command does not run as root.',
    cure: 'Run as root; if the file is missing, run: o365-wazuh install',
  },
  SECRET_UNREADABLE: {
    exit: 'config',
    meaning: 'The client secret cannot be read.',
    cause: 'The file or environment variable is absent or empty, or the command does not run as root.',
    cure: 'Put the secret’s value into the file that config.yml names, mode 0600.',
  },
  SECRET_EXPOSED: {
    exit: 'config',
    meaning: 'A secret file can be read by others than its owner.',
    cause: 'The file was made with a wide mode.',
    cure: 'chmod 600 the file; if others may have read it, make a new secret in Entra.',
  },
  // — microsoft
  // — wazuh
  // — state
  // — collect
  BLOB_MALFORMED: {
    exit: 'microsoft',
    meaning: 'A blob arrived whole but is no JSON array of events.',
    cause: 'A fault at Microsoft, or something between that rewrites answers.',
    cure: 'Nothing: the blob is fetched again later, at growing intervals, and its neighbours are not held up.',
  },
  // — rules
  // — installer
  // — simulator
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_TABLE;
