import { PACKAGE_ROOT } from '../src/package-root.ts';
import { SYSTEM_CLOCK } from '../src/wiring.ts';
import { systemLabels } from './file-labels.ts';
import { localDaemons } from './local-daemons.ts';
import type { InstallerDeps } from './ports.ts';

/** The real world for the installer. */
export function systemDeps(signal: AbortSignal, say: (line: string) => void): InstallerDeps {
  return {
    clock: SYSTEM_CLOCK,
    signal,
    packageRoot: PACKAGE_ROOT,
    uid: process.geteuid?.() ?? 0,
    gid: process.getegid?.() ?? 0,
    daemons: localDaemons(SYSTEM_CLOCK),
    labels: systemLabels(say),
    say,
  };
}
