import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/events/audit-event.ts';
import { compileExpression } from '../../../src/filters/expression.ts';
import { compileFilters, type FilterConditions, type FilterSpec } from '../../../src/filters/filter.ts';
import { FILTER_PRESETS } from '../../../src/filters/presets.ts';
import { HAS_CORPORA, readCorpora } from '../events/corpora.ts';

const exclude = (name: string, conditions: FilterConditions): FilterSpec => ({
  name,
  kind: 'exclude',
  conditions,
});
const include = (name: string, conditions: FilterConditions): FilterSpec => ({
  name,
  kind: 'include',
  conditions,
});
const READ: AuditEvent = {
  Operation: 'FileAccessed',
  Workload: 'SharePoint',
  RecordType: 6,
  UserId: 'app@sharepoint',
  UserType: 5,
};

function caught(specs: readonly FilterSpec[], event: AuditEvent = READ): string | undefined {
  return compileFilters(specs, 'Audit.SharePoint')?.(event);
}

describe('filters', () => {
  it('exclude what meets all conditions of one of them, and the first one counts it', () => {
    const both = { operations: ['File*'], users: ['APP@sharepoint'] };

    expect(
      caught([exclude('a', { operations: ['FileDeleted'] }), exclude('b', both), exclude('c', both)]),
    ).toBe('b');
    expect(caught([exclude('b', both)], { ...READ, UserId: 'amy' })).toBeUndefined();
    expect(caught([exclude('b', both)], { ...READ, UserId: null })).toBeUndefined();
    expect(caught([exclude('b', both)], {})).toBeUndefined();
  });

  it('that include let pass only what meets all conditions of all of them', () => {
    const one = include('files', { workloads: ['SharePoint', 'OneDrive'] });
    const other = include('people', { when: 'UserType in (0, 2)' });

    expect(caught([one])).toBeUndefined();
    expect(caught([one], { ...READ, Workload: 'Exchange' })).toBe('files');
    expect(caught([one, other])).toBe('people');
    expect(caught([one, other], { ...READ, UserType: 0 })).toBeUndefined();
  });

  it('know record types by number and by name', () => {
    for (const recordTypes of [[6], ['6'], ['sharepointfileoperation'], [1, 'SharePointFileOperation']]) {
      expect(caught([exclude('files', { recordTypes })])).toBe('files');
      expect(caught([exclude('files', { recordTypes })], { ...READ, RecordType: '6' })).toBe('files');
      expect(caught([exclude('files', { recordTypes })], { ...READ, RecordType: 60 })).toBeUndefined();
    }
  });

  it('of another content type are nothing to test, unless they include', () => {
    const spec = { contentTypes: ['Audit.Exchange' as const] };

    expect(compileFilters([exclude('mail', spec)], 'Audit.SharePoint')).toBeUndefined();
    expect(compileFilters([], 'Audit.SharePoint')).toBeUndefined();
    expect(caught([include('mail', spec)])).toBe('mail');
    expect(compileFilters([include('mail', spec)], 'Audit.Exchange')?.(READ)).toBeUndefined();
  });

  it('never keep back what the feed tells about itself', () => {
    const health = { Workload: 'o365-wazuh', Operation: 'FeedGap' };

    expect(
      caught([exclude('all', { operations: ['*'] }), include('none', { users: ['nobody'] })], health),
    ).toBeUndefined();
  });
});

describe('the presets', () => {
  it.each(FILTER_PRESETS)('$name can be read', ({ when }) => {
    expect(typeof compileExpression(when)).toBe('function');
  });

  it('catch the noise they are meant for and leave its neighbours', () => {
    const preset = (name: string, event: AuditEvent): boolean => {
      const when = FILTER_PRESETS.find(one => one.name === name)?.when ?? '';
      return caught([exclude(name, { when })], event) === name;
    };
    const mail = (type: string, throttled: string): AuditEvent => ({
      Operation: 'MailItemsAccessed',
      Workload: 'Exchange',
      OperationProperties: [
        { Name: 'MailAccessType', Value: type },
        { Name: 'IsThrottled', Value: throttled },
      ],
    });

    expect(preset('file-access-by-services', READ)).toBe(true);
    expect(preset('file-access-by-services', { ...READ, UserType: 0, UserId: 'SHAREPOINT\\system' })).toBe(
      true,
    );
    expect(preset('file-access-by-services', { ...READ, UserType: 0, UserId: 'amy@contoso.com' })).toBe(
      false,
    );
    expect(preset('file-access-by-services', { ...READ, Operation: 'FileDownloaded' })).toBe(false);
    expect(preset('mailbox-bind', mail('Bind', 'False'))).toBe(true);
    expect(preset('mailbox-bind', mail('Bind', 'True'))).toBe(false);
    expect(preset('mailbox-bind', mail('Sync', 'False'))).toBe(false);
    const cmdlet = {
      Workload: 'Exchange',
      RecordType: 1,
      UserId: 'NT AUTHORITY\\SYSTEM (Microsoft.Exchange.Servicehost)',
    };
    expect(preset('exchange-own-cmdlets', cmdlet)).toBe(true);
    expect(preset('exchange-own-cmdlets', { ...cmdlet, UserId: 'admin@contoso.com' })).toBe(false);
    expect(preset('page-views', { ...READ, Operation: 'PageViewed' })).toBe(true);
    expect(preset('repeated-file-records', { ...READ, Operation: 'FileModifiedExtended' })).toBe(true);
    expect(preset('repeated-file-records', { ...READ, Operation: 'FileModified' })).toBe(false);
  });

  it.skipIf(!HAS_CORPORA)('catch of the recorded events only what they name', () => {
    const specs = FILTER_PRESETS.map(({ name, when }) => exclude(name, { when }));
    const counts = Map.groupBy(readCorpora(), event => caught(specs, event) ?? 'passed');
    const values = (name: string, field: string) => [
      ...new Set(counts.get(name)?.map(event => JSON.stringify(event[field]).split(' (')[0])),
    ];

    expect(counts.get('passed')?.length).toBeGreaterThan(2_000);
    expect(values('exchange-own-cmdlets', 'UserId')).toEqual(['"NT AUTHORITY\\\\SYSTEM']);
    expect(values('mailbox-bind', 'Operation')).toEqual(['"MailItemsAccessed"']);
    console.log([...counts].map(([name, list]) => `${name}: ${list.length}`).join(', '));
  });
});
