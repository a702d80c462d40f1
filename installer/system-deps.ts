import { setTimeout as sleep } from 'node:timers/promises';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { localDaemons } from './local-daemons.ts';
import type { InstallerDeps } from './ports.ts';

/** The real world for the installer. */
export function systemDeps(signal: AbortSignal, say: (line: string) => void): InstallerDeps {
  return {
    clock: {
      now: () => Date.now(),
      sleep: (ms, abort) => sleep(ms, undefined, abort ? { signal: abort } : {}),
    },
    signal,
    packageRoot: PACKAGE_ROOT,
    uid: process.geteuid?.() ?? 0,
    gid: process.getegid?.() ?? 0,
    daemons: localDaemons(),
    say,
  };
}
