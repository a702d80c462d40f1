import type { ContentType } from '../events/content-type.ts';

/** Remembers when a subscription was last started, so that Microsoft's rule of one start in 15 minutes is kept across runs. */
export interface StartMemory {
  /** Epoch milliseconds; undefined when it was never started from here. */
  lastStartMs(contentType: ContentType): number | undefined;
  remember(contentType: ContentType, atMs: number): void;
}

/** A memory that ends with the process. */
export function startMemoryInProcess(): StartMemory {
  const starts = new Map<ContentType, number>();
  return {
    lastStartMs: contentType => starts.get(contentType),
    remember: (contentType, atMs) => void starts.set(contentType, atMs),
  };
}
