import type { Check } from '../check.ts';
import { fail, ok, skipUnknown, warn } from '../finding.ts';
import { bytes } from '../../terminal/words.ts';

const MIB = 1024 * 1024;
/** The state of a large tenant, with its journal and the dead letters, stays below 2 GiB. */
const LOW_BYTES = 2_048 * MIB;
const FULL_BYTES = 200 * MIB;
const LOW_INODES_SHARE = 0.02;

export const diskCheck: Check = {
  id: 'disk',
  group: 'Collector',
  title: 'Disk space',
  about:
    'The file systems of the state and of Wazuh’s logs have room: warns below 2 GiB or 2 % of the inodes, fails below 200 MiB.',
  run({ disks }) {
    if (!disks.known) return [skipUnknown(disks)];
    return disks.value.map(disk => {
      const text = `${bytes(disk.freeBytes)} free of ${bytes(disk.totalBytes)}`;
      const cure = 'Make room: while the disk is full the collector stops, and continues where it was.';
      if (disk.freeBytes < FULL_BYTES) return fail(text, cure, disk.path);
      if (disk.freeBytes < LOW_BYTES) return warn(text, cure, disk.path);
      if (disk.totalInodes > 0 && disk.freeInodes < disk.totalInodes * LOW_INODES_SHARE) {
        return warn(
          `${text}, but only ${disk.freeInodes} inodes`,
          'Delete small files that nobody needs.',
          disk.path,
        );
      }
      return ok(text, disk.path);
    });
  },
};
