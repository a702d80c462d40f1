import type { ContentType } from '../events/content-type.ts';
import { type BlobContent, type EventRef, type EventRun, refsOf } from './blob.ts';
import type { FaultName } from './faults.ts';
import { POISONS, type Twist } from './poison.ts';

const HUGE_BLOB_EVENTS = 3000;

export interface ContentFaults {
  readonly contentType: ContentType;
  /** What the blob before it of the same content type holds. */
  readonly previous: BlobContent | undefined;
  /** Fresh events. */
  readonly newRun: (count: number) => EventRun;
  readonly fires: (name: FaultName) => boolean;
}

/** What a blob holds once the faults of content and events have struck it. */
export function contentWithFaults(plain: BlobContent, faults: ContentFaults): BlobContent {
  const { fires, previous } = faults;
  const before = [...plain.before];
  const after = [...plain.after];
  if (fires('huge-blob')) after.push(...refsOfRun(faults.newRun(HUGE_BLOB_EVENTS)));
  if (faults.contentType === 'DLP.All' && fires('dlp-twins')) {
    const [twin] = refsOfRun(faults.newRun(1));
    if (twin) {
      before.push({ ...twin, operation: 'DlpRuleMatch' });
      after.push({ ...twin, operation: 'DlpRuleUndo' });
    }
  }
  const known = previous === undefined ? [] : [...refsOf(previous)];
  const [last, middle] = [known.at(-1), known[known.length >> 1]];
  if (last && fires('last-event-repeated')) before.unshift(last);
  if (middle && fires('event-in-two-blobs')) after.push(middle);
  return { ...plain, before, after, twists: twistsOf(plain.run, fires) };
}

/** Each poison that strikes gets an event of its own, as long as there are any. */
function twistsOf(run: EventRun, fires: ContentFaults['fires']): ReadonlyMap<number, Twist> {
  const twists = new Map<number, Twist>();
  if (run.count === 0) return twists;
  for (const name of POISONS) {
    if (twists.size < run.count && fires(name)) twists.set(run.count - 1 - twists.size, name);
  }
  return twists;
}

function refsOfRun(run: EventRun): EventRef[] {
  return Array.from({ length: run.count }, (_, n) => ({ serial: run.serial + n, atMs: run.atMs }));
}
