import {
  ADJUSTMENT_THEMES,
  BASE_THEMES,
  DETECTION_THEMES,
  LABEL_THEMES,
  NATIVE_THEMES,
  PLAIN_THEMES,
  WATCH_THEMES,
} from './catalogue/themes.ts';
import type { Theme } from './model.ts';

/** When a rule file is installed: always, once the CDB lists of `USER_LISTS` are declared, or only when the user asks for it. */
export type Installation = 'always' | 'with-lists' | 'optional';

interface RuleFile {
  /** Relative to the package root. */
  readonly path: string;
  readonly installation: Installation;
  readonly about: string;
  /** First group of every rule in the file. */
  readonly group: string;
  readonly themes: readonly Theme[];
}

/**
 * The rule files. analysisd reads all files of all folders in the order of their base names: ours come after every stock file that
 * an optional one builds on (0755-office365), in the order of parents and children, and before local_rules.xml, so that rules and
 * overwrites of the user's there find ours already loaded.
 *
 * The lists files are apart since analysisd warns (7616) of each rule whose list is not declared.
 */
export const RULE_FILES: readonly RuleFile[] = [
  {
    path: 'rules/0990-o365-wazuh_rules.xml',
    installation: 'always',
    about: 'base rules for Microsoft 365 audit events.',
    group: 'office_365',
    themes: BASE_THEMES,
  },
  {
    path: 'rules/lists/0991-o365-wazuh_watched.xml',
    installation: 'with-lists',
    about: 'accounts that must not be active. Needs the lists o365-break-glass and o365-departed-users.',
    group: 'office_365',
    themes: WATCH_THEMES,
  },
  {
    path: 'rules/0992-o365-wazuh_detections.xml',
    installation: 'always',
    about: 'detections and correlations for Microsoft 365 audit events.',
    group: 'office_365',
    themes: DETECTION_THEMES,
  },
  {
    path: 'rules/0993-o365-wazuh_labels.xml',
    installation: 'always',
    about: 'a label for every record type of Microsoft 365 that has a name.',
    group: 'office_365',
    themes: LABEL_THEMES,
  },
  {
    path: 'rules/lists/0994-o365-wazuh_lists.xml',
    installation: 'with-lists',
    about:
      'VIPs, allowed applications, trusted networks. Needs the lists o365-vip-users, o365-allowed-apps and o365-trusted-networks.',
    group: 'office_365',
    themes: ADJUSTMENT_THEMES,
  },
  {
    path: 'rules/optional/0995-o365-wazuh_plain-sign-ins.xml',
    installation: 'optional',
    about: 'labels plain sign-ins and file accesses instead of leaving them to rule 100002.',
    group: 'office_365',
    themes: PLAIN_THEMES,
  },
  {
    path: 'rules/optional/0996-o365-wazuh_native.xml',
    installation: 'optional',
    about: 'the detections for format: native, where Wazuh has no rule of its own.',
    group: 'o365_native',
    themes: NATIVE_THEMES,
  },
];
