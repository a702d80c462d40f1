/** How long one request may take. Real time, not the `Clock`: a socket that stalls stalls in real time. */
export interface TimeLimits {
  /** From the start to the last byte, in milliseconds. */
  readonly overallMs: number;
  /** The longest time without a single byte, the wait for the first one included. */
  readonly idleMs?: number;
}

/** A running time limit over one request, joined with the caller's own signal. */
export interface Deadline {
  /** Aborts when a limit is passed or the caller aborts, whichever is first. */
  readonly signal: AbortSignal;
  /** Which limit was passed; undefined while none was. */
  readonly expired: 'idle' | 'overall' | undefined;
  /** Bytes arrived: the idle limit starts anew. */
  progress(): void;
  /** Must be called once the request is over. */
  end(): void;
}

export function startDeadline(limits: TimeLimits, caller: AbortSignal): Deadline {
  const controller = new AbortController();
  let expired: Deadline['expired'];
  const expire = (limit: 'idle' | 'overall'): void => {
    expired ??= limit;
    controller.abort();
  };
  const overall = setTimeout(() => expire('overall'), limits.overallMs);
  const idle = limits.idleMs === undefined ? undefined : setTimeout(() => expire('idle'), limits.idleMs);
  // A plain listener rather than AbortSignal.any: the caller's signal lives for a whole run of many thousand requests.
  const onAbort = (): void => controller.abort(caller.reason);
  caller.addEventListener('abort', onAbort);
  if (caller.aborted) onAbort();

  return {
    signal: controller.signal,
    get expired() {
      return expired;
    },
    progress: () => idle?.refresh(),
    end() {
      clearTimeout(overall);
      clearTimeout(idle);
      caller.removeEventListener('abort', onAbort);
    },
  };
}
