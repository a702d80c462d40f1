import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeRuleFile } from '../../../../installer/merge/merge-rule-file.ts';
import { segmentsOf } from '../../../../installer/merge/segments.ts';
import { arbitraryEdit, arbitraryVersions, render } from './arbitrary-rule-files.ts';

function rule(id: number, more = '', level = 5): string {
  return `  <rule id="${id}" level="${level}">\n    <if_sid>1</if_sid>\n    <description>Rule ${id}.</description>\n${more}  </rule>\n`;
}

function decoder(prematch: string, extra = ''): string {
  return `<decoder name="office_365">\n  <prematch>${prematch}</prematch>\n${extra}</decoder>\n`;
}

function crlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

function file(...parts: readonly string[]): string {
  return `<!-- head -->\n<group name="x,">\n${parts.join('')}</group>\n`;
}

function merged(base: string, mine: string, theirs: string): string {
  const result = mergeRuleFile(base, mine, theirs);
  if (!result.ok) throw new Error(`conflict: ${result.ids.join()}`);
  return result.text;
}

const BASE = file(rule(1), rule(2), rule(3));

/** More of them on request: O365_WAZUH_MERGE_RUNS=1000. */
const MERGE_RUNS = Number(process.env['O365_WAZUH_MERGE_RUNS'] ?? 300);

