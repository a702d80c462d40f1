import { readFile } from 'node:fs/promises';
import { gt, valid } from 'semver';
import { z } from 'zod';
import { O365WazuhError } from '../src/errors.ts';
import { VERSION } from '../src/version.ts';
import { errnoOf } from './images.ts';
import type { Layout } from './layout.ts';

/** What an older version did not note counts as edited by the user, and stays. */
const wodle = z.object({
  command: z.string().default(''),
  interval: z.string().default(''),
  timeout: z.string().default(''),
});

const manifestSchema = z.object({
  format: z.literal(1),
  /** Version of o365-wazuh that was installed. */
  version: z.string().default('0.0.0'),
  /** First id of our rules where they were moved; absent where they stand at their usual place. */
  ruleBase: z.number().optional(),
  /** Id of the generic rule where 100002 was another rule's. */
  genericRule: z.number().optional(),
  /** The options that were written to ossec.conf: whatever differs there now was edited by the user. Absent for rules alone. */
  wodle: wodle.optional(),
  /** Rule and decoder files that were installed, relative to the home, with the SHA-256 they were installed with. */
  files: z.record(z.string(), z.string()).default({}),
  /** Names of the CDB lists that we made; one that was there before is the user's. */
  lists: z.array(z.string()).optional(),
  /** The folder of lists was made for ours. */
  listsFolder: z.boolean().optional(),
  /** Lists that we declared in ossec.conf, as written there. */
  declaredLists: z.array(z.string()).optional(),
});

/** What an installation remembers about itself. Holds no secret. */
export type Manifest = z.output<typeof manifestSchema>;

/** Undefined for what is no manifest of ours. */
export function parseManifest(bytes: Buffer): Manifest | undefined {
  try {
    return manifestSchema.parse(JSON.parse(bytes.toString('utf8')));
  } catch {
    return undefined;
  }
}

export function manifestBytes(manifest: Manifest): Buffer {
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
}

/**
 * @returns undefined when nothing is installed.
 * @throws INSTALL_NEWER_THERE when a later version wrote it in a way of its own, INSTALL_MANIFEST_BROKEN when it is none of ours.
 */
export async function readManifest(layout: Pick<Layout, 'manifest'>): Promise<Manifest | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(layout.manifest);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  const manifest = parseManifest(bytes);
  if (manifest) return manifest;
  const later = laterVersion.safeParse(jsonOf(bytes));
  if (later.success) throw newerThere(layout, later.data.version);
  throw new O365WazuhError('INSTALL_MANIFEST_BROKEN', `${layout.manifest} cannot be understood.`);
}

/**
 * Refuses to put an older version in the place of a newer one: its state file and its settings may be beyond it.
 *
 * @throws INSTALL_NEWER_THERE.
 */
export function requireNotNewer(layout: Pick<Layout, 'manifest'>, manifest: Manifest | undefined): void {
  if (manifest && valid(manifest.version) && gt(manifest.version, VERSION))
    throw newerThere(layout, manifest.version);
}

const laterVersion = z.object({ format: z.number().gt(1), version: z.string().optional() });

function newerThere(layout: Pick<Layout, 'manifest'>, version: string | undefined): O365WazuhError {
  return new O365WazuhError(
    'INSTALL_NEWER_THERE',
    `${layout.manifest} was written by o365-wazuh ${version ?? 'of a later version'}; this program is ${VERSION}.`,
    version === undefined || !valid(version)
      ? {}
      : { hint: `Run that version: npx o365-wazuh@${version}. To go back: o365-wazuh restore --list.` },
  );
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
