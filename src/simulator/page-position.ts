import type { Blob } from './blob.ts';
import { Rng } from './rng.ts';

/** Where a page ended, as `nextPage` carries it: the sort key of its last blob. */
export interface PagePosition {
  /** By a mixed-up key in place of contentCreated; holds for all pages of a listing. */
  readonly isShuffled: boolean;
  readonly key: number;
  readonly number: number;
}

const shuffle = new Rng('shuffled pages');

/** Before the first blob of every listing. */
export function startPosition(isShuffled: boolean): PagePosition {
  return { isShuffled, key: -1, number: -1 };
}

export function positionOf(blob: Blob, isShuffled: boolean): PagePosition {
  return { isShuffled, key: keyOf(blob, isShuffled), number: blob.number };
}

/** The blobs behind a position, in the order of its listing. */
export function blobsBehind(
  blobs: readonly Blob[],
  { isShuffled, key, number }: PagePosition,
): readonly Blob[] {
  const behind = blobs.filter(blob => {
    const own = keyOf(blob, isShuffled);
    return own > key || (own === key && blob.number > number);
  });
  return isShuffled ? behind.sort((one, other) => keyOf(one, true) - keyOf(other, true)) : behind;
}

export function writePosition({ isShuffled, key, number }: PagePosition): string {
  return `${isShuffled ? 's' : 'c'}.${key}.${number}`;
}

export function readPosition(text: string): PagePosition | undefined {
  const groups = /^(?<order>[sc])\.(?<key>-?\d+)\.(?<number>-?\d+)$/.exec(text)?.groups;
  if (!groups) return undefined;
  return {
    isShuffled: groups['order'] === 's',
    key: Number(groups['key']),
    number: Number(groups['number']),
  };
}

function keyOf(blob: Blob, isShuffled: boolean): number {
  if (!isShuffled) return blob.createdMs;
  shuffle.seek(blob.number);
  return shuffle.uint32();
}