describe('mergeRuleFile', () => {
  it.each([
    [
      'a rule that only the user changed',
      file(rule(1, '', 9), rule(2), rule(3)),
      file(rule(1), rule(2), rule(3, '', 7)),
      file(rule(1, '', 9), rule(2), rule(3, '', 7)),
    ],
    [
      'neighbours, each changed by one side',
      file(rule(1), rule(2, '', 9), rule(3)),
      file(rule(1, '', 7), rule(2), rule(3, '', 7)),
      file(rule(1, '', 7), rule(2, '', 9), rule(3, '', 7)),
    ],
    [
      'the same change on both sides',
      file(rule(1, '', 9), rule(2), rule(3)),
      file(rule(1, '', 9), rule(2), rule(3), rule(4)),
      file(rule(1, '', 9), rule(2), rule(3), rule(4)),
    ],
    [
      'a rule that the user deleted stays deleted though it changed',
      file(rule(1), rule(3)),
      file(rule(1), rule(2, '', 9), rule(3)),
      file(rule(1), rule(3)),
    ],
    [
      'a rule that the user deleted beside one that is new',
      file(rule(1), rule(3)),
      file(rule(1), rule(2), rule(4), rule(3)),
      file(rule(1), rule(4), rule(3)),
    ],
    [
      'a rule that is no longer shipped goes',
      file(rule(1), rule(2), rule(3, '', 9)),
      file(rule(1), rule(3)),
      file(rule(1), rule(3, '', 9)),
    ],
    [
      'a rule that the user added stays, also where a new one comes',
      file(rule(1), rule(2), rule(3), rule(900)),
      file(rule(1), rule(2), rule(3), rule(4)),
      file(rule(1), rule(2), rule(3), rule(900), rule(4)),
    ],
    [
      'a rule that the new version moved keeps the user’s change',
      file(rule(1, '', 9), rule(2), rule(3)),
      file(rule(2), rule(3), rule(1)),
      file(rule(2), rule(3), rule(1, '', 9)),
    ],
    [
      'a rule that the new version moved and the user deleted stays deleted',
      file(rule(2), rule(3)),
      file(rule(2), rule(3), rule(1)),
      file(rule(2), rule(3)),
    ],
    [
      'a comment of the user’s',
      `<!-- ours -->\n${file(rule(1), '  <!-- why -->\n', rule(2), rule(3))}`,
      file(rule(1), rule(2, '', 9), rule(3)),
      `<!-- ours -->\n${file(rule(1), '  <!-- why -->\n', rule(2, '', 9), rule(3))}`,
    ],
    [
      'lines within one rule',
      file(rule(1, '    <options>no_log</options>\n'), rule(2), rule(3)),
      file(rule(1, '', 9), rule(2), rule(3)),
      file(rule(1, '    <options>no_log</options>\n', 9), rule(2), rule(3)),
    ],
  ])('joins %s', (_, mine, theirs, expected) => {
    expect(merged(BASE, mine, theirs)).toBe(expected);
  });

  it.each([
    [
      'a rule that both changed in the same line',
      file(rule(1, '', 9), rule(2), rule(3)),
      file(rule(1, '', 7), rule(2), rule(3)),
      ['1'],
    ],
    [
      'a rule that the user changed and that is no longer shipped',
      file(rule(1), rule(2, '', 9), rule(3)),
      file(rule(1), rule(3)),
      ['2'],
    ],
    [
      'a new rule with the id of one that the user added',
      file(rule(1), rule(2), rule(3), rule(4, '', 9)),
      file(rule(1), rule(2), rule(3), rule(4)),
      ['4'],
    ],
    [
      'two rules at once',
      file(rule(1, '', 9), rule(2), rule(3, '', 9)),
      file(rule(1, '', 7), rule(2), rule(3, '', 7)),
      ['1', '3'],
    ],
    ['a file that the user left unreadable', `${BASE}<group>`, file(rule(1), rule(2, '', 7), rule(3)), []],
  ])('names the rules in conflict: %s', (_, mine, theirs, ids) => {
    expect(mergeRuleFile(BASE, mine, theirs)).toEqual({ ok: false, ids });
  });

  it('joins decoders, of which several may have one name', () => {
    const base = decoder('a') + decoder('b') + decoder('c');

    expect(
      merged(
        base,
        decoder('a') + decoder('B') + decoder('c'),
        decoder('A') + decoder('b') + decoder('c') + decoder('d'),
      ),
    ).toBe(decoder('A') + decoder('B') + decoder('c') + decoder('d'));
  });

  it('takes files with CRLF as they are', () => {
    const [mine, theirs] = [file(rule(1, '', 9), rule(2), rule(3)), file(rule(1), rule(2), rule(3, '', 7))];

    expect(merged(crlf(BASE), crlf(mine), crlf(theirs))).toBe(
      crlf(file(rule(1, '', 9), rule(2), rule(3, '', 7))),
    );
  });

  it('cuts any file into segments that are the file again', () => {
    fc.assert(
      fc.property(arbitraryVersions, ({ base }) => {
        expect(
          segmentsOf(render(base))
            ?.map(segment => segment.text)
            .join(''),
        ).toBe(render(base));
      }),
    );
  });

  it('loses no line of the user’s and stays readable, whatever both sides did', () => {
    let joined = 0;
    fc.assert(
      fc.property(arbitraryVersions, arbitraryEdit, ({ base, theirs }, edit) => {
        const mine = edit(render(base));
        const result = mergeRuleFile(render(base), mine, render(theirs));
        if (!result.ok) return;
        joined++;
        const known = new Set(
          render(base)
            .split('\n')
            .map(line => line.trim()),
        );
        for (const line of mine.split('\n')) {
          if (!known.has(line.trim())) expect(result.text).toContain(line.trim());
        }
        const ids = segmentsOf(result.text)?.flatMap(segment => segment.id ?? []);
        expect(ids).toBeDefined();
        expect(new Set(ids).size).toBe(ids?.length);
        for (const id of idsOf(render(base))) {
          if (!idsOf(mine).includes(id)) expect(ids, 'a rule that the user deleted').not.toContain(id);
        }
        for (const id of idsOf(render(theirs))) {
          if (!idsOf(render(base)).includes(id)) expect(ids, 'a new rule').toContain(id);
        }
      }),
      { numRuns: MERGE_RUNS },
    );
    expect(joined).toBeGreaterThan(MERGE_RUNS / 3);
  });

  it('gives the new version where the user changed nothing, and the user’s where nothing is new', () => {
    fc.assert(
      fc.property(arbitraryVersions, arbitraryEdit, ({ base, theirs }, edit) => {
        expect(merged(render(base), render(base), render(theirs))).toBe(render(theirs));
        expect(merged(render(base), edit(render(base)), render(base))).toBe(edit(render(base)));
      }),
    );
  });
});

function idsOf(text: string): string[] {
  return segmentsOf(text)?.flatMap(segment => segment.id ?? []) ?? [];
}
