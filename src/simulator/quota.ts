/** Requests per tenant and publisher within the running minute; Microsoft's baseline is 2,000. */
export class Quota {
  readonly #perMinute: number;
  readonly #minutes = new Map<string, { minute: number; requests: number }>();

  /** @param perMinute requests that pass within a minute of the clock; Infinity for no quota. */
  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Counts one request. @returns false when it is one too many. */
  take(tenantId: string, publisher: string, nowMs: number): boolean {
    const key = `${tenantId}/${publisher.toLowerCase()}`;
    const minute = Math.floor(nowMs / 60_000);
    const known = this.#minutes.get(key);
    const count = known?.minute === minute ? known : { minute, requests: 0 };
    this.#minutes.set(key, count);
    count.requests += 1;
    return count.requests <= this.#perMinute;
  }
}
