// Tries to take the lock, says what came of it, and keeps it until its input ends or it is killed.
import { takeRunLock } from '../../../src/state/run-lock.ts';

const lock = takeRunLock(process.argv[2] ?? '', Date.now());
process.stdout.write(`${JSON.stringify(lock)}\n`);
process.stdin.resume();
process.stdin.on('end', () => {
  if (!lock.held) lock.release();
});
