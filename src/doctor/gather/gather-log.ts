import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { WODLE_TAG } from '../../../installer/ossec-conf/wodle-options.ts';
import type { LogLine } from '../facts.ts';

/** As much of the end of ossec.log as is looked at. */
const TAIL_BYTES = 4 * 1024 * 1024;
const TIME = /^(?<y>\d{4})\/(?<mo>\d\d)\/(?<d>\d\d) (?<h>\d\d):(?<mi>\d\d):(?<s>\d\d) /;
const RELOADED = /wazuh-analysisd: INFO: Ruleset reloaded successfully/;

/** The lines of ossec.log about our wodle, oldest first. */
export function gatherWodleLog(ossecLog: string): readonly LogLine[] {
  return linesOf(ossecLog, line => line.includes(WODLE_TAG));
}

/** When the rules were last swapped without a restart, by ossec.log. */
export function lastReloadMs(ossecLog: string): number | undefined {
  return linesOf(ossecLog, line => RELOADED.test(line)).at(-1)?.atMs;
}

function linesOf(path: string, wanted: (line: string) => boolean): LogLine[] {
  return tailOf(path)
    .split('\n')
    .filter(wanted)
    .flatMap(line => {
      const parts = TIME.exec(line)?.groups;
      if (parts === undefined) return [];
      const [y, mo, d, h, mi, s] = ['y', 'mo', 'd', 'h', 'mi', 's'].map(name => Number(parts[name]));
      // Local time, as Wazuh writes it.
      const atMs = new Date(y ?? 0, (mo ?? 1) - 1, d ?? 1, h, mi, s).getTime();
      return [{ atMs, text: line.slice('2026/01/01 00:00:00 '.length) }];
    });
}

function tailOf(path: string): string {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const from = Math.max(0, size - TAIL_BYTES);
    const bytes = Buffer.alloc(size - from);
    const read = readSync(fd, bytes, 0, bytes.length, from);
    return bytes.subarray(0, read).toString('utf8');
  } finally {
    closeSync(fd);
  }
}
