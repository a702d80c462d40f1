import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { O365WazuhError } from '../../../../src/errors.ts';
import { withHome } from '../../../../installer/session.ts';
import type { Daemons, InstallerDeps } from '../../../../installer/ports.ts';
import {
  type AtPoint,
  type FaultPoint,
  runUntil,
  runWatched,
  stepPoint,
  watchedPort,
} from '../../../stand-ins/fault-points.ts';
import { lastLoaded, onDisk } from '../fake-daemons.ts';
import { FolderCopy } from '../folder-copy.ts';
import { type HomeSpec, makeThrowawayHome, type ThrowawayHome } from '../throwaway-home.ts';
import type { Case } from './cases.ts';
import { cutDownPackage } from './small-package.ts';

/** All points in the full run, which takes many minutes; otherwise a part of them that is the same every time. */
export const IS_FULL_RUN = process.env['O365_WAZUH_CRASH_ALL'] === '1';

/** Changes nothing by itself: a file that nobody reads yet is filled. */
export const IS_FILLING = /^(?:writeFile|chown|chmod|sync) /;
/** The name of a step, told before the first call of it. */
export const IS_STEP_OF_FILE = /^(?:make|set|stage|save|swap) \//;

/** In memory where there is such a folder: thousands of transactions wait for the disk otherwise. */
const PARENT = existsSync('/dev/shm') && statSync('/dev/shm').isDirectory() ? { parent: '/dev/shm' } : {};

/** How the manager refuses, one way for each question. */
const REFUSALS: { readonly [Method in keyof Daemons]?: (error: Error) => unknown } = {
  test: () => [{ daemon: 'analysisd', code: 1, lines: ['wazuh-analysisd: CRITICAL: (1220): refused'] }],
  running: () => new Set(),
  restart: () => {
    throw new O365WazuhError('CONTROL_FAILED', 'The restart failed.');
  },
  reload: () => ({ ok: false, messages: ['(1226): refused'] }),
  logtest: () => undefined,
  // Taken, and nothing comes of it.
  send: () => true,
};

/** How a question ends that could not even be put. */
const FAILURES: typeof REFUSALS = Object.fromEntries(
  Object.keys(REFUSALS).map(method => [
    method,
    (error: Error) => {
      throw error;
    },
  ]),
);

export type Outcome = { readonly resolved: true } | { readonly resolved: false; readonly error: unknown };

/** One command on one home, to be run again and again from the same start. */
export class Ground {
  readonly home: ThrowawayHome;
  readonly #case: Case;
  readonly #start: FolderCopy;
  /** The tree where the command starts, with times, and the one where it ends. */
  readonly before: Record<string, string>;
  readonly after: Record<string, string>;
  /** Every point of the command as it runs unhindered. */
  readonly points: readonly FaultPoint[];
  #activations = 0;

  static async make(one: Case, spec: HomeSpec = {}): Promise<Ground> {
    const home = makeThrowawayHome({ withoutPrograms: true, ...PARENT, ...spec });
    cutDownPackage(home.packageRoot);
    await one.prepare(home);
    const start = new FolderCopy(home.path);
    const before = home.exactTree();
    const points: FaultPoint[] = [];
    await runWatched(
      home.path,
      point => void points.push(point),
      () => one.run(home, watchedDeps(home)),
    );
    return new Ground(one, home, start, before, home.tree(), points);
  }

  private constructor(
    one: Case,
    home: ThrowawayHome,
    start: FolderCopy,
    before: Record<string, string>,
    after: Record<string, string>,
    points: readonly FaultPoint[],
  ) {
    this.#case = one;
    this.home = home;
    this.#start = start;
    this.before = before;
    this.after = after;
    this.points = points;
  }

  /** Where a named step is. */
  index(step: string): number {
    return this.points.findIndex(point => point.name === step);
  }

  startOver(): void {
    this.#start.restore();
    this.#activations = this.#countActivations();
  }

  /**
   * Runs the command to its end.
   *
   * @param refusing what a question to the daemons comes to where `at` returns an error: an answer that means no, or that very error.
   */
  async run(at: AtPoint, refusing = true, signal = new AbortController().signal): Promise<Outcome> {
    const deps = { ...watchedDeps(this.home, refusing ? REFUSALS : FAILURES), signal };
    try {
      await runWatched(this.home.path, at, () => this.#case.run(this.home, deps));
      return { resolved: true };
    } catch (error) {
      return { resolved: false, error };
    }
  }

  /** Runs the command until just before a point, where it stops for ever as a killed process does. */
  async runUntil(index: number): Promise<void> {
    await this.#stopAt(index, () => this.#case.run(this.home, watchedDeps(this.home)));
  }

  /** What any command does first at its start. */
  async recover(at: AtPoint = () => undefined): Promise<void> {
    await runWatched(this.home.path, at, () =>
      withHome(this.home.path, false, watchedDeps(this.home), async () => undefined),
    );
  }

  /** @returns false when it came to its end before that point. */
  async recoverUntil(index: number): Promise<boolean> {
    return this.#stopAt(index, () =>
      withHome(this.home.path, false, watchedDeps(this.home), async () => undefined),
    );
  }

  /** The lock, where one is left, becomes that of a process that is gone. */
  leaveLockOfDeadProcess(): void {
    const lock = 'wodles/.o365-wazuh.lock';
    if (existsSync(join(this.home.path, lock))) this.home.write(lock, '1 1 another-boot\n');
  }

  /** True when the daemons were neither restarted nor reloaded since the start, or have what is on the disk. */
  daemonsFollow(): boolean {
    const { path } = this.home;
    return this.#countActivations() === this.#activations || lastLoaded(path) === onDisk(path);
  }

  remove(): void {
    this.home.remove();
  }

  async #stopAt(index: number, work: () => Promise<unknown>): Promise<boolean> {
    const stopped = await runUntil(this.home.path, index, work);
    if (stopped) this.leaveLockOfDeadProcess();
    return stopped;
  }

  #countActivations(): number {
    return this.home.restarts() + this.home.reloads();
  }
}

function watchedDeps(home: ThrowawayHome, failing = REFUSALS): InstallerDeps {
  const deps = home.deps();
  return {
    ...deps,
    onStep: step => stepPoint(step),
    daemons: watchedPort('daemons', deps.daemons, failing),
  };
}

/** For a readable failure: what differs between two trees. */
export function differences(is: Record<string, string>, expected: Record<string, string>): readonly string[] {
  const names = new Set([...Object.keys(is), ...Object.keys(expected)]);
  const wrong = [...names].flatMap(name =>
    is[name] === expected[name]
      ? []
      : [`${name}: ${is[name] ?? 'absent'} instead of ${expected[name] ?? 'absent'}`],
  );
  return wrong.length > 3 ? [...wrong.slice(0, 3), `and ${wrong.length - 3} more`] : wrong;
}
