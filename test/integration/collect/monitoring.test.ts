import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStateReport } from '../../../src/state/state-report.ts';
import { readStateFile } from '../../../src/wazuh/state-file.ts';
import { parsePrometheus } from '../../unit/monitoring/parse-prometheus.ts';
import { DAY_MS, FeedScene, HOUR_MS } from './feed-scene.ts';

const EXCHANGE = { tenant: 'contoso', content_type: 'Audit.Exchange' };

describe('the state file', () => {
  it('tells what a run did and where the feed stands, in the form of Wazuh’s own', async () => {
    await using scene = await FeedScene.open({ events: 300 });
    const run = await scene.run();
    const path = join(scene.home.path, 'var/run/o365-wazuh.state');
    const delivered = run.summary.partitions.reduce((sum, one) => sum + one.delivered, 0);

    const text = readFileSync(path, 'utf8');
    expect(text).toMatch(/^# State file for o365-wazuh\n/);
    // Every line is a comment, empty, or a value: a shell can read it.
    for (const line of text.split('\n')) expect(line).toMatch(/^(?:#.*|\w+='[^']*'|)$/);
    expect(
      execFileSync('sh', ['-c', `. '${path}'; echo "$events_delivered $last_run"`], { encoding: 'utf8' }),
    ).toBe(`${delivered} ok\n`);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(readdirSync(join(scene.home.path, 'var/run'))).toEqual(['o365-wazuh.state']);
    const values = readStateFile(path)?.values;
    expect(values?.get('acknowledgement')).toBe('figures');
    expect(Number(values?.get('lag_max'))).toBeGreaterThan(0);
    expect(Number(values?.get('queue_usage'))).toBeLessThanOrEqual(1);
    expect(values?.get('stopped_contoso_Audit_Exchange')).toBe('');
    expect(Date.parse(values?.get('settled_contoso_Audit_Exchange') ?? '')).toBeGreaterThan(0);

    await scene.run();
    const next = readStateFile(path)?.values;
    expect(next?.get('events_delivered')).toBe(String(delivered));
    expect(next?.get('last_run_events')).toBe('0');
    expect(next?.get('lag_max')).toBe('');
    expect(Number(next?.get('requests'))).toBeGreaterThan(Number(values?.get('requests')));
  });

  it('names what stopped a run, also one that could not begin', async () => {
    await using scene = await FeedScene.open({ events: 100 });
    await scene.run();
    const path = join(scene.home.path, 'var/run/o365-wazuh.state');
    const delivered = readStateFile(path)?.values.get('events_delivered');

    scene.setSecret('wrong');
    await scene.run();
    expect(readStateFile(path)?.values.get('last_run')).toBe('SECRET_WRONG');
    expect(readStateFile(path)?.values.get('stopped_contoso_Audit_Exchange')).toBe('SECRET_WRONG');

    scene.configure('intervall: 5m\n');
    await expect(scene.run()).rejects.toThrow('intervall');
    expect(readStateFile(path)?.values.get('last_run')).toBe('CONFIG_INVALID');
    expect(readStateFile(path)?.values.get('events_delivered')).toBe(delivered);
  });

  it('is left alone by a dry run', async () => {
    await using scene = await FeedScene.open();
    await scene.run({ dryRun: true });
    expect(existsSync(join(scene.home.path, 'var/run/o365-wazuh.state'))).toBe(false);
  });
});

describe('the metrics', () => {
  it('are what Prometheus takes, and count on over all runs', async () => {
    await using scene = await FeedScene.open({ events: 300, faults: { 'error-500': { count: 2 } } });
    const file = join(scene.home.path, 'metrics/o365.prom');
    scene.home.write('metrics/readme', '');
    const first = await scene.run({ metricsFile: file });
    const one = parsePrometheus(readFileSync(file, 'utf8'));
    const exchange = first.summary.partitions.find(summary => summary.contentType === 'Audit.Exchange');

    expect(one.value('o365_wazuh_events_total', EXCHANGE)).toBe(exchange?.delivered);
    expect(one.value('o365_wazuh_bytes_total', EXCHANGE)).toBe(exchange?.bytes);
    expect(one.value('o365_wazuh_blobs_total', EXCHANGE)).toBe(exchange?.blobsDone);
    expect(one.value('o365_wazuh_last_run_success')).toBe(1);
    expect(one.value('o365_wazuh_confirmed')).toBe(1);
    expect(one.value('o365_wazuh_requests_total', { tenant: 'contoso', code: '500' })).toBe(2);
    expect(one.value('o365_wazuh_retries_total', { tenant: 'contoso' })).toBe(2);
    const [p50 = 0, p95 = 0, max = 0] = ['p50', 'p95', 'max'].map(part =>
      one.value(`o365_wazuh_lag_${part}_seconds`, EXCHANGE),
    );
    expect(p50).toBeGreaterThan(0);
    expect(p95).toBeGreaterThanOrEqual(p50);
    expect(max).toBeGreaterThanOrEqual(p95);
    expect(one.value('o365_wazuh_queue_usage_ratio')).toBeLessThanOrEqual(1);
    expect(statSync(file).mode & 0o777).toBe(0o644);

    scene.simulator.world.addBlob({ contentType: 'Audit.Exchange', events: 7 });
    scene.clock.advance(HOUR_MS);
    await scene.run({ metricsFile: file });
    const two = parsePrometheus(readFileSync(file, 'utf8'));
    expect(two.value('o365_wazuh_events_total', EXCHANGE)).toBe((exchange?.delivered ?? 0) + 7);
    for (const [name, type] of one.types) {
      if (type !== 'counter') continue;
      for (const { labels, value } of one.samples.filter(sample => sample.name === name))
        expect(two.value(name, labels), name).toBeGreaterThanOrEqual(value);
    }
    expect(readdirSync(join(scene.home.path, 'metrics'))).toEqual(['o365.prom', 'readme']);
  });

  it('go where the configuration says, and tell of gaps, throttling and failure', async () => {
    await using scene = await FeedScene.open({ events: 100 });
    const file = join(scene.home.path, 'o365.prom');
    scene.configure(`metrics_file: ${file}\n`);
    await scene.run();
    scene.clock.advance(9 * DAY_MS);
    scene.simulator.setFaults({ 'throttled-retry-after': { count: 1 } });
    await scene.run();
    const metrics = parsePrometheus(readFileSync(file, 'utf8'));
    expect(metrics.value('o365_wazuh_gaps', EXCHANGE)).toBe(1);
    expect(metrics.value('o365_wazuh_throttles_total', { tenant: 'contoso' })).toBe(1);
    // Nothing was delivered, so nothing is known of the lag.
    expect(metrics.value('o365_wazuh_lag_max_seconds', EXCHANGE)).toBeUndefined();

    scene.setSecret('wrong');
    await scene.run();
    const failed = parsePrometheus(readFileSync(file, 'utf8'));
    expect(failed.value('o365_wazuh_last_run_success')).toBe(0);
    expect(failed.value('o365_wazuh_up', EXCHANGE)).toBe(0);
  });

  it('that cannot be written are a note and an error in the log; the run stays what it was', async () => {
    await using scene = await FeedScene.open({ events: 20 });
    const run = await scene.run({ metricsFile: join(scene.home.path, 'none/o365.prom') });
    expect(run.exit).toBe('ok');
    expect(run.notes.join()).toContain('none/o365.prom');
    expect(readFileSync(join(scene.home.path, 'logs/o365-wazuh.log'), 'utf8')).toContain(
      'ERROR: Cannot write',
    );
  });

  it('refuse a name that the textfile collector would pass over', async () => {
    await using scene = await FeedScene.open();
    await expect(scene.run({ metricsFile: '/tmp/metrics.txt' })).rejects.toMatchObject({ code: 'USAGE' });
  });
});

describe('what a status reads', () => {
  it('is in the state: the last run, how deliveries are acknowledged, what holds', async () => {
    await using scene = await FeedScene.open({ events: 100 });
    await scene.run();
    scene.setSecret('wrong');
    await scene.run();

    const report = readStateReport(join(scene.home.path, 'queue/o365-wazuh/state.db'), {
      runs: 1,
      sinceMs: 0,
    });
    expect(report.meta('acknowledgement')).toBe('figures');
    expect(JSON.parse(report.meta('last-run') ?? '')).toMatchObject({ outcome: 'credentials', delivered: 0 });
    expect(JSON.parse(report.meta('health') ?? '')).toMatchObject({
      holding: ['AuthenticationFailing/contoso//'],
    });
  });
});
