import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runLockHolder, takeRunLock } from '../../../src/state/run-lock.ts';
import { tempFolder } from './temp-folder.ts';

const children: ChildProcess[] = [];

interface Contender {
  readonly child: ChildProcess;
  readonly answer: { readonly held: boolean; readonly pid?: number };
}

async function contend(folder: string): Promise<Contender> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'lock-child.ts'), folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, answer: JSON.parse(line.toString()) as Contender['answer'] };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await once(child, 'close');
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('the lock of a state folder', () => {
  it('tells of a holder that yields, and of others nothing of the kind', () => {
    const folder = tempFolder();
    const first = takeRunLock(folder, 1, { yields: true });
    expect(takeRunLock(folder, 2)).toMatchObject({ held: true, yields: true });
    if (!first.held) first.release();
    const second = takeRunLock(folder, 3);
    expect(takeRunLock(folder, 4)).not.toHaveProperty('yields');
    if (!second.held) second.release();
  });

  it('tells a second run who holds it and since when, until it is given back', () => {
    const folder = join(tempFolder(), 'state');
    const first = takeRunLock(folder, 123);
    expect(takeRunLock(folder, 456)).toEqual({ held: true, pid: process.pid, sinceMs: 123 });
    expect(runLockHolder(folder)).toEqual({ pid: process.pid, sinceMs: 123 });

    if (!first.held) first.release();
    expect(runLockHolder(folder)).toBeUndefined();
    const second = takeRunLock(folder, 789);
    expect(second.held).toBe(false);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    if (!second.held) second.release();
    expect(readdirSync(folder)).toEqual(['lock.db']);
  });

  it('is held against other processes, and free at once after kill -9', async () => {
    const folder = tempFolder();
    const holder = await contend(folder);
    expect(holder.answer.held).toBe(false);
    expect(takeRunLock(folder, 1)).toMatchObject({ held: true, pid: holder.child.pid });

    await end(holder.child, 'SIGKILL');
    expect(existsSync(join(folder, 'lock.json'))).toBe(true);
    const lock = takeRunLock(folder, 2);
    expect(lock.held).toBe(false);
    expect((await contend(folder)).answer).toMatchObject({ held: true, pid: process.pid, sinceMs: 2 });
    if (!lock.held) lock.release();
  });

  it('goes to exactly one of many that start at the same moment', async () => {
    const folder = tempFolder();
    const contenders = await Promise.all(Array.from({ length: 5 }, () => contend(folder)));
    expect(contenders.filter(one => !one.answer.held)).toHaveLength(1);
  }, 60_000);

  it('can be taken when its file is spoilt', () => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'lock.db'), 'x'.repeat(5_000));
    writeFileSync(join(folder, 'lock.json'), '{');
    const lock = takeRunLock(folder, 1);
    expect(lock.held).toBe(false);
    expect(takeRunLock(folder, 2)).toMatchObject({ held: true, sinceMs: 1 });
    if (!lock.held) lock.release();
  });

  it('does not name a process that is no longer there', async () => {
    const folder = tempFolder();
    const lock = takeRunLock(folder, 1);
    const gone = spawn(process.execPath, ['-e', '']);
    await once(gone, 'close');
    writeFileSync(join(folder, 'lock.json'), JSON.stringify({ pid: gone.pid, sinceMs: 9, startTicks: '1' }));
    expect(takeRunLock(folder, 2)).toEqual({ held: true, pid: undefined, sinceMs: undefined });
    if (!lock.held) lock.release();
  });

  it('says that the folder can’t be made', () => {
    const file = join(tempFolder(), 'file');
    writeFileSync(file, '');
    expect(() => takeRunLock(join(file, 'state'), 1)).toThrow(
      expect.objectContaining({ code: 'STATE_UNWRITABLE' }) as Error,
    );
  });
});
