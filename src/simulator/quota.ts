/** Requests per tenant within the running minute; Microsoft's baseline is 2,000. */
export class Quota {
  readonly #perMinute: number;
  readonly #minutes = new Map<string, { minute: number; requests: number }>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Counts one request. @returns false when it is one too many. */
  take(tenantId: string, nowMs: number): boolean {
    const minute = Math.floor(nowMs / 60_000);
    let count = this.#minutes.get(tenantId);
    if (!count || count.minute !== minute) {
      count = { minute, requests: 0 };
      this.#minutes.set(tenantId, count);
    }
    count.requests += 1;
    return count.requests <= this.#perMinute;
  }
}
