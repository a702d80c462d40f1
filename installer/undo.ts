import { unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { contentOfFile, lstatIfAny } from './images.ts';
import { type JournalEntry, readJournal, removeJournal, type Journal } from './journal.ts';
import { removeStaging } from './staging-folder.ts';
import { bringBack, copyAttributes, dropCopies, removeFolder, syncFolder } from './safe-write.ts';

/**
 * Takes back whatever part of a transaction was done. Safe to run again at any point of itself: each path is looked at as it is, not as it
 * was left.
 */
export async function undo(entries: readonly JournalEntry[]): Promise<void> {
  for (const entry of entries.toReversed()) {
    if (entry.kind === 'directory') await undoFolder(entry);
    else await undoFile(entry);
  }
  await syncFoldersOf(entries);
}

/** Clears away after a commit: the old copies, and the folders that were to go. */
export async function finishCommitted(entries: readonly JournalEntry[]): Promise<void> {
  for (const entry of entries) {
    if (entry.kind === 'file') await dropCopies(entry.path);
    else if (entry.action === 'remove') await removeFolder(entry.path);
  }
  await syncFoldersOf(entries);
}

/** Before the journal goes: after a power failure no name may be back that nobody knows of any more. */
async function syncFoldersOf(entries: readonly JournalEntry[]): Promise<void> {
  const folders = new Set(entries.map(entry => dirname(entry.path)));
  for (const folder of folders) {
    if ((await lstatIfAny(folder)) !== undefined) await syncFolder(folder);
  }
}

/**
 * Finishes or takes back what an earlier run left behind when it was killed.
 *
 * @param settle told of that run once the files are in order: to tell the user, and to restart the daemons if they may have seen the
 *   new files. Only then is the run forgotten; killed before, the next start does it again.
 */
export async function recover(home: string, settle: (journal: Journal) => Promise<void>): Promise<void> {
  const journal = await readJournal(home);
  if (journal?.phase === 'committed') await finishCommitted(journal.entries);
  else if (journal) await undo(journal.entries);
  await removeStaging(home);
  if (journal) await settle(journal);
  // Also without a journal: a run killed while it wrote one leaves the half-written file.
  await removeJournal(home);
}

async function undoFolder(entry: JournalEntry): Promise<void> {
  if (entry.action === 'create') await removeFolder(entry.path);
  else if (entry.action === 'attributes' && entry.before) await copyAttributes(entry.path, entry.before);
}

async function undoFile(entry: JournalEntry): Promise<void> {
  if (entry.action === 'create') {
    const stats = await lstatIfAny(entry.path);
    const ours = stats?.isFile() === true && (await contentOfFile(entry.path)).sha256 === entry.after;
    if (ours) await unlink(entry.path);
  } else {
    await bringBack(entry.path);
  }
  await dropCopies(entry.path);
}
