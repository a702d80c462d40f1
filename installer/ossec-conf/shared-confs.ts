import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { WazuhHome } from '../../src/wazuh/home.ts';
import { parseWazuhXml } from '../wazuh-xml/parse-wazuh-xml.ts';
import { type ConfFacts, readConfFacts } from './conf-facts.ts';
import { ownWodles } from './find-wodle.ts';
import type { Conf } from './read-conf.ts';
import { isRunning } from './take-over.ts';

/** What an agent.conf says about the things that could collect the same events. */
export interface SharedConf extends Pick<ConfFacts, 'nativeModules' | 'blogWodles'> {
  readonly path: string;
  /** Of wodles of ours that are on. */
  readonly ownWodleLines: readonly number[];
}

/** Far more than any agent.conf: a group of agents is told a few hundred lines. */
const MAX_BYTES = 10_000_000;

/**
 * The agent.conf of each group; on an agent the one that its manager sent. One that Wazuh could not read tells its agents nothing, and is
 * passed over, as is whatever cannot be read here: user wazuh may write in that folder.
 */
export function readSharedConfs({ path: home, type }: Pick<WazuhHome, 'path' | 'type'>): SharedConf[] {
  const folder = join(home, 'etc/shared');
  const paths =
    type === 'agent'
      ? [join(folder, 'agent.conf')]
      : namesIn(folder).map(group => join(folder, group, 'agent.conf'));
  return paths.flatMap(path => {
    const conf = readShared(path);
    if (conf === undefined) return [];
    const { nativeModules, blogWodles } = readConfFacts(conf);
    const wodles = ownWodles(conf.roots).map(({ wodle }) => wodle);
    const ownWodleLines = wodles.filter(isRunning).map(({ line }) => line);
    return [{ path, nativeModules, blogWodles, ownWodleLines }];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function readShared(path: string): Conf | undefined {
  try {
    const stats = statSync(path);
    if (!stats.isFile() || stats.size > MAX_BYTES) return undefined;
    const text = readFileSync(path, 'latin1');
    const parsed = parseWazuhXml(text);
    return parsed.ok ? { text, roots: parsed.roots } : undefined;
  } catch {
    return undefined;
  }
}
