/**
 * At a terminal Ctrl-C reaches every process of the command line, and whoever started us (our launcher, npx) got it as well and passes it on.
 * So long after the last work is done a repetition is taken for that echo, in ms: else it would end us before our own answer does.
 */
const ECHO_MS = 1_000;

/**
 * Calls `onSignal` for each of these signals, in place of what they do by themselves: the process goes on.
 *
 * @returns ends it; a moment later where one was heard, so that its echo does no harm.
 */
export function hearSignals(
  names: readonly NodeJS.Signals[],
  onSignal: (name: NodeJS.Signals) => void,
): () => void {
  let heard = false;
  const listener = (name: NodeJS.Signals): void => {
    heard = true;
    onSignal(name);
  };
  for (const name of names) process.on(name, listener);
  const end = (): void => {
    for (const name of names) process.off(name, listener);
  };
  return () => {
    if (heard) setTimeout(end, ECHO_MS).unref();
    else end();
  };
}
