import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backfillScope, type ScopeFlags } from '../../src/backfill-scope.ts';
import { parseConfig } from '../../src/config/load.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const iso = (ms: number): string => new Date(ms).toISOString();

const { tenants } = parseConfig(
  `version: 1
tenants:
  - name: contoso
    tenant_id: 10000000-0000-4000-8000-000000000001
    client_id: 20000000-0000-4000-8000-000000000001
    client_secret_env: CONTOSO
    content_types: [Audit.Exchange, Audit.General]
  - name: fabrikam
    tenant_id: 10000000-0000-4000-8000-000000000002
    client_id: 20000000-0000-4000-8000-000000000002
    client_secret_env: FABRIKAM
    content_types: [DLP.All]
`,
  'config.yml',
);

function scope(flags: ScopeFlags) {
  const { fromMs, toMs, tenants: chosen } = backfillScope(flags, tenants, NOW);
  return [iso(fromMs), iso(toMs), chosen.map(one => `${one.name} ${one.contentTypes.join(' ')}`).join(', ')];
}

const ALL = 'contoso Audit.Exchange Audit.General, fabrikam DLP.All';

describe('the scope of a backfill', () => {
  it.each<[string, ScopeFlags, string[]]>([
    [
      'a span of the past',
      { from: '36h', to: '12h' },
      ['2026-11-23T00:00:00.000Z', '2026-11-24T00:00:00.000Z', ALL],
    ],
    [
      'dates, in UTC',
      { from: '2026-11-20', to: '2026-11-21' },
      ['2026-11-20T00:00:00.000Z', '2026-11-21T00:00:00.000Z', ALL],
    ],
    [
      'a time with a zone',
      { from: '2026-11-24T08:00:00+02:00' },
      ['2026-11-24T06:00:00.000Z', iso(NOW), ALL],
    ],
    [
      'an end in the future: now',
      { from: '1h', to: '2027-01-01' },
      ['2026-11-24T11:00:00.000Z', iso(NOW), ALL],
    ],
    [
      'seven days to the minute: the oldest minutes, which Microsoft may refuse, are left out',
      { from: '7d' },
      ['2026-11-17T12:10:00.000Z', iso(NOW), ALL],
    ],
    [
      'one tenant',
      { from: '1h', tenant: 'fabrikam' },
      ['2026-11-24T11:00:00.000Z', iso(NOW), 'fabrikam DLP.All'],
    ],
    [
      'a type that one tenant has',
      { from: '1h', type: 'Audit.General' },
      ['2026-11-24T11:00:00.000Z', iso(NOW), 'contoso Audit.General'],
    ],
  ])('takes %s', (_, flags, wanted) => {
    expect(scope(flags)).toEqual(wanted);
  });

  it.each<[string, ScopeFlags, RegExp]>([
    [
      'older than seven days',
      { from: '169h' },
      /^--from is .* for 7 days, now since 2026-11-17T12:00:00\.000Z\.$/,
    ],
    ['of another year', { from: '2025-11-20', to: '2025-11-21' }, /keeps content for 7 days/],
    ['that begins in the future', { from: '2026-11-25' }, /must be the earlier one, and in the past/],
    ['that ends before it begins', { from: '2h', to: '3h' }, /--from must be the earlier one/],
    ['that is empty', { from: '2h', to: '2h' }, /--from must be the earlier one/],
    ['of the oldest minutes alone', { from: '7d', to: '2026-11-17T12:05' }, /--from must be the earlier one/],
    ['from yesterday', { from: 'yesterday' }, /--from is "yesterday"; it must be a time or how long ago/],
    ['from a day that is none', { from: '2026-02-30' }, /--from is "2026-02-30"; it must be a time/],
    ['to nothing', { from: '1d', to: '' }, /--to is ""; it must be a time/],
    [
      'of nobody',
      { from: '1d', tenant: 'nobody' },
      /--tenant is "nobody"; it must be one of: contoso, fabrikam\./,
    ],
    [
      'of a tenant in other letters',
      { from: '1d', tenant: 'Contoso' },
      /must be one of: contoso, fabrikam\./,
    ],
    [
      'of an unknown type',
      { from: '1d', type: 'Audit.Nothing' },
      /--type is "Audit\.Nothing"; it must be one that is collected: Audit\.Exchange, Audit\.General, DLP\.All\./,
    ],
    [
      'of a type that this tenant does not have',
      { from: '1d', tenant: 'fabrikam', type: 'Audit.Exchange' },
      /it must be one that is collected: DLP\.All\./,
    ],
  ])('refuses one %s', (_, flags, message) => {
    expect(() => scope(flags)).toThrow(
      expect.objectContaining({ code: 'USAGE', message: expect.stringMatching(message) as string }),
    );
  });

  it('is the same wherever the machine is, also in the hour that a change to summer time leaves out', () => {
    const script = `
      import { backfillScope } from ${JSON.stringify(join(PACKAGE_ROOT, 'src/backfill-scope.ts'))};
      const tenants = [{ name: 't', contentTypes: ['DLP.All'] }];
      const { fromMs, toMs } = backfillScope(
        { from: '2026-03-29T02:30', to: '2026-03-29T03:30' }, tenants, Date.UTC(2026, 2, 30));
      console.log(new Date(fromMs).toISOString(), new Date(toMs).toISOString(), new Date(fromMs).getTimezoneOffset());`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, TZ: 'Europe/Berlin' },
      encoding: 'utf8',
    });

    expect(said).toBe('2026-03-29T02:30:00.000Z 2026-03-29T03:30:00.000Z -120\n');
  });
});
