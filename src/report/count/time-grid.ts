const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Widths of a column, each a multiple of the one before, so that columns can be joined. */
const STEPS_MS: readonly number[] = [
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  7 * DAY_MS,
  28 * DAY_MS,
  364 * DAY_MS,
  3_640 * DAY_MS,
  36_400 * DAY_MS,
  364_000 * DAY_MS,
];

/** More columns than this are joined: some hundred KB a grid. */
const MAX_COLUMNS = 3_000;
const OTHER = 'Other';

/** A grid ready to be drawn: every column from the first to the last, empty ones too. */
export interface Columns {
  readonly startMs: number;
  readonly stepMs: number;
  readonly series: readonly string[];
  /** Per column one number a series. */
  readonly columns: readonly (readonly number[])[];
}

/**
 * Counts by time and series, for a stream whose span is not known beforehand: it begins with columns of a minute and joins them as the
 * span grows.
 */
export class TimeGrid {
  readonly #series = new Map<string, number>();
  readonly #maxSeries: number;
  #columns = new Map<number, number[]>();
  #step = 0;
  #lastIndex = Number.NaN;
  #lastColumn: number[] | undefined;

  /** @param maxSeries further ones are counted as `Other`. */
  constructor(maxSeries: number, fixed: readonly string[] = []) {
    this.#maxSeries = maxSeries;
    for (const name of fixed) this.#series.set(name, this.#series.size);
  }

  get stepMs(): number {
    return STEPS_MS[this.#step] ?? MINUTE_MS;
  }

  add(timeMs: number, series: string): void {
    const index = Math.floor(timeMs / this.stepMs);
    const column = index === this.#lastIndex && this.#lastColumn ? this.#lastColumn : this.#column(index);
    const at = this.#seriesIndex(series);
    // A column made before the series came is shorter.
    while (column.length <= at) column.push(0);
    column[at] = (column[at] ?? 0) + 1;
  }

  /**
   * The columns between two times, joined to at most `maxColumns`.
   *
   * @param span of which period; by default of all that was counted.
   * @returns undefined when nothing was counted and no span is given.
   */
  toColumns(
    maxColumns: number,
    span?: { readonly fromMs?: number | undefined; readonly toMs?: number | undefined },
  ): Columns | undefined {
    const indices = [...this.#columns.keys()].sort((a, b) => a - b);
    const [first] = indices;
    const last = indices.at(-1);
    const fromMs = span?.fromMs ?? (first === undefined ? undefined : first * this.stepMs);
    // A span ends before its end, a column with it.
    const toMs =
      span?.toMs === undefined ? (last === undefined ? undefined : last * this.stepMs) : span.toMs - 1;
    if (fromMs === undefined || toMs === undefined || toMs < fromMs) return undefined;
    let stepMs = this.stepMs;
    for (const wider of STEPS_MS) {
      if (wider >= stepMs) stepMs = wider;
      if (wider >= this.stepMs && Math.floor(toMs / stepMs) - Math.floor(fromMs / stepMs) < maxColumns) break;
    }
    const begin = Math.floor(fromMs / stepMs);
    const length = Math.min(Math.floor(toMs / stepMs) - begin + 1, maxColumns);
    const series = [...this.#series.keys()];
    const columns = Array.from({ length }, () => series.map(() => 0));
    for (const [index, counts] of this.#columns) {
      const column = columns[Math.floor((index * this.stepMs) / stepMs) - begin];
      if (!column) continue;
      for (const [at, count] of counts.entries()) column[at] = (column[at] ?? 0) + count;
    }
    return { startMs: begin * stepMs, stepMs, series, columns };
  }

  #column(index: number): number[] {
    let column = this.#columns.get(index);
    if (!column) {
      column = Array.from({ length: this.#series.size }, () => 0);
      this.#columns.set(index, column);
      if (this.#columns.size > MAX_COLUMNS) {
        this.#lastIndex = Number.NaN;
        return this.#widen(index);
      }
    }
    this.#lastIndex = index;
    this.#lastColumn = column;
    return column;
  }

  /** @returns the column that took in the one of `index`. */
  #widen(index: number): number[] {
    let at = index;
    while (this.#columns.size > MAX_COLUMNS && this.#step < STEPS_MS.length - 1) {
      const before = this.stepMs;
      this.#step += 1;
      const factor = this.stepMs / before;
      const joined = new Map<number, number[]>();
      for (const [old, counts] of this.#columns) {
        const target = joined.get(Math.floor(old / factor));
        if (!target) joined.set(Math.floor(old / factor), counts);
        else for (const [series, count] of counts.entries()) target[series] = (target[series] ?? 0) + count;
      }
      this.#columns = joined;
      at = Math.floor(at / factor);
    }
    return this.#column(at);
  }

  #seriesIndex(name: string): number {
    const known = this.#series.get(name);
    if (known !== undefined) return known;
    const shown = this.#series.size < this.#maxSeries ? name : OTHER;
    const index = this.#series.get(shown) ?? this.#series.size;
    this.#series.set(shown, index);
    return index;
  }
}
