import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../../src/events/audit-event.ts';
import { compileExpression } from '../../../src/filters/expression.ts';

const EVENT: AuditEvent = {
  Operation: 'MailItemsAccessed',
  RecordType: 50,
  UserId: 'Svc-Backup@contoso.com',
  UserType: '5',
  ExternalAccess: false,
  ClientIP: '',
  Empty: [],
  Nothing: null,
  Item: { Subject: 'Hello', 'Odd name': 1, ParentFolder: { Path: '\\Inbox' } },
  Actor: [{ ID: 'a', Type: 1 }, { ID: 'b', Type: 2 }, 'odd'],
  OperationProperties: [
    { Name: 'MailAccessType', Value: 'Bind' },
    { Name: 'IsThrottled', Value: 'False' },
  ],
  ModifiedProperties: [{ Name: 'Role.DisplayName', NewValue: 'Global Administrator', OldValue: '' }],
  __proto__: { inherited: 'x' },
};

function holds(text: string): boolean {
  const test = compileExpression(text);
  if (typeof test !== 'function') throw new Error(`${test.at}: ${test.message}`);
  return test(EVENT);
}

describe('an expression', () => {
  it.each([
    ['Operation == "MailItemsAccessed"', true],
    ["operation == 'mailitemsaccessed'", true],
    ['Operation != "MailItemsAccessed"', false],
    ['RecordType == 50', true],
    ['RecordType == "50"', true],
    ['UserType in (4, 5)', true],
    ['UserType not in (4, 5)', false],
    ['ExternalAccess == false', true],
    ['ExternalAccess == "False"', true],
    ['UserId matches "svc-*"', true],
    ['UserId not matches ("svc-*", "x")', false],
    ['UserId matches ("a*", "*@contoso.com")', true],
    ['Missing == "x"', false],
    ['Missing != "x"', true],
    ['Missing == null', true],
    ['Nothing == null', true],
    ['Empty == null', true],
    ['Empty[] == null', true],
    ['ClientIP == null', false],
    ['ClientIP == ""', true],
    ['Item == null', false],
    ['Item != null', true],
    ['Item.Subject == "hello"', true],
    ['Item["Odd name"] == 1', true],
    ['Item.ParentFolder.Path == "\\Inbox"', true],
    ['Item.ParentFolder.Path == "\\\\Inbox"', true],
    ['Actor[].ID == "b"', true],
    ['Actor.ID == "b"', true],
    ['Actor == "odd"', true],
    ['Actor.ID != "b"', false],
    ['OperationProperties["MailAccessType"] == "Bind"', true],
    ['OperationProperties["mailaccesstype"] == "Sync"', false],
    ['not OperationProperties["IsThrottled"] == true', true],
    ['ModifiedProperties["Role.DisplayName"].NewValue matches "*admin*"', true],
    ['ModifiedProperties["Role.DisplayName"] == null', true],
    ['Operation == "x" or RecordType == 50 and UserType == 5', true],
    ['(Operation == "x" or RecordType == 50) and UserType == 4', false],
    ['NOT (Operation == "x") AND NOT NOT RecordType == 50', true],
    ['Operation=="MailItemsAccessed"and RecordType==50', true],
    ['\n Operation ==\n\t"MailItemsAccessed" ', true],
    ['inherited == "x"', false],
    ['constructor == null', true],
    ['Item["in"] == null', true],
    ['inbox == null and nothing == null and orders == null', true],
  ])('%s is %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it.each([
    ['', 0, 'expected a field, for example Operation or Item.Subject'],
    ['Operation', 9, 'expected ==, !=, in, not in, matches or not matches'],
    ['Operation = "x"', 10, 'to compare, write “==”'],
    ['Operation == x', 13, 'expected a text in quotes, a number, true or false'],
    ['Operation == "x', 13, 'this text has no closing quote'],
    ['Operation == "x" && UserId == "y"', 17, 'expected “and”, “or” or the end'],
    ['Operation && "x"', 10, '“&&” is written “and” here'],
    ['Operation =~ "x"', 10, '“=~” is written “matches” here'],
    ['(Operation == "x"', 0, 'expected “)”, for the one that opens here'],
    ['(Operation == "x" UserId == "y")', 18, 'expected “)”, for the one that opens here'],
    ['Operation == "x")', 16, 'this “)” closes nothing'],
    ['Operation in "x"', 13, 'expected “(” and the values, for example in ("a", "b")'],
    ['Operation in ()', 14, 'expected a text in quotes, a number, true or false'],
    ['Operation in ("x" "y")', 18, 'expected “,” or “)”'],
    ['and Operation == "x"', 0, 'expected a field, not the word “and”'],
    ['Item. == 1', 5, 'expected a field after the dot'],
    ['Item[0] == 1', 5, 'expected a text in quotes'],
    ['Item["a" == 1', 8, 'expected “]”'],
    ['UserType == 5x', 12, 'expected a text in quotes, a number, true or false'],
    ['Operation == process.exit(1)', 13, 'expected a text in quotes, a number, true or false'],
    [`${'('.repeat(60)}a == 1${')'.repeat(60)}`, 32, '“not” and parentheses nest at most 32 deep'],
    [`a == 1${' or a == 1'.repeat(200)}`, 2_000, 'an expression has at most 200 comparisons'],
    [`a in (1${',1'.repeat(1_000)})`, 2_007, 'a list has at most 1000 values'],
    [`a matches "${'x'.repeat(257)}"`, 10, 'a pattern has at most 256 characters'],
    [' '.repeat(4_001), 4_000, 'an expression has at most 4000 characters'],
  ])('%s is refused at %d: %s', (text, at, message) => {
    expect(compileExpression(text)).toEqual({ at, message });
  });

  it('is compiled or refused, and never fails on an event, whatever stands in either', () => {
    const piece = fc.constantFrom(
      ...['Operation', 'Item', '.', '[', ']', '"x"', "'", '==', '!=', 'in', 'not', 'matches', 'and', 'or'],
      ...['(', ')', ',', '1', '-', 'null', 'true', ' ', '*', '\\', '\u{1F600}', '\ud800'],
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 25 }),
        fc.dictionary(fc.string(), fc.jsonValue()),
        (pieces, event) => {
          const compiled = compileExpression(pieces.join(' '));
          if (typeof compiled === 'function') expect(typeof compiled(event as AuditEvent)).toBe('boolean');
          else expect(compiled.at).toBeLessThanOrEqual(pieces.join(' ').length);
        },
      ),
      { seed: 11, numRuns: 5_000 },
    );
  });
});
