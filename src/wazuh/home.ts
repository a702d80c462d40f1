import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gte } from 'semver';
import { O365WazuhError } from '../errors.ts';
import { findAccount, type WazuhAccount } from './accounts.ts';
import { findContainer, type ContainerMarks } from './container.ts';
import { homeFiles, type HomeFiles } from './home-files.ts';
import { readOssecInit, readVersion } from './home-version.ts';
import { scanOssecConf, type OssecConfFacts } from './ossec-conf-scan.ts';

/** `manager5` is a 5.0 manager: no XML rules, no command wodle, no queue socket. */
export type HomeType = 'server' | 'agent' | 'local' | 'manager5';

/** A Wazuh installation: where it is and what it can do. */
export interface WazuhHome {
  readonly path: string;
  readonly foundBy: FoundBy;
  readonly type: HomeType;
  /** Such as `4.14.7`; undefined when nothing tells, then probe instead of asking `hasFeature`. */
  readonly version: string | undefined;
  readonly files: HomeFiles;
  /** Undefined where the account does not exist: then files keep the owner that they have. */
  readonly account: WazuhAccount | undefined;
  readonly conf: OssecConfFacts;
  readonly container: ContainerMarks | undefined;
}

export type FoundBy = '--home' | 'ossec-init.conf' | 'unit file' | 'default path';

export interface DetectOptions {
  /** What the user named; then nothing else is tried. */
  readonly home?: string;
  /** `/`, or a folder that stands for it. */
  readonly rootDir?: string;
}

/** The first version with a feature that we rely on where it is there. */
const FEATURES = {
  /** Sessions on queue/sockets/logtest. */
  logtest: '4.1.0',
  /** A rule that breaks the ruleset is skipped with a warning instead of stopping analysisd. */
  lenientRules: '4.3.0',
  getstats: '4.4.0',
  reloadRuleset: '4.13.0',
} as const;

const DEFAULT_HOMES = ['/var/ossec', '/var/wazuh-manager'];
const UNIT_FOLDERS = ['etc/systemd/system', 'usr/lib/systemd/system', 'lib/systemd/system'];

/**
 * Finds the Wazuh home: the option, /etc/ossec-init.conf, a systemd unit's ExecStart, /var/ossec, /var/wazuh-manager, in this order.
 *
 * Changes nothing. Runs `wazuh-control info`, at most 5 s. A folder with etc/ossec.conf is a home even without programs.
 *
 * @throws HOME_NOT_FOUND, HOME_UNREADABLE.
 */
export async function detectHome(options: DetectOptions = {}): Promise<WazuhHome> {
  const rootDir = options.rootDir ?? '/';
  const { path, foundBy } = findHome(options.home, rootDir);
  const { version, type } = await readVersion(path, rootDir);
  const files = homeFiles(path, version);
  const conf = scanOssecConf(readConf(files.conf));
  return {
    path,
    foundBy,
    type: homeType(type, conf, files),
    version,
    files,
    account: findAccount(rootDir),
    conf,
    container: findContainer(rootDir),
  };
}

/** True when the version has the feature, false when not, undefined when the version is unknown. */
export function hasFeature(
  home: Pick<WazuhHome, 'version'>,
  feature: keyof typeof FEATURES,
): boolean | undefined {
  return home.version === undefined ? undefined : gte(home.version, FEATURES[feature]);
}

function findHome(named: string | undefined, rootDir: string): { path: string; foundBy: FoundBy } {
  const candidates: { path: string; foundBy: FoundBy }[] = [];
  const add = (path: string | undefined, foundBy: FoundBy): void => {
    if (path !== undefined) candidates.push({ path: join(rootDir, path), foundBy });
  };
  if (named === undefined) {
    add(readOssecInit(rootDir), 'ossec-init.conf');
    add(homeOfUnit(rootDir), 'unit file');
    for (const path of DEFAULT_HOMES) add(path, 'default path');
  } else {
    candidates.push({ path: resolve(named), foundBy: '--home' });
  }
  const found = candidates.find(({ path }) => isHome(path));
  if (found) return found;
  const tried = candidates.map(({ path }) => path);
  throw new O365WazuhError(
    'HOME_NOT_FOUND',
    named === undefined
      ? `No Wazuh here. Looked in: ${tried.join(', ')}`
      : `${tried.join()} is no Wazuh home: it has no etc/ossec.conf.`,
    { details: { tried } },
  );
}

function isHome(path: string): boolean {
  return ['etc/ossec.conf', 'etc/wazuh-manager.conf'].some(name => {
    const conf = join(path, name);
    try {
      return statSync(conf).isFile();
    } catch (error) {
      // /var/ossec is 0750 root:wazuh: without the right to look, "not found" would mislead.
      if (isAccessDenied(error)) throw unreadable(path);
      // So it would where there is a name, and it leads nowhere.
      if (lstatSync(conf, { throwIfNoEntry: false })?.isSymbolicLink()) throw leadsNowhere(conf, error);
      return false;
    }
  });
}

function leadsNowhere(link: string, cause: unknown): O365WazuhError {
  const isLoop = cause instanceof Error && 'code' in cause && cause.code === 'ELOOP';
  const where = isLoop ? 'leads back to itself' : 'is not there';
  return new O365WazuhError(
    'HOME_NOT_FOUND',
    `${link} is a symbolic link to ${readlinkSync(link)}, which ${where}.`,
    {
      cause,
      hint: 'Bring back the file that it is to lead to (a volume that is not mounted?), or mend the link.',
    },
  );
}

function readConf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw isAccessDenied(error) ? unreadable(path) : error;
  }
}

function isAccessDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EACCES';
}

function unreadable(path: string): O365WazuhError {
  return new O365WazuhError('HOME_UNREADABLE', `No permission to read ${path}.`, { details: { path } });
}

function homeOfUnit(rootDir: string): string | undefined {
  for (const folder of UNIT_FOLDERS) {
    for (const name of listFolder(join(rootDir, folder))) {
      if (!/^(?:wazuh|ossec)[\w-]*\.service$/.test(name)) continue;
      const text = readFileSync(join(rootDir, folder, name), 'utf8');
      const home = /^ExecStart=.*?(?<home>\/\S+)\/bin\/[\w-]+-control\b/m.exec(text)?.groups?.['home'];
      if (home !== undefined) return home;
    }
  }
  return undefined;
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

function homeType(type: string | undefined, conf: OssecConfFacts, files: HomeFiles): HomeType {
  if (type === 'manager' || files.conf.endsWith('wazuh-manager.conf')) return 'manager5';
  if (type === 'agent' || type === 'local' || type === 'server') return type;
  return conf.isAgent ? 'agent' : 'server';
}
