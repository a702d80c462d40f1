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
  INSTALL_NOT_ROOT: {
    exit: 'refused',
    meaning: 'The command changes a Wazuh home and does not run as root.',
    cause: 'It was started by an ordinary user.',
    cure: 'Run it again with sudo.',
  },
  INSTALL_NO_WAZUH: {
    exit: 'refused',
    meaning: 'There is no Wazuh manager or agent in that folder.',
    cause: 'Wazuh is not installed on this machine, or lives elsewhere.',
    cure: 'Name its folder with --home, or install Wazuh first.',
  },
  INSTALL_WAZUH_5: {
    exit: 'refused',
    meaning: 'A Wazuh 5 manager runs no command wodles and reads no XML rules.',
    cause: 'Wazuh 5 changed how managers collect and detect.',
    cure: 'Install on a Wazuh agent that reports to it: there the collector works; rules must be made in Wazuh 5 itself.',
  },
  INSTALL_WAZUH_TOO_OLD: {
    exit: 'refused',
    meaning: 'This Wazuh is older than the oldest that is supported.',
    cause: 'A release before 3.13.',
    cure: 'Upgrade Wazuh to 3.13 or later.',
  },
  INSTALL_CONF_UNREADABLE: {
    exit: 'refused',
    meaning: 'ossec.conf cannot be read safely, so it is not touched.',
    cause: 'It is malformed at the line that is named, or written in a way that Wazuh itself would refuse.',
    cure: 'Correct that line, check it with: wazuh-control restart (it validates first), then run this again.',
  },
  INSTALL_HOME_BROKEN: {
    exit: 'refused',
    meaning: 'Wazuh’s own check of its configuration fails before anything was changed.',
    cause: 'ossec.conf, a rule or a decoder was broken already.',
    cure: 'Correct what the daemons report; a restart would not have worked either.',
  },
  INSTALL_RULES_OFF: {
    exit: 'refused',
    meaning: 'This manager would not load the rules or decoders from etc/.',
    cause: 'ossec.conf lacks <rule_dir>etc/rules</rule_dir> or <decoder_dir>etc/decoders</decoder_dir>, or excludes our files.',
    cure: 'Add the line that is named to the <ruleset> section that is there already; a second <ruleset> section would switch all other rules off.',
  },
  INSTALL_RULE_IDS_TAKEN: {
    exit: 'refused',
    meaning: 'Other rules use the ids of our rules.',
    cause: 'Custom rules in the same range, or the rule of the blog article still in local_rules.xml.',
    cure: 'Remove those rules, or move ours with --rule-base.',
  },
  INSTALL_RULES_IN_USE: {
    exit: 'refused',
    meaning: 'Other rules refer to ours, and without ours this manager would not start.',
    cause: 'Before 4.3 a rule whose parent is missing is fatal.',
    cure: 'Remove or change the rules that are named first.',
  },
  INSTALL_FILE_UNSAFE: {
    exit: 'refused',
    meaning: 'A file stands in the way that is not replaced blindly.',
    cause: 'A symbolic or hard link, a device, or a folder where a file belongs.',
    cure: 'Look at the path that is named and move it away.',
  },
  INSTALL_FILE_PROTECTED: {
    exit: 'refused',
    meaning: 'A file may not be changed, even by root. Nothing was changed.',
    cause: 'chattr +i, a read-only mount, or a security module.',
    cure: 'Lift the protection (lsattr, mount), or make the change by hand: --dry-run prints it.',
  },
  INSTALL_FILE_CHANGED: {
    exit: 'refused',
    meaning: 'Someone else changed a file while the command ran. Their change stays.',
    cause: 'An editor, the dashboard, or a configuration management tool at the same moment.',
    cure: 'Run the command again.',
  },
  INSTALL_BUSY: {
    exit: 'refused',
    meaning: 'Another run is changing the same home.',
    cause: 'Two administrators, or a schedule.',
    cure: 'Wait until it has ended, then run the command again.',
  },
  INSTALL_PATH_UNUSABLE: {
    exit: 'refused',
    meaning: 'The home’s path cannot stand in a Wazuh command.',
    cause: 'A blank, quote or other special character in it: Wazuh splits commands differently from version to version.',
    cure: 'Name the home by a path without such characters.',
  },
  INSTALL_PARTS_MISSING: {
    exit: 'refused',
    meaning: 'The package lacks a part that is to be installed.',
    cause: 'A checkout that was not built, an unsupported processor, or npm with --omit=optional.',
    cure: 'Install the package again without --omit=optional; from source run: npm run build',
  },
  INSTALL_NOT_INSTALLED: {
    exit: 'refused',
    meaning: 'o365-wazuh is not installed in this home.',
    cause: 'Another home is meant, or it was removed already.',
    cure: 'Name the home with --home, or run: o365-wazuh install',
  },
  INSTALL_INVALID: {
    exit: 'rolledBack',
    meaning: 'Wazuh’s own check refused the new files. Everything was taken back, nothing was restarted.',
    cause: 'A rule or option that this version of Wazuh does not take, or a clash with rules that are there.',
    cure: 'Read what the daemon reports; if it names a file of ours, please report it with the version of Wazuh.',
  },
  INSTALL_UNHEALTHY: {
    exit: 'rolledBack',
    meaning: 'After the restart Wazuh did not come up as before. Everything was taken back and Wazuh restarted again.',
    cause: 'What the daemons wrote to logs/ossec.log.',
    cure: 'Look at the lines that are named, then run the command again, with --no-restart if need be.',
  },
  INSTALL_UNDO_FAILED: {
    exit: 'internal',
    meaning: 'A change failed and could not be taken back completely.',
    cause: 'A full disk or a file that was protected meanwhile.',
    cure: 'Remove the cause and run the command again: it first takes back what is left.',
  },
  INSTALL_JOURNAL_BROKEN: {
    exit: 'refused',
    meaning: 'The record of an unfinished run cannot be read.',
    cause: 'A later version wrote it, or the file was damaged.',
    cure: 'Run the version that wrote it; or compare *.o365old with the files beside them, then delete the journal.',
  },
  INSTALL_CONFLICT: {
    exit: 'conflict',
    meaning: 'You and the new version changed the same rules. Your files stay as they are.',
    cause: 'Rules of ours that were edited in place.',
    cure: 'Compare your file with the one put aside, take over what you want, then run upgrade again.',
  },
  INSTALL_BACKUP_UNKNOWN: {
    exit: 'usage',
    meaning: 'There is no backup of that name.',
    cause: 'A misspelt id, or the backup was pruned: the last ten are kept.',
    cure: 'List them with: o365-wazuh restore --list',
  },
  // — simulator
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERROR_TABLE;
