import { describe, expect, it } from 'vitest';
import type { AuditEvent, Json } from '../../../src/events/audit-event.ts';
import { fitEvent } from '../../../src/events/fit.ts';
import { DEFAULT_LIMITS, type FitLimits } from '../../../src/events/fit-limits.ts';
import { countLeaves } from '../../../src/events/shrink.ts';

const PLAIN: AuditEvent = {
  CreationTime: '2026-02-03T04:05:06',
  Id: '00000000-0000-4000-8000-000000000001',
  Operation: 'New-InboxRule',
  RecordType: 1,
  ClientIP: '[2001:db8::1]:443',
  ResultStatus: '',
  ExternalAccess: false,
  AppAccessContext: { AADSessionId: 's', IssuedAtTime: '2026-02-03T04:00:00', Empty: {} },
  Parameters: [
    { Name: 'ForwardTo', Value: 'eve@contoso.example' },
    { Name: 'Nothing', Value: null },
  ],
  Actor: [{ ID: 'u', Type: 5 }],
  None: [],
};

function fit(event: AuditEvent, limits: Partial<FitLimits> = {}) {
  return fitEvent(event, { ...DEFAULT_LIMITS, ...limits });
}

describe('an event that fits', () => {
  it('passes as the very same object', () => {
    const fitted = fit(PLAIN);
    expect(fitted.event).toBe(PLAIN);
    expect(fitted).toMatchObject({ json: JSON.stringify(PLAIN), trimmed: [], converted: [] });
  });
});

describe('values that Wazuh would distort', () => {
  it('leaves nulls out where Wazuh would write "null", and keeps them in lists', () => {
    expect(fit({ Id: 'x', ClientIP: null, Item: { a: null, b: 1 }, List: [null, 'y'] }).event).toEqual({
      Id: 'x',
      Item: { b: 1 },
      List: [null, 'y'],
    });
  });

  it('writes numbers that are no int32 as texts, except in lists', () => {
    const event = { A: 2 ** 31 - 1, B: 2 ** 31, C: 1.5, D: [1_700_000_000_000, 0.25] };
    expect(fit(event).event).toEqual({ ...event, B: '2147483648', C: '1.5' });
  });

  it.each([
    ['a\0b', 'a\u2400b'],
    ['a\ud800b', 'a\ufffdb'],
    ['[{"a":1}]', ' [{"a":1}]'],
    ['[007]', ' [007]'],
    ['["a\tb",1]', ' ["a\tb",1]'],
  ])('writes the text %j so that it stays one', (text, safe) => {
    const fitted = fit({ Subject: text });
    expect(fitted.event).toEqual({ Subject: safe, o365_wazuh_converted: ['Subject'] });
    expect(fitted.converted).toEqual(['Subject']);
  });

  it.each([
    '[EXTERNAL] hello',
    '[EXTERNAL]',
    '[2001:db8::1]',
    '[192.0.2.1]',
    '[1] to [2]',
    '["a","b"]',
    '{"a":1}',
    '[x',
    'C:\\users\\ud800',
    '\u0001',
  ])('leaves the text %j as it is', text => {
    const event = { Subject: text };
    expect(fit(event).event).toEqual(event);
  });

  it('leaves a text that looks like a list alone inside a list', () => {
    expect(fit({ Values: ['[1]'] }).converted).toEqual([]);
  });
});

describe('names that Wazuh or the indexer would merge or refuse', () => {
  it('numbers the later of two that differ in case only', () => {
    expect(fit({ UserID: 'a', userid: 'b' }).event).toEqual({
      UserID: 'a',
      userid_2: 'b',
      o365_wazuh_converted: ['userid_2'],
    });
  });

  it('keeps a dot that leads nowhere else', () => {
    const event = { 'Contexts@odata.type': '#Collection', 'a.b': 1, List: [{ 'c.d': 1 }] };
    expect(fit(event).event).toEqual(event);
  });

  it.each([
    [
      { a: 'x', 'a.b': 'y' },
      { a: 'x', a_b: 'y' },
    ],
    [
      { 'a.b': 'y', a: { b: 'z' } },
      { a_b: 'y', a: { b: 'z' } },
    ],
    [{ 'a.': 'x' }, { a_: 'x' }],
    [
      { '': 'x', ' ': 'y' },
      { _: 'x', __2: 'y' },
    ],
    [{ List: [{ '': 'x' }] }, { List: [{ _: 'x' }] }],
    [{ 'a\0': 'x' }, { 'a\u2400': 'x' }],
  ] as [AuditEvent, AuditEvent][])('turns %j into %j', (event, renamed) => {
    expect(fit(event).event).toMatchObject(renamed);
    expect(fit(event).converted).not.toEqual([]);
  });

  it('keeps a field called __proto__', () => {
    const event = JSON.parse('{"__proto__":{"a":1},"b":null}') as AuditEvent;
    expect(fit(event).json).toBe('{"__proto__":{"a":1}}');
  });

  it('puts a field with an overlong name into the text of the rest', () => {
    const name = 'k'.repeat(300);
    expect(fit({ Id: 'x', [name]: 1 }).event['o365_wazuh_more']).toBe(JSON.stringify({ [name]: 1 }));
  });
});

