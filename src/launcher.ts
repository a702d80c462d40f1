// The bin of the package. Any Node from 18 on can run it: it only finds the pinned runtime and hands the command line over.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';

declare const __RUNTIME_VERSION__: string;

/** The oldest Node that has everything the bundled command line uses (`node:sqlite` without a flag). */
const OLDEST_USABLE = [22, 13] as const;

/** npm puts the runtime package beside ours or below it, whichever way it hoists: look in every node_modules upwards. */
function findPinnedRuntime(): string | undefined {
  const name = `node-${process.platform}-${process.arch}`;
  for (let folder = __dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name, 'bin', 'node');
    if (existsSync(candidate)) return candidate;
    if (dirname(folder) === folder) return undefined;
  }
}

function currentNodeIsUsable(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > OLDEST_USABLE[0] || (major === OLDEST_USABLE[0] && minor >= OLDEST_USABLE[1]);
}

function runOn(runtime: string): void {
  const child = spawn(
    runtime,
    ['--disable-warning=ExperimentalWarning', join(__dirname, 'cli.cjs'), ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  child.on('error', error => {
    console.error(`o365-wazuh: cannot start ${runtime}: ${error.message}`);
    process.exit(70);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)));
}

const pinned = findPinnedRuntime();
if (pinned && process.versions.node !== __RUNTIME_VERSION__) {
  runOn(pinned);
} else if (currentNodeIsUsable()) {
  runOn(process.execPath);
} else {
  console.error(
    `o365-wazuh: no runtime to run on. This is Node ${process.versions.node}; the pinned Node ${__RUNTIME_VERSION__} (npm package ` +
      `node-${process.platform}-${process.arch}) is not installed here, perhaps because npm was told to omit optional dependencies, or could not download it, which npm does not tell.\n` +
      `Run it again without --omit=optional and with the network reachable, or with Node ${OLDEST_USABLE.join('.')} or later.`,
  );
  process.exit(2);
}
