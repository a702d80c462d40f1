import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the engine from taking memory that a stream of short-lived events does not need. Measured on 60,000 events of 1.5 KB with Node 24: 150 MB
 * resident in place of 205 MB, at the same CPU time.
 *
 * For the whole process, so for entry points only. The limit of the young generation can otherwise be set on the command line only, and that
 * belongs to the wodle and to whoever edits it.
 */
export function calmHeap(): void {
  setFlagsFromString('--heap-growing-percent=40');
  // The young generation grows by doubling, to 32 MB and more. Loading the program brought it to 8 MB: more costs memory and saves no time.
  setFlagsFromString('--semi-space-growth-factor=1');
  // It is too small to be worth a second thread: 44 µs of processor time an event in place of 46.
  setFlagsFromString('--no-parallel-scavenge');
  // A full collection in steps counts all as alive that was when it began, and that is made meanwhile: tens of megabytes, which the engine then
  // keeps for later. In one go it takes 20 ms. 149 MB in place of 163 over a million events.
  setFlagsFromString('--no-incremental-marking');
}
