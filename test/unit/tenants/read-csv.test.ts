import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../src/tenants/read-csv.ts';

const fields = (text: string): readonly (readonly string[])[] => readCsv(text).rows.map(row => row.fields);

describe('readCsv', () => {
  it('reads quoted fields with delimiters, doubled quotes and line ends in them', () => {
    expect(fields('a,b,c\n"1,2","say ""hi""","two\r\nlines"\n')).toEqual([
      ['a', 'b', 'c'],
      ['1,2', 'say "hi"', 'two\r\nlines'],
    ]);
  });

  it.each([
    ['a byte order mark', '\uFEFFa,b\n1,2\n'],
    ['Windows line ends', 'a,b\r\n1,2\r\n'],
    ['old Macintosh line ends', 'a,b\r1,2\r'],
    ['no line end at the end', 'a,b\n1,2'],
    ['empty lines', '\n\na,b\n\n1,2\n\n'],
    ['semicolons, as spreadsheets write them in Europe', 'a;b\n1;2\n'],
  ])('takes %s', (_, text) => {
    expect(readCsv(text)).toMatchObject({
      rows: [{ fields: ['a', 'b'] }, { fields: ['1', '2'] }],
      problems: [],
    });
  });

  it('keeps semicolons in fields where commas separate, and empty fields', () => {
    expect(fields('a,b;c\n,x;y\n')).toEqual([
      ['a', 'b;c'],
      ['', 'x;y'],
    ]);
  });

  it('tells the line that a row begins on, also behind fields of several lines', () => {
    expect(readCsv('a\n"1\n2\n3"\n\n4\n').rows.map(row => row.line)).toEqual([1, 2, 6]);
  });

  it('tells every bad row by its line, and reads the others', () => {
    const { rows, problems } = readCsv('a,b\n1,"2" x\n3,4\n5,6"7\n8,9\n10,"never closed\n11,12\n');

    expect(problems).toEqual([
      { line: 2, rule: 'has text behind a closing quote' },
      { line: 4, rule: 'has a quote inside a field that is not quoted' },
      { line: 6, rule: 'opens a quote that is never closed' },
    ]);
    expect(rows.map(row => row.fields[0])).toEqual(['a', '3', '8']);
  });

  it('reads back whatever is written as the standard says', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', ';', '"', '\n', '\r', ' ', 'ü') });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), (rows, eol) => {
        const written = rows.map(row => row.map(one => `"${one.replaceAll('"', '""')}"`).join(',')).join(eol);
        expect(fields(written)).toEqual(rows);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it('never throws and never hangs, whatever it is given', () => {
    const noise = fc.string({ unit: fc.constantFrom('a', ',', ';', '"', '\n', '\r', '\uFEFF', '\0') });
    fc.assert(
      fc.property(noise, text => {
        const { rows, problems } = readCsv(text);
        expect(rows.length + problems.length).toBeLessThanOrEqual(text.length + 1);
      }),
      { seed: 4, numRuns: 500 },
    );
  });
});
