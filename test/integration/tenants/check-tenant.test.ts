import { afterEach, describe, expect, it } from 'vitest';
import type { TenantConfig } from '../../../src/config/config.ts';
import { CONTENT_TYPES } from '../../../src/events/content-type.ts';
import { type Simulator, startSimulator } from '../../../src/simulator/server.ts';
import type { SimulatorOptions } from '../../../src/simulator/simulated-host.ts';
import { exitOfReports, testTenants } from '../../../src/tenant-test-run.ts';
import type { TenantReport } from '../../../src/tenants/tenant-check.ts';

const running: Simulator[] = [];
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close();
});

async function simulate(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ events: 200, spanHours: 1, ...options });
  running.push(simulator);
  return simulator;
}

function tenantOf(simulator: Simulator, index = 0, changes: Partial<TenantConfig> = {}): TenantConfig {
  const { tenantId = '', clientId = '', clientSecret = '', name = '' } = simulator.world.tenants[index] ?? {};
  return {
    name,
    tenantId,
    clientId,
    credential: secretOf(clientSecret),
    network: {},
    cloud: 'worldwide',
    loginUrl: simulator.url,
    apiUrl: simulator.url,
    contentTypes: CONTENT_TYPES,
    stopOthers: false,
    ...changes,
  };
}

const secretOf = (value: string): TenantConfig['credential'] => ({
  type: 'client_secret',
  secret: { kind: 'value', value },
});

const settings = { insecureFiles: false };
const never = new AbortController().signal;

async function test(tenant: TenantConfig, start = false): Promise<TenantReport> {
  const [report] = await testTenants(settings, [tenant], { start }, never);
  if (!report) throw new Error('No report');
  return report;
}

/** `check status code`, the content type in the check's place where there is one. */
const lines = (report: TenantReport): string[] =>
  report.checks.map(one =>
    [one.contentType ?? one.check, one.status, ...(one.code === undefined ? [] : [one.code])].join(' '),
  );

