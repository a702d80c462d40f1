import fc from 'fast-check';
import { CONTENT_TYPES, type ContentType } from '../../src/events/content-type.ts';
import { type Blow, SEAMS } from './orders.ts';

/** What analysisd does wrong around one run. */
export type Trouble =
  /** Restarts, is killed and started, drops an event, or reloads its rules once so many datagrams have come in. */
  | { readonly what: 'restart' | 'crash' | 'drop' | 'reload'; readonly atDatagram: number }
  /** So many ms after the run's start. */
  | { readonly what: 'hang' | 'flood'; readonly afterMs: number }
  /** Is not there at all during the run. */
  | { readonly what: 'down' };

/** New content, then time, then one run of the collector with all that strikes it. */
export interface Step {
  readonly events: number;
  /** A blob of three events that a listing shows only two hours after its contentCreated. */
  readonly withLateBlob: boolean;
  readonly leapMinutes: number;
  /** In the form of `--fault`. */
  readonly faults: readonly string[];
  readonly blow?: Blow;
  /** Killed from outside after so many ms, wherever it is. */
  readonly killAfterMs?: number;
  readonly trouble?: Trouble;
}

export interface Schedule {
  readonly seed: number;
  readonly contentTypes: readonly ContentType[];
  readonly eventsPerBlob: number;
  readonly pageSize: number;
  readonly groupEvents: number;
  readonly concurrency: number;
  /** The first run looks back as far as Microsoft reaches, rather than just beyond the schedule's beginning. */
  readonly looksBackFarthest: boolean;
  /** Rules a second; a slow analysisd has events in its queues when something happens. */
  readonly analysisdPerSecond: number;
  /** The collector's clock minus Microsoft's. */
  readonly skewMinutes: number;
  /** Faults of blobs and events, decided as they come into being. */
  readonly contentFaults: readonly string[];
  readonly steps: readonly Step[];
}

/** Faults of requests. Those that cost a second of real time strike once at most. */
const REQUEST_FAULTS: readonly string[] = [
  'token-wrong-secret=1x',
  'token-expired-secret=1x',
  'token-blocked=1x',
  'token-request-loop=2x',
  'token-unavailable=2x',
  'token-throttled=2x',
  'token-strings',
  'token-short-lived',
  'token-wrong-audience=2x',
  'no-consent=1x',
  'unauthorized=0.1',
  'unauthorized:blob=2x@3',
  'forbidden=1x@4',
  'forbidden:Audit.General',
  'tenant-gone=1x@5',
  'error-500=0.2',
  'error-500:blob=0.5',
  'error-500-af50005=0.2',
  'error-500-message=0.2',
  'error-502-html=0.2',
  'error-503=0.2',
  'error-504=0.2',
  'error-408=0.2',
  'quota=0.1',
  'throttled=0.1',
  'throttled-retry-after=0.2',
  'reset=0.2',
  'redirect:blob=0.2',
  'redirect:content=1x',
  'stall=1x@6',
  'stall-in-body:blob=1x',
  'slow-body:blob=1x',
  'reset-in-body=0.2',
  'truncated-json=0.2',
  'truncated-gzip=0.2',
  'empty-200:blob=0.3',
  'empty-200:content=1x',
  'not-json=0.2',
  'error-in-200=0.2',
  'single-object:content=1x',
  'clock-skew',
  'auditing-off',
  'restart-stays-disabled',
  'subscription-disabled:content=2x',
  'subscription-disabled:list=1x',
  'next-page-lower-case',
  'next-page-loop=0.3',
  'next-page-foreign-host=1x',
  'next-page-http=1x',
  'next-page-aged=1x',
  'next-page-expired=1x',
  'empty-page',
  'pages-shuffled',
  'blob-listed-twice',
  'filters-ignored',
  'exact-24h-refused',
  'over-24h-partial',
  'old-window-code',
  'foreign-content-uri',
];

const CONTENT_FAULTS: readonly string[] = [
  'blob-missing=0.1',
  'blob-expired=0.1',
  'blob-invalid=0.05',
  'blob-expires-early=0.1',
  'late-blob=0.2',
  'event-in-two-blobs=0.4',
  'last-event-repeated=0.4',
  'redelivered=0.2',
  'dlp-twins=0.5',
  'lone-surrogate=0.3',
  'nul=0.3',
  'huge-string=0.1',
  'many-fields=0.3',
  'deep-nesting=0.3',
  'duplicate-keys=0.3',
  'big-numbers=0.3',
  'not-an-object=0.2',
];

/** Every fault that random schedules switch on, by its name. */
export const CHAOS_FAULTS: ReadonlySet<string> = new Set(
  [...REQUEST_FAULTS, ...CONTENT_FAULTS].map(text => text.split(/[:=@]/, 1)[0] ?? text),
);

const blow: fc.Arbitrary<Blow> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      seam: fc.constantFrom(...SEAMS),
      nth: fc.integer({ min: 1, max: 12 }),
      how: fc.constant('kill' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      seam: fc.constant('send' as const),
      nth: fc.integer({ min: 1, max: 120 }),
      how: fc.constant('kill' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      seam: fc.constantFrom('send', 'taken', 'page', 'fetched'),
      nth: fc.integer({ min: 1, max: 12 }),
      how: fc.constant('term' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      seam: fc.constant('write' as const),
      nth: fc.integer({ min: 1, max: 12 }),
      how: fc.constant('disk' as const),
    }),
  },
);

const trouble: fc.Arbitrary<Trouble> = fc.oneof(
  fc.record({
    what: fc.constantFrom('restart', 'crash', 'drop', 'reload'),
    atDatagram: fc.integer({ min: 1, max: 90 }),
  }),
  fc.record({
    what: fc.constantFrom('hang', 'flood'),
    afterMs: fc.integer({ min: 0, max: 80 }),
  }),
  fc.record({ what: fc.constant('down' as const) }),
);

const step: fc.Arbitrary<Step> = fc
  .record(
    {
      events: fc.integer({ min: 0, max: 120 }),
      withLateBlob: fc.boolean(),
      leapMinutes: fc.constantFrom(1, 5, 20, 60, 150, 400, 1_500),
      faults: fc.subarray([...REQUEST_FAULTS], { maxLength: 3 }),
      blow,
      killAfterMs: fc.integer({ min: 0, max: 150 }),
      trouble,
    },
    { requiredKeys: ['events', 'withLateBlob', 'leapMinutes', 'faults'] },
  )
  // One kill a run is enough.
  .map(({ killAfterMs, ...rest }) =>
    rest.blow === undefined && killAfterMs !== undefined ? { ...rest, killAfterMs } : rest,
  );

/** All schedules. Small ones first: what fails shrinks to a step or two. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  contentTypes: fc.subarray([...CONTENT_TYPES], { minLength: 1, maxLength: 3 }),
  eventsPerBlob: fc.integer({ min: 1, max: 40 }),
  pageSize: fc.integer({ min: 1, max: 6 }),
  groupEvents: fc.integer({ min: 3, max: 60 }),
  concurrency: fc.integer({ min: 1, max: 6 }),
  looksBackFarthest: fc.constantFrom(false, false, false, true),
  analysisdPerSecond: fc.constantFrom(1_000_000, 1_000_000, 2_000, 500),
  skewMinutes: fc.constantFrom(0, 0, 0, -5, 5),
  contentFaults: fc.subarray([...CONTENT_FAULTS], { maxLength: 4 }),
  steps: fc.array(step, { minLength: 1, maxLength: 4 }),
});
