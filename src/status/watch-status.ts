import type { Clock } from '../collect/ports.ts';

/** Where snapshots go: standard output. */
export interface WatchOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CLEAR_SCREEN = '\u001b[2J';
const TOP_LEFT = '\u001b[H';
const CLEAR_BELOW = '\u001b[J';
const CLEAR_LINE_END = '\u001b[K';

/**
 * Takes a snapshot every so often until the signal aborts. On a terminal each takes the place of the one before, and the last one stays;
 * elsewhere they follow each other.
 *
 * @param snapshot the whole text of one, with its final line break.
 */
export async function watchStatus(
  snapshot: () => Promise<string>,
  everyMs: number,
  output: WatchOutput,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let isFirst = true;
  while (!signal.aborted) {
    try {
      const text = await snapshot();
      if (output.isTTY) output.write(redrawn(text, isFirst));
      else output.write(text);
      isFirst = false;
      await clock.sleep(everyMs, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}

/** Written over what is there, so that nothing flickers. */
function redrawn(text: string, isFirst: boolean): string {
  const lines = text.replaceAll('\n', `${CLEAR_LINE_END}\n`);
  return `${isFirst ? CLEAR_SCREEN : ''}${TOP_LEFT}${lines}${CLEAR_BELOW}`;
}
