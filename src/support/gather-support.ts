import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { hostname, release } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { layoutOf } from '../../installer/layout.ts';
import { readManifest } from '../../installer/manifest.ts';
import { ownWodles } from '../../installer/ossec-conf/find-wodle.ts';
import { readConf } from '../../installer/ossec-conf/read-conf.ts';
import { WODLE_TAG } from '../../installer/ossec-conf/wodle-options.ts';
import type { Clock } from '../collect/ports.ts';
import { isTenantFileName, tenantFolder } from '../config/tenant-files.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { doctorAsJson } from '../doctor/render-doctor.ts';
import { readStateReport } from '../state/state-report.ts';
import { readStatus } from '../status/read-status.ts';
import { statusAsJson } from '../status/render-status.ts';
import { statusReport } from '../status/status-report.ts';
import { VERSION } from '../version.ts';
import { homeFiles, type HomeFiles } from '../wazuh/home-files.ts';
import { detectHome, type WazuhHome } from '../wazuh/home.ts';
import { Redactor } from '../wazuh/redactor.ts';
import { learnSecret, learnSecretFile, learnSecretFolder } from './known-secrets.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { redactConfig } from './redact-config.ts';
import { removeSecrets } from './remove-secrets.ts';
import { tailOf } from './tail-of.ts';

export interface SupportOptions {
  readonly home?: string;
  readonly anonymize: boolean;
  /** Ask Microsoft nothing. */
  readonly offline: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** What is looked at now, in a few words. */
  readonly onStep?: (text: string) => void;
}

/** A file for whoever helps, clean of secrets. */
export interface SupportFile {
  readonly path: string;
  readonly text: string;
}

export interface SupportFiles {
  readonly files: readonly SupportFile[];
  /** What could not be had, and why. */
  readonly missing: readonly { readonly path: string; readonly reason: string }[];
}

const DAY_MS = 86_400_000;
const LOG_LINES = 2_000;
const LOG_BYTES = 512 * 1024;
const OSSEC_LOG_BYTES = 4 * 1024 * 1024;
const DEFAULT_HOME = '/var/ossec';

/**
 * Gathers what tells of an installation, without its secrets, with an index in front. Changes nothing. What cannot be had, since
 * an installation that needs help is often half broken, is named with its reason.
 *
 * Secrets are kept out three times over: files that hold them are never taken, what they hold is replaced wherever it stands (also in
 * base64 and in URLs), and so is whatever looks like a secret.
 *
 * @throws the signal's reason when it aborts.
 */
export async function gatherSupport(options: SupportOptions): Promise<SupportFiles> {
  const { signal, clock } = options;
  const files: SupportFile[] = [];
  const missing: { path: string; reason: string }[] = [];
  const part = async (path: string, make: () => string | Promise<string>): Promise<void> => {
    signal.throwIfAborted();
    options.onStep?.(path);
    try {
      files.push({ path, text: await make() });
    } catch (error) {
      signal.throwIfAborted();
      missing.push({ path, reason: error instanceof Error ? error.message : String(error) });
    }
  };
  const redactor = new Redactor();
  const labels = new Map<string, string>([[hostname(), 'host']]);
  const homePath = resolve(options.home ?? DEFAULT_HOME);
  let home: WazuhHome | undefined;
  let noHome = '';
  try {
    home = await detectHome(options.home === undefined ? {} : { home: options.home });
  } catch (error) {
    noHome = (error as Error).message;
  }
  const places = home?.files ?? homeFiles(homePath, undefined);
  const layout = layoutOf(home?.path ?? homePath);
  const found = (): WazuhHome => {
    if (home) return home;
    throw new Error(noHome);
  };

  // First, since it teaches what must not be in the others.
  learnSecretFolder(redactor, layout.configFolder);
  for (const path of configFilesOf(places.configFile)) {
    await part(inBundle(places.configFile, path), () => readConfigFile(path, redactor, labels));
  }
  await part('doctor.json', async () => {
    const report = await diagnose({
      ...(options.home === undefined ? {} : { home: options.home }),
      offline: options.offline,
      clock,
      redactor,
      signal,
      onStep: step => options.onStep?.(step),
    });
    return asJson(doctorAsJson(report));
  });
  await part('status.json', async () =>
    asJson(statusAsJson(statusReport(await readStatus(found(), clock, signal)))),
  );
  await part('versions.json', () => asJson(versionsOf(home)));
  await part('ossec-conf-block.xml', () => ownBlocks(places.conf));
  await part('logs/o365-wazuh.log', () => lines(tailOf(places.log, LOG_BYTES)));
  await part('logs/ossec.log', () =>
    lines(tailOf(places.ossecLog, OSSEC_LOG_BYTES).filter(line => line.includes(WODLE_TAG))),
  );
  await part('ruleset.json', async () => {
    const manifest = await readManifest(layout);
    return asJson(hashesOf(layout.home, places, manifest?.files ?? {}, manifest?.lists ?? []));
  });
  await part('state.json', () => asJson(stateOf(places, clock.now())));

  const pseudonyms = options.anonymize ? new Pseudonyms(labels) : undefined;
  const clean = (text: string): string => {
    const safe = redactor.redact(text);
    return pseudonyms ? pseudonyms.replace(safe) : safe;
  };
  const parts = files.map(({ path, text }) => ({
    path: pseudonyms ? pseudonyms.replace(path) : path,
    text: clean(path.endsWith('.json') ? text : removeSecrets(text)),
  }));
  const gaps = missing.map(({ path, reason }) => ({
    path: pseudonyms ? pseudonyms.replace(path) : path,
    reason: clean(removeSecrets(reason)),
  }));
  const index = { path: 'index.json', text: indexOf(parts, gaps, options) };
  return { files: [index, ...parts], missing: gaps };
}

