import type { MutationName } from './mutations.ts';
import type { Schedule, Step } from './schedule.ts';

const CALM: Step = { events: 0, withLateBlob: false, leapMinutes: 5, faults: [] };

function schedule(steps: readonly Partial<Step>[], more: Partial<Schedule> = {}): Schedule {
  return {
    seed: 7,
    contentTypes: ['Audit.SharePoint'],
    eventsPerBlob: 20,
    pageSize: 4,
    groupEvents: 8,
    concurrency: 4,
    looksBackFarthest: false,
    analysisdPerSecond: 1_000_000,
    skewMinutes: 0,
    contentFaults: [],
    ...more,
    steps: steps.map(step => ({ ...CALM, ...step })),
  };
}

const KILLED_MIDWAY = schedule([{ events: 80, blow: { seam: 'send', nth: 30, how: 'kill' } }], {
  eventsPerBlob: 40,
  groupEvents: 3,
});
const ONE_EVENT_IN_TWO_BLOBS = schedule([{ events: 120 }], {
  contentFaults: ['event-in-two-blobs'],
  concurrency: 6,
  groupEvents: 60,
});
const BLOBS_FAIL = schedule([{ events: 80, faults: ['error-500:blob'] }]);

/** A blob of thousands of events, of which each kill repeats a few: too long for every schedule. */
export const HUGE_BLOB = schedule(
  [
    { events: 20, faults: ['huge-blob=1x'], blow: { seam: 'send', nth: 1_000, how: 'kill' } },
    { blow: { seam: 'write', nth: 20, how: 'kill' } },
  ],
  { groupEvents: 50 },
);

/** More events on the feed itself than a group may have, at the end of one run. Found by a random schedule. */
export const HEALTH_BEYOND_A_GROUP: Schedule = {
  analysisdPerSecond: 2000,
  concurrency: 5,
  contentFaults: ['blob-invalid=0.05', 'dlp-twins=0.5', 'not-an-object=0.2'],
  contentTypes: ['Audit.AzureActiveDirectory', 'Audit.Exchange'],
  eventsPerBlob: 6,
  groupEvents: 5,
  looksBackFarthest: false,
  pageSize: 1,
  seed: 999_988,
  skewMinutes: -5,
  steps: [
    {
      blow: { how: 'kill', nth: 7, seam: 'page' },
      events: 3,
      faults: ['no-consent=1x', 'old-window-code'],
      leapMinutes: 20,
      trouble: { atDatagram: 89, what: 'restart' },
      withLateBlob: false,
    },
    {
      blow: { how: 'kill', nth: 43, seam: 'send' },
      events: 61,
      faults: ['error-408=0.2', 'subscription-disabled:content=2x'],
      leapMinutes: 5,
      trouble: { afterMs: 16, what: 'flood' },
      withLateBlob: false,
    },
    {
      blow: { how: 'term', nth: 5, seam: 'page' },
      events: 44,
      faults: [],
      leapMinutes: 1500,
      withLateBlob: false,
    },
    {
      blow: { how: 'kill', nth: 7, seam: 'send' },
      events: 98,
      faults: ['unauthorized=0.1', 'error-500-message=0.2', 'single-object:content=1x'],
      leapMinutes: 20,
      trouble: { atDatagram: 89, what: 'restart' },
      withLateBlob: false,
    },
  ],
};

/** For each planted defect the schedule that shows it. */
export const TELLING_SCHEDULES: Readonly<Record<MutationName, Schedule>> = {
  'records before it delivers': KILLED_MIDWAY,
  'takes the kernel’s word for a delivery': schedule(
    [{ events: 60, trouble: { what: 'restart', atDatagram: 20 } }],
    { analysisdPerSecond: 100, groupEvents: 60 },
  ),
  'does not send again what a restart of analysisd took': schedule(
    [{ events: 60, trouble: { what: 'restart', atDatagram: 20 } }],
    { analysisdPerSecond: 100, groupEvents: 60 },
  ),
  'does not send again what a killed analysisd had in its buffer': schedule(
    [33, 36, 39, 42, 45, 48].map(atDatagram => ({ events: 50, trouble: { what: 'crash', atDatagram } })),
  ),
  'does not send again what analysisd dropped': schedule([
    { events: 60, trouble: { what: 'drop', atDatagram: 20 } },
  ]),
  'does not send again what a reload of the rules took': schedule(
    [{ events: 60, trouble: { what: 'reload', atDatagram: 20 } }],
    { analysisdPerSecond: 100, groupEvents: 60 },
  ),
  'moves the cursor past an unfinished blob': BLOBS_FAIL,
  'takes a blob that failed for done': BLOBS_FAIL,
  'passes over a second blob with the same contentCreated': schedule([{ events: 80 }]),
  'never looks for late blobs': schedule(
    [{ events: 20, leapMinutes: 60 }, { leapMinutes: 60 }, { leapMinutes: 20 }],
    { contentFaults: ['late-blob'] },
  ),
  'forgets what it delivered': ONE_EVENT_IN_TWO_BLOBS,
  'lets two blobs deliver one event at once': ONE_EVENT_IN_TWO_BLOBS,
  'goes on one event too far in a half-settled blob': KILLED_MIDWAY,
  'goes back to the beginning of a half-settled blob, remembering nothing': KILLED_MIDWAY,
  'turns a batch round': schedule([{ events: 40 }]),
  'drops what is no event': schedule([{ events: 40 }], { contentFaults: ['not-an-object'] }),
  'says nothing about a lost blob': schedule([{ events: 40 }], { contentFaults: ['blob-missing'] }),
};
