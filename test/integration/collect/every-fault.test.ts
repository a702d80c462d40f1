import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '../../../src/error-table.ts';
import { parseEvent } from '../../../src/events/parse-event.ts';
import type { FeedLimits } from '../../../src/microsoft/activity-api.ts';
import { parseFault } from '../../../src/simulator/fault-setting.ts';
import { type FaultName, FAULTS } from '../../../src/simulator/faults.ts';
import { runCollector } from '../../../src/collector-run.ts';
import { readStateReport } from '../../../src/state/state-report.ts';
import { FeedScene, HOUR_MS } from './feed-scene.ts';

/** What one fault does to a client, and what the client makes of it. */
interface Ordeal {
  /** Behind the fault's name, in the form of `--fault`. Absent: it strikes always. */
  readonly how?: string;
  /** What ends a part of the run under the fault. Absent: the run is not stopped by it at all. */
  readonly stops?: ErrorCode;
  /** The client never asks in the way that it strikes. */
  readonly isAvoided?: true;
  /** Blobs that can never be had. */
  readonly loses?: true;
  /** Dead letters, beside what is delivered: an element that is no event, an event that was shortened. */
  readonly letters?: true;
}

type Elsewhere = `${string}.test.ts`;

/** One of each: a fault that is added has to be met here too. */
const ORDEALS: Readonly<Record<FaultName, Ordeal | Elsewhere>> = {
  'token-wrong-secret': { how: '=1x', stops: 'SECRET_WRONG' },
  'token-expired-secret': { how: '=1x', stops: 'SECRET_EXPIRED' },
  'token-blocked': { how: '=1x', stops: 'CONDITIONAL_ACCESS_BLOCKED' },
  'token-request-loop': { how: '=1x', stops: 'THROTTLED' },
  'token-unavailable': { how: '=2x' },
  'token-throttled': { how: '=1x' },
  'token-strings': {},
  'token-short-lived': {},
  'other-cloud': { how: '=1x', stops: 'TENANT_UNKNOWN' },
  'token-wrong-audience': { stops: 'CLOUD_WRONG' },
  'no-consent': { stops: 'PERMISSION_MISSING' },
  'identity-updating': 'test/integration/microsoft/machine-credentials.test.ts',
  'identity-not-ready': 'test/integration/microsoft/machine-credentials.test.ts',
  'identity-missing': 'test/integration/microsoft/machine-credentials.test.ts',
  unauthorized: { how: ':blob=1x@2' },
  forbidden: { how: ':Audit.Exchange', stops: 'PERMISSION_MISSING' },
  'tenant-gone': { how: '=1x@3', stops: 'TENANT_UNKNOWN' },
  'error-500': { how: ':blob=2x' },
  'error-500-af50005': { how: ':content=2x' },
  'error-500-message': { how: ':list=2x' },
  'error-502-html': { how: ':content=2x' },
  'error-503': { how: ':blob=2x' },
  'error-504': { how: ':content=2x' },
  'error-408': { how: ':blob=2x' },
  quota: { how: ':blob=1x' },
  throttled: { how: ':blob=1x' },
  'throttled-retry-after': { how: ':content=1x' },
  reset: { how: ':blob=2x' },
  stall: { how: ':blob=1x' },
  redirect: { how: ':content=1x', stops: 'REDIRECT_REFUSED' },
  'slow-body': { how: ':blob=2x' },
  'stall-in-body': { how: ':blob=1x' },
  'reset-in-body': { how: ':content=2x' },
  'truncated-json': { how: ':blob=2x' },
  'truncated-gzip': { how: ':blob=2x' },
  'empty-200': { how: ':blob=2x' },
  'not-json': { how: ':content=2x' },
  'error-in-200': { how: ':blob=2x' },
  'single-object': { how: ':content=2x' },
  'clock-skew': {},
  'auditing-off': { stops: 'AUDITING_OFF' },
  'restart-stays-disabled': 'test/integration/collect/every-fault.test.ts',
  'subscription-disabled': { stops: 'SUBSCRIPTION_DISABLED' },
  'next-page-lower-case': {},
  'next-page-loop': { stops: 'LISTING_LOOP' },
  'next-page-foreign-host': { stops: 'NEXT_PAGE_REFUSED' },
  'next-page-http': { stops: 'NEXT_PAGE_REFUSED' },
  'next-page-aged': { stops: 'WINDOW_REFUSED' },
  'next-page-expired': { stops: 'NEXT_PAGE_REFUSED' },
  'empty-page': {},
  'pages-shuffled': {},
  'blob-listed-twice': {},
  'filters-ignored': {},
  'exact-24h-refused': { isAvoided: true },
  'over-24h-partial': { isAvoided: true },
  'old-window-code': { isAvoided: true },
  'foreign-content-uri': {},
  'blob-missing': { how: '=0.5', loses: true },
  'blob-expired': { how: '=0.5', loses: true },
  'blob-invalid': { how: '=2x', loses: true },
  'blob-expires-early': { how: '=0.5', loses: true },
  'late-blob': {},
  'huge-blob': { how: '=1x' },
  'event-in-two-blobs': {},
  'last-event-repeated': {},
  redelivered: {},
  'dlp-twins': {},
  'lone-surrogate': {},
  nul: {},
  'huge-string': { letters: true },
  'many-fields': {},
  'deep-nesting': {},
  'duplicate-keys': {},
  'big-numbers': {},
  'not-an-object': { letters: true },
};

