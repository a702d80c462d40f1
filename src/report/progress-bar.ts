import { formatBytes, formatDuration } from './page/format.ts';

const WIDTH = 28;
const REDRAW_MS = 100;

/** Where a progress bar is drawn: a terminal, or nothing. */
export interface ProgressScreen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What stands around the bar. */
export interface ProgressWords {
  readonly label: string;
  /** What is done, and how fast. */
  figures(done: number, elapsedMs: number): string;
}

const READING: ProgressWords = {
  label: 'Reading alerts',
  figures: (bytes, elapsedMs) => `${formatBytes(bytes)}, ${formatBytes((bytes * 1000) / elapsedMs)}/s`,
};

/** A line that shows how far the work is, in bytes or whatever is counted. Silent where the screen is no terminal. */
export class ProgressBar {
  readonly #screen: ProgressScreen;
  readonly #total: number;
  readonly #now: () => number;
  readonly #words: ProgressWords;
  readonly #startMs: number;
  #done = 0;
  #drawnMs = 0;

  constructor(
    screen: ProgressScreen,
    total: number,
    now: () => number = Date.now,
    words: ProgressWords = READING,
  ) {
    this.#screen = screen;
    this.#total = total;
    this.#now = now;
    this.#words = words;
    this.#startMs = now();
  }

  add(done: number): void {
    this.#done += done;
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
    const share = this.#total === 0 ? 1 : Math.min(this.#done / this.#total, 1);
    const filled = Math.round(share * WIDTH);
    const elapsedMs = Math.max(now - this.#startMs, 1);
    const left =
      share > 0.02 && share < 1 ? `, ${formatDuration((elapsedMs * (1 - share)) / share)} left` : '';
    const figures = this.#words.figures(this.#done, elapsedMs);
    return `${this.#words.label} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${Math.floor(share * 100)} %  ${figures}${left}`;
  }
}
