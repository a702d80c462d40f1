import { statSync } from 'node:fs';
import { O365WazuhError, toO365WazuhError } from '../src/errors.ts';
import { join } from 'node:path';
import { lt } from 'semver';
import { detectHome, type WazuhHome } from '../src/wazuh/home.ts';
import { reactivate } from './activate.ts';
import { asFileError } from './file-error.ts';
import { lstatIfAny } from './images.ts';
import type { ForgetOrder, Journal } from './journal.ts';
import { type Layout, layoutOf } from './layout.ts';
import { makeFolder, removeFolder } from './safe-write.ts';
import { takeLock } from './lock.ts';
import type { InstallerDeps } from './ports.ts';
import type { Notice } from './report.ts';
import { forgetState, holdState } from './tenants/forget-state.ts';
import { recover } from './undo.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

const OLDEST = '3.13.0';

/** A home that this process may look at, and unless it is a dry run, change. */
export interface Session {
  readonly home: WazuhHome;
  readonly layout: Layout;
  /** The account whose files analysisd can read. */
  readonly owner: Owner;
  /** Owner of what is the administrator's, with the group that may read it. */
  readonly admin: Owner;
  /** There was no folder `wodles` before; in a dry run, there is none. */
  readonly madeWodles: boolean;
  readonly notices: readonly Notice[];
}

/**
 * Finds the home, takes it for this process, finishes what a killed run left behind, runs `work`, and lets go.
 *
 * A dry run neither takes nor repairs anything.
 *
 * @throws INSTALL_NOT_ROOT, INSTALL_BUSY, INSTALL_WAZUH_5, INSTALL_WAZUH_TOO_OLD, what `detectHome` throws, and what `work` throws.
 */
export async function withHome<T>(
  path: string | undefined,
  dryRun: boolean,
  deps: InstallerDeps,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const home = await detectHome({
    ...(path === undefined ? {} : { home: path }),
    ...(deps.rootDir === undefined ? {} : { rootDir: deps.rootDir }),
  });
  requireSupported(home);
  requireRights(home, deps.uid);
  const layout = layoutOf(home.path);
  const owner = ownerOf(home, deps);
  const admin = { uid: deps.uid, gid: owner.gid };
  if (dryRun) {
    const madeWodles = (await lstatIfAny(wodlesOf(home))) === undefined;
    return work({ home, layout, owner, admin, madeWodles, notices: [] });
  }

  const madeWodles = await makeWodlesFolder(home, admin);
  let isOurs = madeWodles;
  try {
    await using _lock = await takeLock(home.path);
    const notices: Notice[] = [];
    await recover(home.path, async journal => {
      isOurs ||= journal.entries.some(({ path }) => path === layout.madeWodles);
      notices.push(await settleUnfinished(home, journal, deps));
    });
    isOurs ||= (await lstatIfAny(layout.madeWodles)) !== undefined;
    return await work({ home, layout, owner, admin, madeWodles, notices });
  } catch (error) {
    throw asFileError(error);
  } finally {
    // Left when anything is in it, an unfinished run's journal above all.
    if (isOurs) await removeIfEmpty(wodlesOf(home));
  }
}

function requireSupported(home: WazuhHome): void {
  if (home.type === 'manager5') {
    throw new O365WazuhError(
      'INSTALL_WAZUH_5',
      `${home.path} is a Wazuh 5 manager, which has neither command wodles nor XML rules.`,
    );
  }
  if (home.version !== undefined && lt(home.version, OLDEST)) {
    throw new O365WazuhError(
      'INSTALL_WAZUH_TOO_OLD',
      `${home.path} is Wazuh ${home.version}; ${OLDEST} is the oldest that is supported.`,
    );
  }
}

/** Only root can give files away; an ordinary user's throw-away home is all that user's. */
function ownerOf(home: WazuhHome, deps: InstallerDeps): Owner {
  if (deps.uid !== 0) return { uid: deps.uid, gid: deps.gid };
  if (home.account) return home.account;
  const { uid, gid } = statSync(home.files.logDir, { throwIfNoEntry: false }) ?? statSync(home.path);
  return { uid, gid };
}

function wodlesOf({ path }: WazuhHome): string {
  return join(path, 'wodles');
}

/** Every package of Wazuh brings it; lock, journal and code need it. @returns whether it was made. */
async function makeWodlesFolder(home: WazuhHome, admin: Owner): Promise<boolean> {
  const path = wodlesOf(home);
  if ((await lstatIfAny(path)) !== undefined) return false;
  await makeFolder(path, { kind: 'directory', mode: 0o750, ...admin });
  return true;
}

/** All is done, or has failed, by then: an empty folder that stays is no reason to say otherwise. */
async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await removeFolder(folder);
  } catch {
    // A read-only file system, for example.
  }
}

/** Root everywhere; a home that belongs to an ordinary user (a throw-away one) is that user's to change. */
function requireRights(home: WazuhHome, uid: number): void {
  if (uid === 0 || statSync(home.path).uid === uid) return;
  throw new O365WazuhError('INSTALL_NOT_ROOT', `${home.path} belongs to root and this runs as user ${uid}.`);
}

/** What a run that was killed had still to forget. Told, but no reason to refuse the command at hand, where that does not work. */
function forgetNow(home: WazuhHome, order: ForgetOrder, deps: InstallerDeps): void {
  const layout = layoutOf(home.path);
  try {
    const release = holdState(layout, deps.clock.now());
    try {
      forgetState(layout, order, deps.clock.now());
    } finally {
      release();
    }
  } catch (error) {
    deps.say(`What was delivered of ${order.tenantId} stays remembered: ${toO365WazuhError(error).message}`);
  }
}

/** Says what an earlier run left and what became of it: at once, since the command may still fail, and in the report. */
async function settleUnfinished(home: WazuhHome, journal: Journal, deps: InstallerDeps): Promise<Notice> {
  const what =
    journal.phase === 'committed'
      ? 'after it was done; what it left behind was cleared away'
      : 'and its changes were taken back';
  const text = `The last ${journal.command} was cut short ${what}.`;
  deps.say(text);
  if (journal.phase === 'committed' && journal.forget) forgetNow(home, journal.forget, deps);
  // Only what runs is brought back onto the old files: a manager that was stopped since stays stopped.
  if (journal.phase === 'activating' && (await deps.daemons.running(home, deps.signal)).size > 0) {
    await reactivate(home, journal.activation ?? 'restart', deps);
  }
  return { code: 'recovered', text };
}
