import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/events/audit-event.ts';
import { fitEvent } from '../../../src/events/fit.ts';
import { DEFAULT_LIMITS } from '../../../src/events/fit-limits.ts';
import { KNOWN_KINDS } from '../../../src/events/known-kinds.ts';
import { KindRegistry, MAX_PATHS } from '../../../src/events/kinds.ts';

function fitAll(events: readonly AuditEvent[], kinds = new KindRegistry(KNOWN_KINDS)): AuditEvent[] {
  return events.map(event => fitEvent(event, DEFAULT_LIMITS, kinds).event);
}

describe('field kinds', () => {
  it('are kept as they came first, over all later events', () => {
    const [first, second, third] = fitAll([{ Extra: 'text' }, { Extra: { a: 1 } }, { Extra: ['x', 2] }]);
    expect(first).toEqual({ Extra: 'text' });
    expect(second).toEqual({ Extra: '{"a":1}', o365_wazuh_converted: ['Extra'] });
    // With a blank in front, since Wazuh would make an array of it again.
    expect(third).toEqual({ Extra: ' ["x",2]', o365_wazuh_converted: ['Extra'] });
  });

  it('turn a text into an object where objects came first, and an object into a list of one', () => {
    const [, text, , single] = fitAll([
      { Thing: { a: 1 } },
      { Thing: 'plain' },
      { Things: [{ a: 1 }] },
      { Things: { a: 2 } },
    ]);
    expect(text).toEqual({ Thing: { value: 'plain' }, o365_wazuh_converted: ['Thing'] });
    expect(single).toEqual({ Things: [{ a: 2 }], o365_wazuh_converted: ['Things'] });
  });

  it('know that Parameters is a list of names and values, also before any event', () => {
    const [text, json] = fitAll([
      { Parameters: '-Identity:user1' },
      { Parameters: '[{"Name":"Identity","Value":"user1"}]' },
    ]);
    expect(text?.['Parameters']).toEqual([{ Name: 'value', Value: '-Identity:user1' }]);
    expect(json?.['Parameters']).toEqual([{ Name: 'Identity', Value: 'user1' }]);
  });

  it('take the bare names that Exchange lists in ModifiedProperties for names', () => {
    const [event] = fitAll([{ ModifiedProperties: ['AttachmentCollection'] }]);
    expect(event?.['ModifiedProperties']).toEqual([{ Name: 'AttachmentCollection' }]);
  });

  it('leave empty values alone: they make no field, so they are of any kind', () => {
    const empties = [
      { Parameters: '' },
      { Item: '' },
      { Item: [] },
      { UserId: {} },
      { Fresh: '' },
      { Fresh: {} },
    ];
    expect(fitAll(empties)).toEqual(empties);
  });

  it('keep numbers in lists numbers, and put a text that comes later into a field beside', () => {
    const [, numeric, text, list] = fitAll([
      { Hits: [{ Count: 3 }], Scores: [1, 2] },
      { Hits: [{ Count: '4' }] },
      { Hits: [{ Count: 'many' }] },
      { Scores: [3, 'none', true] },
    ]);
    expect(numeric).toEqual({ Hits: [{ Count: '4' }] });
    expect(text?.['Hits']).toEqual([{ Count_text: 'many' }]);
    expect(list).toMatchObject({ Scores: [3], Scores_text: ['none', 'true'] });
  });

  it('write numbers and booleans in lists as texts where texts came first', () => {
    const [, second] = fitAll([{ Tags: ['x'] }, { Tags: [5, true] }]);
    expect(second?.['Tags']).toEqual(['5', 'true']);
  });

  it('do not depend on the case of names', () => {
    const [, second] = fitAll([{ Extra: 'text' }, { EXTRA: { a: 1 } }]);
    expect(second?.['EXTRA']).toBe('{"a":1}');
  });

  it('survive as plain data, of which only the new is handed out', () => {
    const before = new KindRegistry(KNOWN_KINDS);
    fitAll([{ Extra: { List: [{ 'a@b': 1 }] }, Parameters: [] }], before);
    const learned = before.takeLearned();
    expect(learned).toContainEqual(['extra.list[].a@b', 'number']);
    expect(learned.map(([path]) => path)).not.toContain('parameters');
    expect(before.takeLearned()).toEqual([]);

    const after = new KindRegistry([...learned, ...KNOWN_KINDS]);
    expect(new Map(after.export())).toEqual(new Map(before.export()));
    const [event] = fitAll([{ Extra: 'text' }], after);
    expect(event?.['Extra']).toEqual({ value: 'text' });
  });

  it('go before what a later version knows: what was learned first is kept', () => {
    const kinds = new KindRegistry([['parameters', 'scalar'], ...KNOWN_KINDS]);
    const [event] = fitAll([{ Parameters: ['x'] }], kinds);
    expect(event?.['Parameters']).toBe('["x"]');
  });

  it('are bounded: in an object whose names are data, later names go into one text', () => {
    const kinds = new KindRegistry();
    for (let n = 0; n < 3 * MAX_PATHS; n += 1)
      fitAll([{ Owners: { [`user${n}@contoso.example`]: 'x' } }], kinds);
    expect(kinds.size).toBeLessThan(500);
    const [event] = fitAll([{ Owners: { 'late@contoso.example': 'y' }, Fresh: 'z' }], kinds);
    expect(event).toMatchObject({ Owners: { o365_wazuh_more: '{"late@contoso.example":"y"}' }, Fresh: 'z' });
  });
});
