import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { O365WazuhError } from '../src/errors.ts';
import type { ContentType } from '../src/events/content-type.ts';
import { contentOfBytes, errnoOf } from './images.ts';
import type { Action, Change } from './plan.ts';
import { stagedPath, writeWhole } from './safe-write.ts';

/**
 * - `open`: nothing is final; the next start takes everything back.
 * - `activating`: as `open`, but the daemons may already run with the new files, so taking back ends with activating the old ones.
 * - `committed`: everything is final; the next start only clears away.
 */
export type Phase = 'open' | 'activating' | 'committed';

export interface JournalEntry {
  readonly path: string;
  readonly action: Action;
  readonly kind: 'file' | 'directory';
  /** SHA-256 of the file as it will be: tells our new file from one that someone else put there. */
  readonly after?: string;
  /** Owner and mode of a folder before, for `attributes`. */
  readonly before?: { readonly mode: number; readonly uid: number; readonly gid: number };
}

/** What is to be forgotten of a tenant that is gone from the configuration. */
export interface ForgetOrder {
  readonly tenantId: string;
  /** Content types that another entry still collects. */
  readonly keep: readonly ContentType[];
}

/** The durable memory of one transaction. It never holds content. */
export interface Journal {
  readonly version: 1;
  /** Which command, for the sentence about it at the next start. */
  readonly command: string;
  readonly phase: Phase;
  readonly activation?: 'reload' | 'restart';
  readonly entries: readonly JournalEntry[];
  /** Cannot be taken back, so it is done once all else is final. */
  readonly forget?: ForgetOrder;
}

/** In `wodles/`: that folder is root's alone to write and a volume in containers, unlike `etc/` and `var/`. */
export function journalPath(home: string): string {
  return join(home, 'wodles', '.o365-wazuh.journal');
}

export function journalEntry(change: Change): JournalEntry {
  const { path, action, before, after } = change;
  const kind = (after ?? before)?.kind ?? 'file';
  return {
    path,
    action,
    kind,
    ...(after?.kind === 'file' ? { after: after.content.sha256 } : {}),
    ...(before?.kind === 'directory'
      ? { before: { mode: before.mode, uid: before.uid, gid: before.gid } }
      : {}),
  };
}

export async function writeJournal(home: string, journal: Journal): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(journal)}\n`);
  await writeWhole(journalPath(home), { ...contentOfBytes(bytes), bytes });
}

/**
 * @returns undefined when no transaction is unfinished.
 * @throws INSTALL_JOURNAL_BROKEN when the file is there but is not ours to understand, for example from a later version.
 */
export async function readJournal(home: string): Promise<Journal | undefined> {
  let text: string;
  try {
    text = await readFile(journalPath(home), 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const journal = JSON.parse(text) as Journal;
    if (journal.version === 1 && Array.isArray(journal.entries)) return journal;
  } catch {
    // Falls through to the one error for both cases.
  }
  throw new O365WazuhError('INSTALL_JOURNAL_BROKEN', `${journalPath(home)} cannot be understood.`);
}

export async function removeJournal(home: string): Promise<void> {
  await rm(journalPath(home), { force: true });
  await rm(stagedPath(journalPath(home)), { force: true });
}
