// Settles blob after blob until it is killed, going on where the state says. After each blob it says so: what it said is on disk.
import { openStore } from '../../../src/state/open-store.ts';
import { realClock } from '../../stand-ins/real-clock.ts';
import { blob, EXCHANGE, finished, identity, progress } from './samples.ts';

const store = openStore({ path: process.argv[2] ?? '', clock: realClock });
if (store.recovered) throw new Error(`set aside: ${store.recovered.reason}`);
const partition = store.partition(EXCHANGE);
// Nobody kills it when the test itself is stopped.
const endMs = Date.now() + 20_000;
for (let step = (partition.cursorMs ?? 0) + 1; Date.now() < endMs; step += 1) {
  const contentId = `blob-${step}`;
  partition.commit({ listed: [blob(contentId, step)] });
  const done = partition.dueBlobs(Date.now(), 1, new Set())[0]?.eventsDone ?? 0;
  for (let from = done; from < 300; from += 100) {
    const identities = Array.from({ length: 100 }, (_, n) => identity(step * 300 + from + n));
    partition.commit({ progress: progress(contentId, identities, from + 100) });
  }
  partition.commit({ finished: finished(contentId, 300), cursorMs: step });
  process.stdout.write(`${step}\n`);
}
