// One installer command on a throw-away home in a process of its own, so that a test can kill it.
import { install, upgrade } from '../../../installer/install.ts';
import type { InstallerDeps } from '../../../installer/ports.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { fakeDaemons } from './fake-daemons.ts';
import { firstInstall } from './options.ts';

const [command, home = '', rootDir = '', packageRoot = ''] = process.argv.slice(2);
const deps: InstallerDeps = {
  clock: new ManualClock(),
  signal: new AbortController().signal,
  packageRoot,
  uid: 0,
  gid: 0,
  rootDir,
  daemons: fakeDaemons(),
  say: () => undefined,
  onStep: step => void process.stdout.write(`${step}\n`),
};
async function run(): Promise<unknown> {
  if (command === 'install') return install(firstInstall(home), deps);
  if (command === 'upgrade') return upgrade({ home }, deps);
  return uninstall({ home, purge: true }, deps);
}

void run();
