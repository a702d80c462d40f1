import { setFlagsFromString } from 'node:v8';

/**
 * Has the engine collect garbage early in place of growing the heap: reading a gigabyte of alerts makes ten of short-lived objects. Measured on
 * 1 GB with Node 24: 124 MB resident in place of 265 MB, at the same speed.
 *
 * For the whole process, so for entry points only.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=30');
}
