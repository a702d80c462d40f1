/** The tag that makes the wodle ours, whatever root it stands in. */
export const WODLE_TAG = 'o365-wazuh';

/** The options of our wodle that differ between homes or may be changed by the user. */
export interface WodleOptions {
  /** Absolute paths, single blanks, no quotes: the one form that every version splits alike. */
  readonly command: string;
  /** Wazuh's notation: `5m`. */
  readonly interval: string;
  /** Seconds; Wazuh takes no unit here. */
  readonly timeout: string;
}

/** Half an hour: longer than any run but the first, and a run that is cut short loses nothing. */
export const DEFAULT_TIMEOUT_SECONDS = '1800';

const INDENT = '  ';

/**
 * Writes our block: its own `<ossec_config>` root, one option a line since Wazuh compares values without trimming, and strictly
 * well-formed for the parsers of the API and the dashboard. Ends without a line end.
 *
 * `ignore_output` and a timeout go together: without a timeout, managers up to 4.0 do not wait for the command.
 */
export function renderBlock(options: WodleOptions, eol: '\n' | '\r\n'): string {
  const entries: readonly (readonly [string, string])[] = [
    ['disabled', 'no'],
    ['tag', WODLE_TAG],
    ['command', options.command],
    ['interval', options.interval],
    ['run_on_start', 'yes'],
    ['ignore_output', 'yes'],
    ['timeout', options.timeout],
    ['skip_verification', 'yes'],
  ];
  return [
    '<ossec_config>',
    `${INDENT}<!-- o365-wazuh: written by "o365-wazuh install", taken out by "o365-wazuh uninstall". Your changes to the options survive upgrades. -->`,
    `${INDENT}<wodle name="command">`,
    ...entries.map(([name, value]) => `${INDENT}${INDENT}<${name}>${value}</${name}>`),
    `${INDENT}</wodle>`,
    '</ossec_config>',
  ].join(eol);
}

/** Starts the comment that stands before our wodle. A hint only: the wodle is found by its tag. */
export const MARKER_START = '<!-- o365-wazuh:';

/**
 * Says why a path cannot stand in the wodle's command, or undefined when it can. Before 4.2 quotes are not removed and
 * backslashes are kept, and no version decodes entities, so a path must need neither.
 */
export function unusableInCommand(path: string): string | undefined {
  const bad = /[^A-Za-z0-9_./@:+,=-]/.exec(path);
  if (bad === null) return undefined;
  return `the path ${path} holds ${JSON.stringify(bad[0])}, which a Wazuh command cannot carry`;
}