const COLLECTED = ['Audit.Exchange', 'DLP.All'] as const;
/** Beyond the longest back-off of a blob, the daily sweep, and the lateness of late blobs. */
const LEAP_MS = 25 * HOUR_MS;
/** As above, and beyond the 5 days after which content comes again. */
const LONG_LEAP_MS = 126 * HOUR_MS;
/** A silent Microsoft is given up sooner than in earnest. */
const SILENT = ['stall', 'stall-in-body'];
const LIMITS: Partial<FeedLimits> = { idleMs: 2_000, controlMs: 2_000 };

const keyOf = (event: Readonly<Record<string, unknown>>): string =>
  `${String(event['Id'])} ${String(event['Operation'])}`;

describe('a feed under the fault', () => {
  const here = (Object.keys(ORDEALS) as FaultName[]).flatMap(name => {
    const ordeal = ORDEALS[name];
    return typeof ordeal === 'string' ? [] : [{ name, ordeal }];
  });

  it.concurrent.each(here)(
    '$name delivers all that can be had, once, and says what cannot',
    async ({ name, ordeal: { how = '', stops, isAvoided, loses, letters } }) => {
      const [fault, setting] = parseFault(`${name}${how}`);
      const isOfContent = ['blob', 'content', 'event'].includes(FAULTS[name].place);
      await using scene = await FeedScene.open({
        events: 120,
        pageSize: 2,
        contentTypes: COLLECTED,
        collected: COLLECTED,
        faults: { [fault]: setting },
        ...(SILENT.includes(name) ? { feedLimits: LIMITS } : {}),
      });
      const delivered: string[] = [];
      const take = (): void => {
        for (const { event } of scene.takeDelivered())
          if (event['Workload'] !== 'o365-wazuh') delivered.push(keyOf(event));
      };

      const first = await scene.run();
      take();
      const codes = new Set(first.summary.partitions.flatMap(one => one.error?.code ?? []));
      expect([...codes]).toEqual(stops === undefined ? [] : [stops]);
      if (!isAvoided) expect(scene.simulator.state().faults[name] ?? 0).toBeGreaterThan(0);

      if (!isOfContent) scene.simulator.setFaults({});
      for (const leapMs of [LEAP_MS, name === 'redelivered' ? LONG_LEAP_MS : LEAP_MS]) {
        scene.clock.advance(leapMs);
        const run = await scene.run();
        take();
        expect(run.outcome).toBe('ok');
      }

      const offered = [...scene.simulator.world.offered()].map(one => ({
        ...one,
        event: parseEvent(one.text),
      }));
      const wanted = new Set(offered.flatMap(one => (one.available && one.event ? [keyOf(one.event)] : [])));
      expect(delivered.toSorted()).toEqual([...wanted].toSorted());
      const { partitions, days } = readStateReport(join(scene.home.path, 'queue/o365-wazuh/state.db'), {
        runs: 1,
        sinceMs: 0,
      });
      const gone = new Set(offered.flatMap(one => (one.available ? [] : [one.contentId])));
      expect(gone.size > 0).toBe(loses ?? false);
      expect(partitions.reduce((sum, one) => sum + one.lostBlobs, 0)).toBe(gone.size);
      expect(partitions.flatMap(one => one.gaps.map(({ reason }) => reason))).toEqual(
        Array.from(gone, () => 'blob-lost'),
      );
      expect(partitions.reduce((sum, one) => sum + one.unfinishedBlobs, 0)).toBe(0);
      const sum = (pick: (day: (typeof days)[number]) => number): number =>
        days.reduce((all, day) => all + pick(day), 0);
      expect(sum(day => day.deadLettered)).toBe(
        offered.filter(one => one.available && one.event === undefined).length,
      );
      expect(sum(day => day.deadLettered + day.trimmed) > 0).toBe(letters ?? false);
    },
  );

  it('token-short-lived, with tokens that end again and again in one run, is not noticed', async () => {
    await using scene = await FeedScene.open({
      events: 400,
      contentTypes: COLLECTED,
      collected: COLLECTED,
      faults: { 'token-short-lived': 1 },
    });
    const means = { tempo: scene.tempo, onProgress: () => scene.clock.advance(40_000) };

    const run = await runCollector({ home: scene.home.path }, means);

    expect(run).toMatchObject({ status: 'ran', outcome: 'ok' });
    expect(scene.simulator.state().tokens).toBeGreaterThan(5);
    const ids = scene
      .takeDelivered()
      .flatMap(({ event }) => (event['Workload'] === 'o365-wazuh' ? [] : event['Id']));
    expect([new Set(ids).size, ids.length]).toEqual([400, 400]);
  });

  it('unauthorized, when a token is withdrawn for good in mid-run, ends it as denied and the next run goes on', async () => {
    await using scene = await FeedScene.open({
      events: 400,
      contentTypes: COLLECTED,
      collected: COLLECTED,
      faults: { unauthorized: { on: 'blob', skip: 5 } },
    });
    const first = await scene.run();
    expect(first).toMatchObject({ outcome: 'TOKEN_DENIED', exit: 'credentials' });
    const before = scene.takeDelivered().filter(({ event }) => event['Workload'] !== 'o365-wazuh');
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(400);

    scene.simulator.setFaults({});
    scene.clock.advance(HOUR_MS);
    await scene.run();
    const after = scene.takeDelivered().filter(({ event }) => event['Workload'] !== 'o365-wazuh');
    expect(before.length + after.length).toBe(400);
  });

  it('restart-stays-disabled says so for its content type alone, and is not answered by start after start', async () => {
    await using scene = await FeedScene.open({ events: 60, contentTypes: COLLECTED, collected: COLLECTED });
    await scene.run();
    // Whoever does not want a content type any more may have it stopped.
    scene.configure('', ['Audit.Exchange'], '    stop_others: true\n');
    scene.clock.advance(25 * HOUR_MS);
    await scene.run();
    scene.configure('', COLLECTED);
    scene.simulator.setFaults({ 'restart-stays-disabled': 1 });
    const startsBefore = scene.simulator.state().requests.start ?? 0;
    scene.takeDelivered();

    for (const code of ['SUBSCRIPTION_DISABLED', 'START_TOO_SOON', 'START_TOO_SOON']) {
      scene.clock.advance(60_000);
      scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: 2 });
      const { summary } = await scene.run();
      expect(summary.partitions.map(one => one.error?.code)).toEqual([undefined, code]);
    }

    expect(scene.simulator.state().faults['restart-stays-disabled']).toBe(1);
    expect((scene.simulator.state().requests.start ?? 0) - startsBefore).toBe(1);
    expect(scene.takeDelivered().filter(({ event }) => event['Workload'] !== 'o365-wazuh')).toHaveLength(6);
  });
});
