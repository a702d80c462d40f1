import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const BUFFER_BYTES = 4_096;
/** What stands in every alert beside the event: no line is shorter. */
const ALERT = {
  timestamp: '2026-11-24T04:00:00.000+0000',
  rule: { level: 3, description: 'Microsoft 365: audit events.', id: '100002', firedtimes: 1, mail: false },
  agent: { id: '000', name: 'manager' },
  manager: { name: 'manager' },
  id: '1795492800.100000',
};

/** alerts.json as analysisd writes it: through a buffer of 4 KiB that goes out when it is full, or flushed. */
export class AlertFile {
  readonly #path: string;
  #buffer = Buffer.alloc(0);

  constructor(path: string) {
    this.#path = path;
    mkdirSync(dirname(path), { recursive: true });
    appendFileSync(path, '');
  }

  write(message: string): void {
    const line = Buffer.from(`${JSON.stringify({ ...ALERT, full_log: message })}\n`);
    const all = Buffer.concat([this.#buffer, line]);
    const whole = all.length - (all.length % BUFFER_BYTES);
    if (whole > 0) appendFileSync(this.#path, all.subarray(0, whole));
    this.#buffer = all.subarray(whole);
  }

  flush(): void {
    if (this.#buffer.length > 0) appendFileSync(this.#path, this.#buffer);
    this.#buffer = Buffer.alloc(0);
  }

  /** As a crash does: what is in the buffer is gone, and half a line may stay. */
  lose(): void {
    this.#buffer = Buffer.alloc(0);
  }

  /** The messages of all alerts that can be read. */
  messages(): string[] {
    const lines = readFileSync(this.#path, 'utf8').split('\n').slice(0, -1);
    return lines.flatMap(line => {
      try {
        return [(JSON.parse(line) as { full_log: string }).full_log];
      } catch {
        return [];
      }
    });
  }
}
