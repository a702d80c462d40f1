import { setImmediate } from 'node:timers/promises';
import { O365WazuhError } from '../src/errors.ts';
import { readImage } from './images.ts';
import {
  type ForgetOrder,
  journalEntry,
  type Journal,
  type JournalEntry,
  readJournal,
  removeJournal,
  writeJournal,
} from './journal.ts';
import type { Change, Plan } from './plan.ts';
import type { FileLabels } from './ports.ts';
import type { Notice } from './report.ts';
import {
  changedMeanwhile,
  copyAttributes,
  makeFolder,
  saveFile,
  stageFile,
  swapIn,
  takeAway,
} from './safe-write.ts';
import { removeStaging } from './staging-folder.ts';
import { finishCommitted, undo } from './undo.ts';

/** What happens between the file changes. Each hook throws to have everything taken back. */
export interface TransactionHooks {
  /** All new files stand beside their targets; nothing is in place yet. */
  readonly staged: () => Promise<void>;
  /** All files are in place; the daemons still run with the old ones. */
  readonly swapped: () => Promise<void>;
  /** How `activate` does it: noted in the journal, so that a run killed meanwhile can be put right. */
  readonly activation?: 'reload' | 'restart';
  /** Makes the daemons take the new files, and proves that they did. */
  readonly activate?: () => Promise<void>;
  /** Does what the context's `forget` says, once all is final. Where it throws, the next start does it again. */
  readonly forget?: () => void;
  /** After a failed `activate`, once the old files are back: makes the daemons take those again. */
  readonly reactivate?: () => Promise<void>;
}

export interface TransactionContext {
  readonly home: string;
  /** `install`, `uninstall`, …: named at the next start if this run is cut short. */
  readonly command: string;
  readonly signal: AbortSignal;
  readonly forget?: ForgetOrder;
  readonly labels: FileLabels;
  /** Told before each step; tests end the process there. */
  readonly onStep?: (step: string) => void | Promise<void>;
}

/**
 * Runs a plan as one transaction: afterwards either all of it is done or the home is as it was, content, owner and mode. A failure or an
 * abort at any step takes back what was done; a crash is taken back (or, once committed, cleared away) by `recover` at the next start.
 *
 * @returns what could not be cleared away once all was done, which `recover` does then; usually nothing.
 * @throws what the failing step or hook threw, after everything was taken back; INSTALL_UNDO_FAILED when even that failed, with the
 *   journal left in place; what `forget` threw, with all else done.
 */
export async function runTransaction(
  plan: Plan,
  hooks: TransactionHooks,
  context: TransactionContext,
): Promise<readonly Notice[]> {
  const { home, command, signal, labels } = context;
  const entries = plan.changes.map(journalEntry);
  const journal = (phase: Journal['phase']): Journal => ({ version: 1, command, phase, entries });
  const activating: Journal = { ...journal('activating'), activation: hooks.activation ?? 'restart' };
  const step = async (name: string): Promise<void> => {
    await context.onStep?.(name);
    signal.throwIfAborted();
  };

  let unfinished = journal('open');
  try {
    await step('open journal');
    await writeJournal(home, unfinished);
    await makeAndStage(plan, labels, step);
    await step('check staged files');
    await hooks.staged();
    await saveAndSwap(plan, labels, step);
    await step('check installed files');
    await hooks.swapped();
    if (hooks.activate) {
      await step('mark activation');
      await writeJournal(home, activating);
      unfinished = activating;
      await step('activate');
      await hooks.activate();
    }
    await noticeSignals();
    await step('commit');
    const { forget } = context;
    await commit(home, { ...journal('committed'), ...(forget ? { forget } : {}) }, unfinished);
  } catch (error) {
    await takeBack(error, unfinished, hooks, context.home);
    throw error;
  }
  if (hooks.forget) {
    await context.onStep?.('forget');
    hooks.forget();
  }
  return clearAway(entries, context);
}

