import { childrenNamed, lastValue, type WazuhElement } from '../wazuh-xml/element.ts';
import { commandWodles, ownWodles } from './find-wodle.ts';
import type { Conf } from './read-conf.ts';
import { isEnabled, runsBlogScript, tenantIdsOf } from './take-over.ts';

/** A directive with the line it stands on. */
export interface Located {
  readonly value: string;
  readonly line: number;
}

/** A folder of rules or decoders. */
export interface RulesetFolder extends Located {
  /** Only file names that match this OSRegex are loaded; undefined for all that end in `.xml`. */
  readonly pattern?: string | undefined;
}

/** What an ossec.conf says about the things an installer must look at first. */
export interface ConfFacts {
  /** Lines of the `<ruleset>` sections, of which only the last counts. */
  readonly rulesetLines: readonly number[];
  readonly ruleDirs: readonly RulesetFolder[];
  readonly decoderDirs: readonly RulesetFolder[];
  readonly excludes: readonly Located[];
  readonly ownWodleLines: readonly number[];
  /** Command wodles that run the script of the blog article. */
  readonly blogWodles: readonly Located[];
  readonly nativeModules: readonly NativeModule[];
  /** Alerts below this level are not written; Wazuh's default is 1. */
  readonly logAlertLevel: number;
  /** False: nothing is ever written to alerts.json. */
  readonly jsonAlerts: boolean;
}

/** Wazuh's own `<office365>` section. */
export interface NativeModule {
  readonly line: number;
  readonly enabled: boolean;
  readonly tenantIds: readonly string[];
}

export function readConfFacts(conf: Conf): ConfFacts {
  const sections = conf.roots.flatMap(root => root.children);
  const named = (name: string): WazuhElement[] => sections.filter(section => section.name === name);
  const rulesets = named('ruleset');
  // A second section replaces the first, folders and lists alike: only the last counts.
  const inRulesets = (name: string): RulesetFolder[] =>
    rulesets.slice(-1).flatMap(section => located(section, name));
  const lastIn = (section: string, option: string): string | undefined =>
    named(section)
      .map(element => lastValue(element, option))
      .findLast(value => value !== undefined);
  return {
    rulesetLines: rulesets.map(section => section.line),
    ruleDirs: inRulesets('rule_dir'),
    decoderDirs: inRulesets('decoder_dir'),
    excludes: [...inRulesets('rule_exclude'), ...inRulesets('decoder_exclude')],
    ownWodleLines: ownWodles(conf.roots).map(found => found.wodle.line),
    blogWodles: commandWodles(conf.roots)
      .filter(({ wodle }) => runsBlogScript(wodle))
      .map(({ wodle }) => ({ value: lastValue(wodle, 'command') ?? '', line: wodle.line })),
    nativeModules: named('office365').map(nativeModule),
    logAlertLevel: Number(lastIn('alerts', 'log_alert_level') ?? 1),
    jsonAlerts: lastIn('global', 'jsonout_output') === 'yes',
  };
}

/** A `rule_exclude` or `decoder_exclude` names a file by its name or its path. */
export function excludesFile(exclude: Located, path: string): boolean {
  return exclude.value !== '' && exclude.value.split('/').at(-1) === path.split('/').at(-1);
}

function located(section: WazuhElement, name: string): RulesetFolder[] {
  return childrenNamed(section, name).map(child => ({
    value: child.value,
    line: child.line,
    pattern: child.attributes.get('pattern'),
  }));
}

function nativeModule(section: WazuhElement): NativeModule {
  return { line: section.line, enabled: isEnabled(section), tenantIds: tenantIdsOf(section) };
}