function indexOf(
  files: readonly SupportFile[],
  missing: SupportFiles['missing'],
  { anonymize, offline, clock }: SupportOptions,
): string {
  return `${JSON.stringify(
    {
      version: VERSION,
      madeAt: new Date(clock.now()).toISOString(),
      anonymized: anonymize,
      offline,
      files: files.map(({ path, text }) => ({ path, bytes: Buffer.byteLength(text) })),
      missing,
    },
    null,
    2,
  )}\n`;
}

/** Texts are cleaned one by one: what looks like a secret must not reach over the end of a text. */
function asJson(value: unknown): string {
  const clean = (_key: string, inner: unknown): unknown =>
    typeof inner === 'string' ? removeSecrets(inner) : inner;
  return `${JSON.stringify(value, clean, 2)}\n`;
}

function lines(of: readonly string[]): string {
  return of
    .slice(-LOG_LINES)
    .map(line => `${line}\n`)
    .join('');
}

function configFilesOf(configFile: string): string[] {
  const folder = tenantFolder(configFile);
  const names = existsSync(folder) ? readdirSync(folder).filter(isTenantFileName).sort() : [];
  return [configFile, ...names.map(name => join(folder, name))];
}

function inBundle(configFile: string, path: string): string {
  return path === configFile ? 'config/config.yml' : `config/tenants.d/${basename(path)}`;
}

function readConfigFile(path: string, redactor: Redactor, labels: Map<string, string>): string {
  const config = redactConfig(readFileSync(path, 'utf8'));
  for (const [label, kind] of config.labels) labels.set(label, kind);
  for (const secret of config.removed) learnSecret(redactor, secret);
  for (const file of config.secretFiles) learnSecretFile(redactor, resolve(dirname(path), file));
  for (const name of config.variables) learnSecret(redactor, process.env[name] ?? '');
  const problems = config.problems.map(problem => `# Not good YAML: ${problem}\n`).join('');
  return `${problems}${config.text}`;
}

function ownBlocks(path: string): string {
  const read = readConf(readFileSync(path));
  if (!read.ok) throw new Error(`${path} cannot be read: ${read.fault.reason}, line ${read.fault.line}`);
  const { text, roots } = read.conf;
  const blocks = ownWodles(roots).map(({ wodle }) => text.slice(wodle.start, wodle.end));
  if (blocks.length === 0) throw new Error(`${path} has no block of o365-wazuh`);
  return Buffer.from(`${blocks.join('\n')}\n`, 'latin1').toString('utf8');
}

function versionsOf(home: WazuhHome | undefined): Record<string, unknown> {
  const { node, openssl } = process.versions;
  return {
    program: VERSION,
    node,
    openssl,
    system: `${process.platform} ${process.arch} ${release()}`,
    distribution: distribution(),
    wazuh: home ? { version: home.version ?? null, type: home.type, foundBy: home.foundBy } : null,
  };
}

function distribution(): string | null {
  try {
    const text = readFileSync('/etc/os-release', 'utf8');
    return /^PRETTY_NAME="?(?<name>[^"\n]*)/m.exec(text)?.groups?.['name'] ?? null;
  } catch {
    return null;
  }
}

interface FileHash {
  readonly path: string;
  /** As it is now; null when it is not there. */
  readonly sha256: string | null;
  /** As it was installed; null for lists, and for files that we do not know. */
  readonly installed: string | null;
}

function hashesOf(
  home: string,
  places: HomeFiles,
  installed: Readonly<Record<string, string>>,
  lists: readonly string[],
): FileHash[] {
  const ofOurs = (folder: string): string[] =>
    existsSync(folder)
      ? readdirSync(folder)
          .filter(name => /o365|office/i.test(name))
          .map(name => join(folder, name))
      : [];
  const paths = new Map<string, string | null>();
  for (const path of [
    ...ofOurs(places.rulesDir),
    ...ofOurs(places.decodersDir),
    ...ofOurs(places.listsDir),
  ]) {
    paths.set(path, null);
  }
  for (const name of lists) paths.set(join(places.listsDir, name), null);
  for (const [name, sha256] of Object.entries(installed)) paths.set(join(home, 'etc', name), sha256);
  return [...paths]
    .map(([path, before]) => ({ path, sha256: sha256Of(path), installed: before }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function sha256Of(path: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch {
    return null;
  }
}

function stateOf(places: HomeFiles, nowMs: number): Record<string, unknown> {
  const path = join(places.stateDir, 'state.db');
  const { partitions, runs, days, filtered } = readStateReport(path, {
    runs: 50,
    sinceMs: nowMs - 7 * DAY_MS,
  });
  return { partitions, runs, days, filtered };
}