describe('too much of something', () => {
  it('cuts a text over 32,000 bytes between two characters, and says where', () => {
    const fitted = fit({ Id: 'x', Item: { Body: 'ж'.repeat(20_000) } });
    expect(fitted.event).toEqual({
      Id: 'x',
      Item: { Body: 'ж'.repeat(16_000) },
      o365_wazuh_trimmed: ['Item.Body'],
    });
  });

  it('folds surplus fields into one text, without losing any', () => {
    const event: AuditEvent = { ...PLAIN, Wide: {} };
    const wide: AuditEvent = {};
    for (let n = 0; n < 300; n += 1) wide[`Field${n}`] = `v${n}`;
    event['Wide'] = wide;
    const fitted = fit(event);
    expect(countLeaves(fitted.event)).toBe(199);
    const kept = fitted.event['Wide'] as AuditEvent;
    const { o365_wazuh_more: more, ...fields } = kept;
    expect({ ...fields, ...(JSON.parse(more as string) as AuditEvent) }).toEqual(wide);
    expect(fitted).toMatchObject({
      trimmed: [],
      converted: expect.arrayContaining(['Wide.o365_wazuh_more']) as unknown,
    });
  });

  it('turns what is nested too deep into a text', () => {
    let deep: Json = 'core';
    for (let n = 0; n < 30; n += 1) deep = { d: deep };
    const fitted = fit({ Deep: deep });
    expect(fitted.json).toContain('core');
    expect(fitted.converted).toHaveLength(1);
  });

  it('cuts the largest values first and the identity last', () => {
    const event = {
      ...PLAIN,
      ObjectId: 'o'.repeat(5_000),
      Data: 'd'.repeat(31_000),
      More: 'm'.repeat(31_000),
      Note: 'n'.repeat(3_000),
    };
    const fitted = fit(event);
    expect(fitted.trimmed).toEqual(['Data']);
    expect(fitted.event).toMatchObject({
      ...event,
      Data: expect.stringMatching(/^d{4096,31000}$/) as unknown,
      o365_wazuh_trimmed: ['Data'],
    });
    expect(Buffer.byteLength(fitted.json)).toBeLessThanOrEqual(DEFAULT_LIMITS.maxEventBytes);
  });

  it('shortens the long texts of a list before it drops elements', () => {
    const list = Array.from({ length: 4 }, (_, n) => ({ Name: `p${n}`, Value: 'v'.repeat(30_000) }));
    const fitted = fit({ Id: 'x', Parameters: list });
    expect(fitted.trimmed).toEqual(['Parameters']);
    expect((fitted.event['Parameters'] as AuditEvent[]).map(element => element['Name'])).toEqual([
      'p0',
      'p1',
      'p2',
      'p3',
    ]);
  });

  it('drops the last elements of a long list of short ones', () => {
    const list = Array.from({ length: 9_000 }, (_, n) => `element ${n}`);
    const kept = fit({ Id: 'x', AffectedItems: [], Ids: list }).event['Ids'] as string[];
    expect(kept.length).toBeGreaterThan(1_000);
    expect(kept).toEqual(list.slice(0, kept.length));
  });

  it('drops whole fields when their names alone are too much', () => {
    const event: AuditEvent = { Id: 'x' };
    for (let n = 0; n < 180; n += 1) {
      let branch: Json = {};
      for (let depth = 0; depth < 5; depth += 1) branch = { [`${'n'.repeat(100)}${n}`]: branch };
      event[`f${n}`] = branch;
    }
    const fitted = fit(event);
    expect(Buffer.byteLength(fitted.json)).toBeLessThanOrEqual(DEFAULT_LIMITS.maxEventBytes);
    expect(fitted.event).toMatchObject({ Id: 'x', f0: event['f0'] });
    expect(fitted.trimmed).toContain('f179');
  });

  it('says how many more paths it cut than it can name', () => {
    const event: AuditEvent = {};
    for (let n = 0; n < 190; n += 1) event[`LongFieldName${n}`] = 'v'.repeat(2_000);
    const marks = fit(event).event['o365_wazuh_trimmed'] as string[];
    expect(marks.at(-1)).toMatch(/^and \d+ more$/);
  });
});
