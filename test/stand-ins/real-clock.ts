import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/collect/ports.ts';

/** The machine's own time. */
export const realClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
};
