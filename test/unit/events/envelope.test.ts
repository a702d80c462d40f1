import { describe, expect, it } from 'vitest';
import { frame, lagBand, MAX_DATAGRAM_BYTES, maxEventBytes } from '../../../src/events/envelope.ts';

const JSON_TEXT = '{"CreationTime":"2020-03-19T16:48:02","Operation":"UserLoggedIn"}';

describe('the datagram', () => {
  it('without marks is what the script of 2020 sent', () => {
    expect(frame({ json: JSON_TEXT }).toString()).toBe(`1:office_365:{"office_365":${JSON_TEXT}}`);
    expect(frame({ json: JSON_TEXT }, {}).toString()).toBe(`1:office_365:{"office_365":${JSON_TEXT}}`);
  });

  it('has the marks behind the event', () => {
    const marks = {
      tenant: 'contoso',
      subscription: 'DLP.All',
      lag_band: '1h-4h',
      late: false,
      backfill: true,
    } as const;
    expect(frame({ json: JSON_TEXT }, marks).toString()).toBe(
      `1:office_365:{"office_365":${JSON_TEXT},"o365_wazuh":{"tenant":"contoso","subscription":"DLP.All","lag_band":"1h-4h","late":false,"backfill":true}}`,
    );
  });

  it('has what the tenant is known by, and what was done to the event, behind them', () => {
    const marks = {
      tenant: 'a',
      customer: 'A Ltd',
      labels: { region: 'eu' },
      redacted: ['x'],
      hashed: ['y'],
    };
    expect(frame({ json: '{}' }, marks, 'native').toString()).toBe(
      '1:office365:{"integration":"office365","office365":{},"o365_wazuh":{"tenant":"a","customer":"A Ltd","labels":{"region":"eu"},"redacted":["x"],"hashed":["y"]}}',
    );
  });

  it('leaves out marks that are not given', () => {
    expect(frame({ json: '{}' }, { tenant: 'ж' }).toString()).toBe(
      '1:office_365:{"office_365":{},"o365_wazuh":{"tenant":"ж"}}',
    );
  });

  it('is filled to the last byte by the largest event allowed', () => {
    for (const marks of [
      undefined,
      { tenant: 'ж'.repeat(300), subscription: 'Audit.AzureActiveDirectory' },
    ] as const) {
      const bytes = maxEventBytes(MAX_DATAGRAM_BYTES, marks);
      const json = `"${'x'.repeat(bytes - 2)}"`;
      const widest = marks && { ...marks, lag_band: '4h-24h' as const, late: false, backfill: false };
      expect(frame({ json }, widest)).toHaveLength(MAX_DATAGRAM_BYTES);
    }
  });
});

describe('the lag band', () => {
  const availableMs = Date.UTC(2026, 1, 3, 12);

  it.each([
    ['2026-02-03T11:59:00', '<15m'],
    ['2026-02-03T12:30:00', '<15m'],
    ['2026-02-03T11:45:00', '15m-1h'],
    ['2026-02-03T11:00:00', '1h-4h'],
    ['2026-02-03T08:00:00', '4h-24h'],
    ['2026-02-02T12:00:00', '4h-24h'],
    ['2026-02-02T11:59:59', '>24h'],
  ])('of an event of %s that was available at noon is %s', (creationTime, band) => {
    expect(lagBand(creationTime, availableMs)).toBe(band);
  });

  it('is unknown when the time of the event is', () => {
    expect(lagBand('soon', availableMs)).toBeUndefined();
  });
});
