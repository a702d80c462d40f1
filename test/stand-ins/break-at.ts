// Loaded before a program (`node --import`), to end or interrupt it at one of its own calls. Told by the environment:
// O365_TEST_BREAK='{"root":"…","at":17,"signal":"SIGKILL"}', or without `at` and `call` to write the names of all calls to `list`.
import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchProcess } from './fault-points.ts';

/** What a test asks for. */
export interface Break {
  /** Calls that change something below this folder count, and programs and connections that are started. */
  readonly root: string;
  /** Which call, from 0. */
  readonly at?: number;
  /** Instead of `at`: the call of that name; the first one, or the one of that number, from 1. */
  readonly call?: string;
  readonly occurrence?: number;
  readonly signal?: NodeJS.Signals;
  /** A file, outside `root`. */
  readonly list?: string;
}

/** Long enough for a signal's handler to run. */
const HANDLED_MS = 5;

const {
  root,
  at,
  call,
  occurrence = 1,
  signal,
  list,
} = JSON.parse(process.env['O365_TEST_BREAK'] ?? '{"root":"/nowhere"}') as Break;
let occurred = 0;
await watchProcess(root, ({ index, name }) => {
  if (list !== undefined) appendFileSync(list, `${name}\n`);
  if (name === call) occurred += 1;
  const isIt = index === at || (name === call && occurred === occurrence);
  if (!isIt || signal === undefined) return undefined;
  process.kill(process.pid, signal);
  return sleep(HANDLED_MS);
});
