import { describe, expect, it } from 'vitest';
import { readTrialEvents } from '../../../../src/rules/trial/trial-event.ts';

const EVENT = { CreationTime: '2031-01-02T03:04:05', Operation: 'Send', UserId: 'ada@contoso.example' };
const MESSAGE = JSON.stringify({ office_365: EVENT });
const READ = {
  log: MESSAGE,
  location: 'office_365',
  createdMs: Date.UTC(2031, 0, 2, 3, 4, 5),
  label: 'Send ada@contoso.example',
};

describe('a line of a file of events', () => {
  it.each([
    ['an audit event', JSON.stringify(EVENT)],
    ['an event in our envelope', MESSAGE],
    ['a datagram', `1:office_365:${MESSAGE}`],
    ['a list of events, as a blob is', JSON.stringify([EVENT])],
    [
      'a record of Search-UnifiedAuditLog',
      JSON.stringify({ RecordType: 2, AuditData: JSON.stringify(EVENT) }),
    ],
    [
      'a line of alerts.json without the full log',
      JSON.stringify({
        rule: { id: '1' },
        location: 'office_365',
        data: { srcip: '192.0.2.1', office_365: EVENT },
      }),
    ],
    [
      'a line of archives.json',
      JSON.stringify({ rule: { id: '1' }, location: 'office_365', full_log: MESSAGE, data: {} }),
    ],
    ['a line with a Windows end', `${MESSAGE}\r`],
  ])('is read as one event: %s', (_name, line) => {
    expect(readTrialEvents(line)).toEqual([READ]);
  });

  it('keeps the location of a datagram, its escapes undone', () => {
    expect(readTrialEvents(`1:[001] (a) any->office|:365:${MESSAGE}`)).toMatchObject([
      { location: '[001] (a) any->office:365', log: MESSAGE },
    ]);
  });

  it('goes on as Wazuh’s own module sends it', () => {
    const log = JSON.stringify({ integration: 'office365', office365: EVENT });

    expect(readTrialEvents(log)).toMatchObject([{ log, label: 'Send ada@contoso.example' }]);
    expect(
      readTrialEvents(JSON.stringify({ rule: {}, data: { integration: 'office365', office365: EVENT } })),
    ).toMatchObject([{ log }]);
  });

  it('is made to fit as the collector does: no nulls, digits kept', () => {
    const events = readTrialEvents('{"Operation":"Send","Nothing":null,"Big":12345678901234567890}');

    expect(events).toMatchObject([
      { log: expect.stringContaining('"Big":"12345678901234567890"') as string },
    ]);
    expect(JSON.stringify(events)).not.toContain('Nothing');
  });

  it('may hold many events, or none', () => {
    expect(readTrialEvents(JSON.stringify([EVENT, EVENT, EVENT]))).toHaveLength(3);
    expect(readTrialEvents('   ')).toEqual([]);
  });

  it.each([
    ['{"half":', 'is no JSON'],
    ['42', 'is no JSON object'],
    ['"text"', 'is no JSON object'],
    ['[1]', 'item 1 is no object'],
    ['[{"Operation":"Send"},{}]', 'item 2 is no audit event: it has neither Operation nor RecordType'],
    ['{"a":1}', 'is no audit event: it has neither Operation nor RecordType'],
    ['{"AuditData":"half"}', 'has an AuditData that is no JSON object'],
    ['{"rule":{},"data":{"sshd":1}}', 'is an alert of something else than Microsoft 365'],
    ['{"rule":{}}', 'is an alert without full_log and data'],
  ])('tells what is wrong with %s', (line, fault) => {
    expect(readTrialEvents(line)).toEqual({ fault });
  });
});
