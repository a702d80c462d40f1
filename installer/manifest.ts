import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { O365WazuhError } from '../src/errors.ts';
import { errnoOf } from './images.ts';
import type { Layout } from './layout.ts';

const wodle = z.object({ command: z.string(), interval: z.string(), timeout: z.string() });

const manifestSchema = z.object({
  format: z.literal(1),
  /** Version of o365-wazuh that was installed. */
  version: z.string(),
  /** First id of our rules where they were moved; absent where they stand at their usual place. */
  ruleBase: z.number().optional(),
  /** Id of the generic rule where 100002 was another rule's. */
  genericRule: z.number().optional(),
  /** The options that were written to ossec.conf: whatever differs there now was edited by the user. Absent for rules alone. */
  wodle: wodle.optional(),
  /** Rule and decoder files that were installed, relative to the home, with the SHA-256 they were installed with. */
  files: z.record(z.string(), z.string()),
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
 * @throws INSTALL_MANIFEST_BROKEN when the file is there but is none of ours.
 */
export async function readManifest(layout: Pick<Layout, 'manifest'>): Promise<Manifest | undefined> {
  try {
    const manifest = parseManifest(await readFile(layout.manifest));
    if (manifest) return manifest;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  throw new O365WazuhError('INSTALL_MANIFEST_BROKEN', `${layout.manifest} cannot be understood.`);
}
