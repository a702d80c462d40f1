import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isO365WazuhError, O365WazuhError } from '../../../../src/errors.ts';
import type { AtPoint, FaultPoint } from '../../../stand-ins/fault-points.ts';
import { CASES } from './cases.ts';
import { differences, Ground, IS_FILLING, IS_FULL_RUN, IS_STEP_OF_FILE } from './ground.ts';

/*
 * Each command is broken at every call that changes the home and at every question to the daemons, in this process. What is broken how is
 * found by watching the command, so a new step is in it from the start. `signals.test.ts` does the same to the real command line.
 */
const asRoot = process.getuid?.() === 0;
if (!asRoot) console.log('Left out: breaking commands at every step, since only root can give files away.');

function errno(code: 'EIO' | 'ENOSPC' | 'EROFS', { name }: FaultPoint): Error {
  const [syscall] = name.split(' ', 1);
  return Object.assign(new Error(`${code}: simulated, ${name}`), { code, syscall });
}

describe.skipIf(!asRoot).each(CASES)('$command, broken at every step,', one => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await Ground.make(one);
  });
  afterAll(() => ground.remove());

  /** Breaks the command at one point after another, each time from the start. @returns what was wrong, with the point. */
  async function breakAtEach(
    part: { readonly every: number; readonly from: number },
    attempt: (point: FaultPoint) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const points = ground.points.filter(({ index, name }) => {
      if (IS_FULL_RUN) return true;
      const isMinor = IS_FILLING.test(name) || IS_STEP_OF_FILE.test(name);
      return index % part.every === part.from % part.every && (!isMinor || index % 4 === 0);
    });
    expect(points).not.toEqual([]);
    const wrong: string[] = [];
    for (const point of points) {
      ground.startOver();
      const found = await attempt(point);
      wrong.push(...found.map(text => `${point.index} ${point.name}: ${text}`));
    }
    return wrong;
  }

  /** All or nothing, and the daemons have what is on the disk. */
  function unlike(isDone: boolean): readonly string[] {
    return [
      ...(isDone
        ? differences(ground.home.tree(), ground.after)
        : differences(ground.home.exactTree(), ground.before)),
      ...(ground.daemonsFollow() ? [] : ['the daemons have other files than those on the disk']),
    ];
  }

  async function secondRun(): Promise<readonly string[]> {
    const { resolved } = await ground.run(() => undefined);
    return resolved ? differences(ground.home.tree(), ground.after) : ['the second run failed'];
  }

  it('is done or taken back whichever call fails once, and works the second time', async () => {
    const wrong = await breakAtEach({ every: 1, from: 0 }, async broken => {
      const at: AtPoint = point => (point.index === broken.index ? errno('EIO', point) : undefined);
      const found: string[] = [];
      // The daemons can say no, and they can be out of reach.
      for (const refusing of broken.name.startsWith('daemons ') ? [true, false] : [true]) {
        ground.startOver();
        const outcome = await ground.run(at, refusing);
        found.push(...unlike(outcome.resolved));
        if (outcome.resolved) continue;
        if (codeOf(outcome.error) === 'INTERNAL') found.push('the error says nothing');
        if (IS_FULL_RUN || broken.index % 16 === 0) found.push(...(await secondRun()));
      }
      return found;
    });
    expect(wrong).toEqual([]);
  }, 600_000);

  it('is taken back when the disk is full from some call on', async () => {
    const wrong = await breakAtEach({ every: 11, from: 1 }, async broken => {
      const at: AtPoint = point =>
        point.index >= broken.index && point.needsRoom ? errno('ENOSPC', point) : undefined;
      const outcome = await ground.run(at);
      const code = outcome.resolved ? undefined : codeOf(outcome.error);
      const isClear = code === undefined || code === 'INSTALL_NO_SPACE';
      return [...unlike(outcome.resolved), ...(isClear ? [] : [`the error is ${code}`])];
    });
    expect(wrong).toEqual([]);
  }, 600_000);

  it('is settled by the next start when nothing at all can be written from some call on', async () => {
    const wrong = await breakAtEach({ every: 11, from: 2 }, async broken => {
      const at: AtPoint = point =>
        point.index >= broken.index && !point.name.startsWith('daemons ') ? errno('EROFS', point) : undefined;
      const outcome = await ground.run(at);
      const code = outcome.resolved ? 'none' : codeOf(outcome.error);
      const isClear = ['none', 'INSTALL_FILE_PROTECTED', 'INSTALL_UNDO_FAILED'].includes(code);
      ground.leaveLockOfDeadProcess();
      await ground.recover();
      return [...unlike(outcome.resolved), ...(isClear ? [] : [`the error is ${code}`])];
    });
    expect(wrong).toEqual([]);
  }, 600_000);

  it('is taken back when it is interrupted before its commit', async () => {
    const commit = ground.index('commit');
    const wrong = await breakAtEach({ every: 11, from: 3 }, async broken => {
      const stop = new AbortController();
      const at: AtPoint = point => {
        if (point.index === broken.index) stop.abort(new O365WazuhError('INTERRUPTED', 'Ctrl-C.'));
        return undefined;
      };
      const outcome = await ground.run(at, true, stop.signal);
      const isLate = broken.index > commit;
      const code = outcome.resolved ? undefined : codeOf(outcome.error);
      return [
        ...unlike(isLate),
        ...(isLate === outcome.resolved ? [] : [`it ended with ${code ?? 'success'}`]),
        ...(code === undefined || code === 'INTERRUPTED' ? [] : [`the error is ${code}`]),
      ];
    });
    expect(wrong).toEqual([]);
  }, 600_000);

  it('is finished or taken back by the next start when it is killed', async () => {
    const commit = ground.index('clear away') - 2;
    const wrong = await breakAtEach({ every: 11, from: 4 }, async broken => {
      await ground.runUntil(broken.index);
      await ground.recover();
      const found = unlike(broken.index > commit);
      return broken.index > commit ? found : [...found, ...(await secondRun())];
    });
    expect(wrong).toEqual([]);
  }, 600_000);

  it('is finished or taken back when the start after it is killed as well', async () => {
    const commit = ground.index('clear away') - 2;
    const wrong = await breakAtEach({ every: 11, from: 5 }, async broken => {
      await ground.runUntil(broken.index);
      // Somewhere else at each point; the last attempts run to their end.
      for (let at = 3 + (broken.index % 11); await ground.recoverUntil(at); at += 7);
      await ground.recover();
      return unlike(broken.index > commit);
    });
    expect(wrong).toEqual([]);
  }, 600_000);
});

function codeOf(error: unknown): string {
  return isO365WazuhError(error) ? error.code : 'INTERNAL';
}
