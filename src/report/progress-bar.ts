import { formatBytes, formatDuration } from './page/format.ts';

const WIDTH = 28;
const REDRAW_MS = 100;

/** Where a progress bar is drawn: a terminal, or nothing. */
export interface ProgressScreen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A line that shows how far the reading is. Silent where the screen is no terminal. */
export class ProgressBar {
  readonly #screen: ProgressScreen;
  readonly #totalBytes: number;
  readonly #now: () => number;
  readonly #startMs: number;
  #bytes = 0;
  #drawnMs = 0;

  constructor(screen: ProgressScreen, totalBytes: number, now: () => number = Date.now) {
    this.#screen = screen;
    this.#totalBytes = totalBytes;
    this.#now = now;
    this.#startMs = now();
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    if (!this.#screen.isTTY) return;
    const now = this.#now();
    if (now - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = now;
    this.#screen.write(`\r\u001b[K${this.#line(now)}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#screen.isTTY) this.#screen.write('\r\u001b[K');
  }

  #line(now: number): string {
    // A file that grows while it is read has more than it had.
    const share = this.#totalBytes === 0 ? 1 : Math.min(this.#bytes / this.#totalBytes, 1);
    const filled = Math.round(share * WIDTH);
    const elapsedMs = Math.max(now - this.#startMs, 1);
    const left =
      share > 0.02 && share < 1 ? `, ${formatDuration((elapsedMs * (1 - share)) / share)} left` : '';
    const speed = `${formatBytes((this.#bytes * 1000) / elapsedMs)}/s`;
    return `Reading alerts ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${Math.floor(share * 100)} %  ${formatBytes(this.#bytes)}, ${speed}${left}`;
  }
}