describe('the check of a tenant', () => {
  it('finds all well, changes nothing at Microsoft, and says what the first run will do', async () => {
    const simulator = await simulate();

    const report = await test(tenantOf(simulator));

    expect(lines(report)).toEqual([
      'credential ok',
      'token ok',
      'permissions ok',
      ...CONTENT_TYPES.map(type => `${type} ok`),
      'cloud ok',
      'clock ok',
    ]);
    expect(report.checks.find(one => one.contentType === 'DLP.All')?.text).toContain('Not subscribed to yet');
    expect(simulator.state().requests.start).toBeUndefined();
    expect(exitOfReports([report])).toBe('ok');
  });

  it('starts the subscriptions where it is asked to, and then finds them readable', async () => {
    const simulator = await simulate();
    const tenant = tenantOf(simulator, 0, { contentTypes: ['Audit.Exchange', 'Audit.General'] });

    const first = await test(tenant, true);
    const second = await test(tenant);

    expect(first.checks.filter(one => one.check === 'content').map(one => one.text)).toEqual([
      expect.stringContaining('The subscription was started'),
      expect.stringContaining('The subscription was started'),
    ]);
    expect(simulator.state().requests).toMatchObject({ start: 2, blob: 1 });
    expect(second.checks.filter(one => one.check === 'content').map(one => one.text)).toEqual([
      expect.stringMatching(/^Subscribed to and readable; \d+ blobs? in the last hour\.$/),
      expect.stringMatching(/^Subscribed to and readable; \d+ blobs? in the last hour\.$/),
    ]);
  });

  it.each([
    ['token-wrong-secret', 'token fail SECRET_WRONG', 'AADSTS7000215', 'credentials', 'copy its Value'],
    [
      'token-expired-secret',
      'token fail SECRET_EXPIRED',
      'AADSTS7000222',
      'credentials',
      'make a new secret',
    ],
    [
      'token-blocked',
      'token fail CONDITIONAL_ACCESS_BLOCKED',
      'AADSTS53003',
      'credentials',
      'named location',
    ],
    ['no-consent', 'permissions fail PERMISSION_MISSING', undefined, 'credentials', 'Grant admin consent'],
    ['tenant-gone', 'subscriptions fail TENANT_UNKNOWN', 'AF20011', 'credentials', 'tenant_id'],
    ['token-wrong-audience', 'subscriptions fail CLOUD_WRONG', undefined, 'credentials', 'Set cloud'],
  ] as const)('names %s with its cure and exit code', async (fault, line, microsoftCode, exit, cure) => {
    const report = await test(tenantOf(await simulate({ faults: { [fault]: 1 } })));

    expect(lines(report)).toContain(line);
    const failed = report.checks.filter(one => one.status === 'fail');
    expect(failed[0]?.microsoftCode).toBe(microsoftCode);
    expect(failed[0]?.hint).toContain(cure);
    expect(exitOfReports([report])).toBe(exit);
  });

  it('tells a missing permission once, not again for each call that fails for it', async () => {
    const report = await test(tenantOf(await simulate({ tenants: [{ roles: [] }] })));

    expect(lines(report).filter(line => line.includes('PERMISSION_MISSING'))).toHaveLength(1);
    expect(report.checks.find(one => one.check === 'permissions')?.text).toContain(
      'lacks ActivityFeed.Read and ActivityFeed.ReadDlp; it carries no application permission at all',
    );
  });

  it('tells apart that only DLP events may not be read, and that they are not wanted', async () => {
    const simulator = await simulate({ tenants: [{ roles: ['ActivityFeed.Read'] }] });

    const all = await test(tenantOf(simulator));
    const without = await test(tenantOf(simulator, 0, { contentTypes: ['Audit.General'] }));

    expect(lines(all)).toContain('permissions fail READ_DLP_MISSING');
    expect(exitOfReports([all])).toBe('credentials');
    expect(exitOfReports([without])).toBe('ok');
  });

  it('finds that auditing is off, once it may start the subscriptions', async () => {
    const report = await test(tenantOf(await simulate({ faults: { 'auditing-off': 1 } })), true);

    expect(lines(report)).toContain('Audit.General fail AUDITING_OFF');
  });

  it('names the cloud that the tenant lives in, and blames the other errors on it', async () => {
    const report = await test(tenantOf(await simulate({ faults: { 'other-cloud': 1 } })));

    expect(lines(report)).toEqual([
      'credential ok',
      'token fail TENANT_UNKNOWN',
      'cloud fail CLOUD_WRONG',
      'clock ok',
    ]);
    expect(report.checks[2]?.text).toBe('The tenant lives in the cloud gcc-high, but cloud is worldwide.');
    expect(report.checks[1]?.hint).toContain('Set cloud to gcc-high.');
  });

  it('only warns of the other cloud where all works', async () => {
    const simulator = await simulate();

    const report = await test(tenantOf(simulator, 0, { cloud: 'gcc' }));

    expect(lines(report)).toContain('cloud warn CLOUD_WRONG');
    expect(exitOfReports([report])).toBe('ok');
  });

  it('recognises another cloud by blobs that are all refused as invalid', async () => {
    const simulator = await simulate({ faults: { 'blob-invalid': 1 }, eventsPerBlob: 5 });
    const tenant = tenantOf(simulator);
    await test(tenant, true);

    const report = await test(tenant);

    expect(lines(report)).toContain('cloud fail CLOUD_WRONG');
  });

  it('measures the clock against Microsoft’s', async () => {
    const report = await test(tenantOf(await simulate({ faults: { 'clock-skew': 1 } })));

    const clock = report.checks.find(one => one.check === 'clock');
    expect(clock).toMatchObject({ status: 'fail', code: 'CLOCK_SKEWED' });
    expect(clock?.text).toMatch(/^This machine’s clock is 3\d{3} s behind Microsoft’s\.$/);
  });

  it('says that nobody answers, and what to do, within its patience', async () => {
    const simulator = await simulate();
    const tenant = tenantOf(simulator, 0, { loginUrl: 'http://127.0.0.1:9' });

    const report = await test(tenant);

    expect(lines(report)).toEqual(['credential ok', 'token fail CONNECTION_REFUSED']);
    expect(exitOfReports([report])).toBe('microsoft');
  });

  it('finds a secret that cannot be read, and settings that are wrong before any request', async () => {
    const simulator = await simulate();
    const unreadable = tenantOf(simulator, 0, {
      credential: { type: 'client_secret', secret: { kind: 'file', path: '/nonexistent' } },
    });
    const insecure = tenantOf(simulator, 0, { loginUrl: 'http://login.example' });

    const reports = [await test(unreadable), await test(insecure)];

    expect(reports.map(lines)).toEqual([
      ['credential fail SECRET_UNREADABLE', 'cloud ok', 'clock ok'],
      ['settings fail CLOUD_URL_INSECURE'],
    ]);
    expect(exitOfReports(reports)).toBe('config');
  });

  it('answers for each of many tenants, in their order, whatever becomes of the others', async () => {
    const simulator = await simulate({ tenants: Array.from({ length: 20 }, () => ({})) });
    const tenants = simulator.world.tenants.map((_, index) =>
      tenantOf(simulator, index, index === 3 ? { credential: secretOf('wrong') } : {}),
    );
    const told: string[] = [];

    const reports = await testTenants(settings, tenants, { onReport: one => told.push(one.name) }, never);

    expect(reports.map(one => one.tenantId)).toEqual(tenants.map(one => one.tenantId));
    expect(reports.map(one => exitOfReports([one])).filter(exit => exit !== 'ok')).toEqual(['credentials']);
    expect(told).toHaveLength(20);
  });

  it('ends at once when it is interrupted', async () => {
    const simulator = await simulate({ faults: { stall: 1 } });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped')), 50);

    await expect(testTenants(settings, [tenantOf(simulator)], {}, stop.signal)).rejects.toThrow('stopped');
  });

  it('shows the secret nowhere, whatever fails', async () => {
    const secret = 'canary+s3cr3t/value';
    const simulator = await simulate();
    const report = await test(tenantOf(simulator, 0, { credential: secretOf(secret) }));

    expect(lines(report)).toContain('token fail SECRET_WRONG');
    expect(JSON.stringify(report)).not.toContain('canary');
  });
});
