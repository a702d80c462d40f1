import { join } from 'node:path';
import { O365WazuhError } from '../../src/errors.ts';
import { contentOfBytes, readImage } from '../images.ts';
import type { Layout } from '../layout.ts';
import { type Manifest, readManifest } from '../manifest.ts';
import { readConfFacts } from '../ossec-conf/conf-facts.ts';
import type { InstallerDeps } from '../ports.ts';
import { readOssecConf } from '../read-ossec-conf.ts';
import { type HomeReport, homeReport } from '../report.ts';
import { rulesIn, rulesInFolders } from '../rule-ids.ts';
import { type Session, withHome } from '../session.ts';
import { putAsidePath } from '../wanted-rules.ts';
import { compareRules, type ComparedRule } from './compare.ts';

export type FileState = 'unedited' | 'edited' | 'conflict' | 'missing';

/** A rule or decoder file that was installed. */
export interface FileReport {
  /** `rules/x.xml` or `decoders/x.xml`, below etc/. */
  readonly name: string;
  readonly path: string;
  readonly state: FileState;
  /** All its rules; empty where the file is missing or cannot be read. */
  readonly rules: readonly ComparedRule[];
  /** False when the file as it is cannot be taken apart: it is compared as a whole then. */
  readonly readable: boolean;
  /** Whole texts, one character per byte. */
  readonly installed: string;
  readonly current: string | undefined;
  /** The new version that waits to be merged. */
  readonly waiting?: string;
}

/** A rule of the user's that changes one of ours from outside our files. */
export interface Overwrite {
  readonly id: number;
  readonly file: string;
  readonly line: number;
}

export interface RulesState {
  readonly home: HomeReport;
  /** Version of o365-wazuh whose rules these are. */
  readonly version: string;
  readonly files: readonly FileReport[];
  readonly overwrites: readonly Overwrite[];
}

/**
 * What became of the installed rules and decoders since. Changes nothing, takes no lock.
 *
 * @throws INSTALL_NOT_INSTALLED, also where rules live on another machine; INSTALL_MANIFEST_BROKEN; what `withHome` throws.
 */
export async function readRulesState(home: string | undefined, deps: InstallerDeps): Promise<RulesState> {
  return withHome(home, true, deps, rulesStateOf);
}

/** The same within a session. */
export async function rulesStateOf(session: Session): Promise<RulesState> {
  const { layout } = session;
  const manifest = await readManifest(layout);
  if (manifest === undefined || Object.keys(manifest.files).length === 0)
    throw notInstalled(layout, manifest);
  const files: FileReport[] = [];
  for (const [name, sha256] of Object.entries(manifest.files)) {
    files.push(await fileReport(layout, name, sha256));
  }
  return {
    home: homeReport(session.home),
    version: manifest.version,
    files,
    overwrites: await overwritesOf(layout, files),
  };
}

function notInstalled(layout: Layout, manifest: Manifest | undefined): O365WazuhError {
  if (manifest === undefined) {
    return new O365WazuhError('INSTALL_NOT_INSTALLED', `${layout.home} holds no o365-wazuh.`);
  }
  return new O365WazuhError('INSTALL_NOT_INSTALLED', `${layout.home} holds the collector without rules.`, {
    hint: 'The rules are on the manager, in a cluster on its master: run this there.',
  });
}

async function fileReport(layout: Layout, name: string, sha256: string): Promise<FileReport> {
  const path = join(layout.home, 'etc', name);
  const pristinePath = join(layout.pristine, name);
  const installed = await textOf(pristinePath);
  if (installed === undefined || contentOfBytes(Buffer.from(installed, 'latin1')).sha256 !== sha256) {
    throw new O365WazuhError(
      'INSTALL_MANIFEST_BROKEN',
      `${pristinePath} is not the file that was installed: edits cannot be told from it.`,
    );
  }
  const current = await textOf(path);
  const waiting = await textOf(putAsidePath(layout, name));
  const rules = current === undefined ? undefined : compareRules(installed, current, waiting);
  return {
    name,
    path,
    state: fileState(installed, current, waiting),
    rules: rules ?? [],
    readable: current === undefined || rules !== undefined,
    installed,
    current,
    ...(waiting === undefined ? {} : { waiting }),
  };
}

function fileState(installed: string, current: string | undefined, waiting: string | undefined): FileState {
  if (current === undefined) return 'missing';
  if (current === installed) return 'unedited';
  return waiting === undefined ? 'edited' : 'conflict';
}

async function overwritesOf(layout: Layout, files: readonly FileReport[]): Promise<Overwrite[]> {
  const { conf } = await readOssecConf(layout.ossecConf);
  const ids = new Set(files.flatMap(file => rulesIn(file.installed, file.path).map(rule => rule.id)));
  const own = new Set(files.map(file => file.path));
  return rulesInFolders(layout.home, readConfFacts(conf).ruleDirs, own)
    .filter(site => site.overwrites && ids.has(site.id))
    .map(({ id, file, line }) => ({ id, file, line }));
}

async function textOf(path: string): Promise<string | undefined> {
  const image = await readImage(path);
  return image?.kind === 'file' && 'bytes' in image.content
    ? image.content.bytes.toString('latin1')
    : undefined;
}
