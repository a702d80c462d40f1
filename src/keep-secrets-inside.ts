import { writeFileSync } from 'node:fs';

/**
 * Keeps this process's memory and environment, where secrets and tokens are, out of what a crash leaves behind: Node's diagnostic reports are
 * switched off, whatever NODE_OPTIONS says, and a core file would hold no memory (core(5), `coredump_filter`).
 *
 * Does not keep root from looking into the process: nothing can.
 */
export function keepSecretsInside(): void {
  const { report } = process;
  report.reportOnFatalError = false;
  report.reportOnSignal = false;
  report.reportOnUncaughtException = false;
  report.excludeEnv = true;
  try {
    writeFileSync('/proc/self/coredump_filter', '0');
  } catch {
    // Without /proc, or in a sandbox that closes it: then the system's own limit decides.
  }
}
