// Holds one side of the reload lock in a process of its own. Arguments: folder, `sender` or `reloader`. Ends at any message, or with its parent.
import { holdReloadLock, SendingMark } from '../../src/wazuh/reload-lock.ts';
import { realClock } from './real-clock.ts';

const [, , directory = '', role] = process.argv;
const mark = new SendingMark(directory);
let release: (() => void) | undefined;
if (role === 'sender') mark.enter();
else {
  release = await holdReloadLock(directory, {
    clock: realClock,
    signal: new AbortController().signal,
    timeoutMs: 1_000,
  });
}

process.on('disconnect', () => process.exit());
process.on('message', () => {
  mark.leave();
  release?.();
  process.exit();
});
process.send?.('ready');
