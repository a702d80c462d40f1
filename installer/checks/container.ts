import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { WazuhHome } from '../../src/wazuh/home.ts';
import { readConfFacts } from '../ossec-conf/conf-facts.ts';
import { ownWodles } from '../ossec-conf/find-wodle.ts';
import { declaredLists } from '../ossec-conf/list-lines.ts';
import { type Conf, readConf } from '../ossec-conf/read-conf.ts';
import type { Notice } from '../report.ts';

type ContainerHome = Pick<WazuhHome, 'container' | 'path'>;

/** What an installation put into ossec.conf. */
export interface PutIntoConf {
  /** The root with our wodle, to be printed; undefined for rules alone. */
  readonly block: string | undefined;
  /** The lists that must be declared. */
  readonly lists: readonly string[];
  /** Of these tenants, in lower case, other collectors were switched off; undefined when none were to be. */
  readonly takenOver: readonly string[] | undefined;
}

/**
 * What a container's next start does to an installation. The official images copy a mounted ossec.conf over the one in the home at every
 * start, so what was put into ours must stand in the mounted file, which only the host can change.
 */
export function containerNotices(home: ContainerHome, put: PutIntoConf): Notice[] {
  return [...volumeNotices(home), ...mountedNotices(home, put)];
}

/** After an uninstallation: the mounted file brings the wodle back, without anything that it could run. */
export function leftInMountedConf(home: ContainerHome): Notice[] {
  const mounted = home.container?.mountedConf;
  const conf = mounted === undefined ? undefined : readMounted(mounted);
  if (mounted === undefined || conf === undefined || ownWodles(conf.roots).length === 0) return [];
  const lines = readConfFacts(conf).ownWodleLines.join(', ');
  return [
    {
      code: 'mounted-conf',
      text: `${mounted} still holds the wodle (line ${lines}) and is copied over etc/ossec.conf at the next start of this container: take it out of the file on the host that is mounted there.`,
    },
  ];
}

/** The folders of an installation that are gone when the container is made anew. Empty outside of containers. */
export function foldersWithoutVolume({ container, path }: ContainerHome): readonly string[] {
  const mounts = container?.mounts;
  if (mounts === undefined) return [];
  return ['etc', 'queue', 'wodles']
    .map(name => join(path, name))
    .filter(folder => !mounts.some(point => `${folder}/`.startsWith(`${point}/`)));
}

function volumeNotices(home: ContainerHome): Notice[] {
  const lost = foldersWithoutVolume(home).map(folder => basename(folder));
  if (lost.length === 0) return [];
  return [
    {
      code: 'no-volume',
      text: `This is a container, and of its ${home.path} no volume holds ${lost.join(', ')}: what is installed there survives a restart, but not a new container. Give it volumes for etc, queue and wodles, as Wazuh's own compose files do.`,
    },
  ];
}

function mountedNotices(home: ContainerHome, { block, lists, takenOver }: PutIntoConf): Notice[] {
  const mounted = home.container?.mountedConf;
  if (mounted === undefined) return [];
  const conf = readMounted(mounted);
  const notices: Notice[] = [];
  if (block !== undefined && (conf === undefined || ownWodles(conf.roots).length === 0)) {
    notices.push({
      code: 'mounted-conf',
      text:
        `In this container ${mounted} is copied over etc/ossec.conf at every start: collector, rules, configuration and state survive ` +
        `in their volumes (wodles, etc, queue), the wodle does not. Add this to the file on the host that is mounted there:\n${block}`,
    });
  }
  const declared = new Set(conf ? declaredLists(conf) : []);
  const missing = lists.filter(list => !declared.has(list));
  if (missing.length > 0) {
    notices.push({
      code: 'mounted-lists',
      text: `${mounted} does not declare the lists of our rules, without which Wazuh leaves those rules out. Add to its <ruleset> on the host:\n${missing.map(list => `    <list>${list}</list>`).join('\n')}`,
    });
  }
  return conf && takenOver ? [...notices, ...collectorsThere(mounted, conf, takenOver)] : notices;
}

function collectorsThere(mounted: string, conf: Conf, tenantIds: readonly string[]): Notice[] {
  const { nativeModules, blogWodles } = readConfFacts(conf);
  const natives = nativeModules.filter(
    module => module.enabled && module.tenantIds.some(id => tenantIds.includes(id)),
  );
  const switches = [
    ...natives.map(({ line }) => `<enabled>no</enabled> in its <office365> (line ${line})`),
    ...blogWodles.map(
      ({ line }) => `<disabled>yes</disabled> in its wodle of the blog's script (line ${line})`,
    ),
  ];
  if (switches.length === 0) return [];
  return [
    {
      code: 'mounted-collectors',
      text: `${mounted} switches them on again at the next start. Set in it, on the host: ${switches.join('; ')}.`,
    },
  ];
}

/** Undefined where it cannot be read: then it has nothing of ours. */
function readMounted(path: string): Conf | undefined {
  try {
    const read = readConf(readFileSync(path));
    return read.ok ? read.conf : undefined;
  } catch {
    return undefined;
  }
}