/** A signal is told between two rounds of the event loop: one that has come by now must not be found behind the commit only. */
async function noticeSignals(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

/** The journal on the disk is what a start after a crash goes by, so it also decides what a failure here means. */
async function commit(home: string, committed: Journal, unfinished: Journal): Promise<void> {
  try {
    await writeJournal(home, committed);
  } catch (error) {
    try {
      await writeJournal(home, unfinished);
    } catch {
      if ((await readJournal(home))?.phase === 'committed') return;
    }
    throw error;
  }
}

/** All is done by now, so what fails here is no failure of the command. */
async function clearAway(
  entries: readonly JournalEntry[],
  { home, onStep }: TransactionContext,
): Promise<readonly Notice[]> {
  for (let attempt = 0; ; attempt++) {
    try {
      await onStep?.('clear away');
      await finishCommitted(entries);
      await onStep?.('remove journal');
      await removeJournal(home);
      return [];
    } catch (error) {
      if (attempt === 0) continue;
      const why = error instanceof Error ? error.message : String(error);
      const text = `All is done, but what it left behind could not be cleared away (${why}). The next command does that.`;
      return [{ code: 'not-cleared', text }];
    }
  }
}

async function takeBack(
  cause: unknown,
  journal: Journal,
  hooks: TransactionHooks,
  home: string,
): Promise<void> {
  try {
    await undo(journal.entries);
    await removeStaging(home);
    // Before the journal goes: killed in between, the next start would not know that the daemons still have the new files.
    if (journal.phase === 'activating') await hooks.reactivate?.();
    await removeJournal(home);
  } catch (error) {
    throw new O365WazuhError(
      'INSTALL_UNDO_FAILED',
      `Taking the changes back failed: ${error instanceof Error ? error.message : String(error)} (after: ${cause instanceof Error ? cause.message : String(cause)})`,
      { cause },
    );
  }
}

type Step = (name: string) => Promise<void>;

async function makeAndStage(plan: Plan, labels: FileLabels, step: Step): Promise<void> {
  for (const change of plan.changes) {
    if (change.after === undefined) continue;
    if (change.after.kind === 'file') {
      await step(`stage ${change.path}`);
      await stageFile(change.path, change.after, labels);
    } else if (change.action === 'create') {
      await step(`make ${change.path}`);
      await makeFolder(change.path, change.after);
    } else {
      await step(`set ${change.path}`);
      await copyAttributes(change.path, change.after);
    }
  }
}

async function saveAndSwap(plan: Plan, labels: FileLabels, step: Step): Promise<void> {
  const files = plan.changes.filter(change => (change.after ?? change.before)?.kind === 'file');
  for (const change of files) {
    if (change.before?.kind !== 'file') continue;
    await step(`save ${change.path}`);
    await saveFileUnchanged(change, labels);
  }
  for (const change of files) {
    await step(`swap ${change.path}`);
    if (change.action === 'create' && (await readImage(change.path)) !== undefined)
      throw changedMeanwhile(change.path);
    if (change.after) await swapIn(change.path, labels);
    else await takeAway(change.path, change.written);
  }
  const made = plan.changes.filter(change => change.action === 'create').map(change => change.path);
  await step('label new files');
  await labels.reset(made);
}

/** The plan was made from what the file held then: an edit since must not be lost. */
async function saveFileUnchanged(change: Change, labels: FileLabels): Promise<void> {
  if (change.before?.kind !== 'file') return;
  // A log that has been turned over since it was saved has the saved name besides.
  const now = await readImage(change.path, change.written);
  if (change.written) {
    if (now?.kind === 'file') await saveFile(change.path, now, labels, true);
    return;
  }
  if (now?.kind !== 'file' || now.content.sha256 !== change.before.content.sha256)
    throw changedMeanwhile(change.path);
  await saveFile(change.path, change.before, labels);
}
