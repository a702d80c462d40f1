import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWazuhXml, type WazuhXmlElement } from '../../../../src/rules/read/wazuh-xml.ts';

function elements(text: string): readonly WazuhXmlElement[] {
  const result = parseWazuhXml(text);
  if (!result.ok) throw new Error(result.error.message);
  return result.elements;
}

function errorOf(text: string): string {
  const result = parseWazuhXml(text);
  return result.ok ? 'no error' : `${result.error.line}: ${result.error.message}`;
}

function contentOf(text: string): string | undefined {
  return elements(text)[0]?.content;
}

describe('the XML of Wazuh', () => {
  it('keeps entities as they stand, since analysisd decodes none', () => {
    expect(contentOf('<a>x &amp; &lt; y & z</a>')).toBe('x &amp; &lt; y & z');
  });

  it('ends a comment at --> or at !>, whichever comes first', () => {
    expect(elements('<!-- a --><b/><!-- wow! this !><c/>').map(element => element.name)).toEqual(['b', 'c']);
    expect(elements('<!--><b/>').map(element => element.name)).toEqual(['b']);
    expect(elements('<!-- a -- b ---><b/>').map(element => element.name)).toEqual(['b']);
  });

  it('takes CDATA for a comment that nobody ends', () => {
    expect(errorOf('<a><![CDATA[x]]></a>')).toBe('1: XMLERR: Comment not closed.');
  });

  it('takes a < behind one backslash for text and keeps the backslash', () => {
    expect(contentOf(String.raw`<a>b\<c</a>`)).toBe(String.raw`b\<c`);
    expect(errorOf(String.raw`<a>C:\</a>`)).toBe('1: XMLERR: End of file and some elements were not closed.');
    expect(contentOf(String.raw`<a>C:\\</a>`)).toBe(String.raw`C:\\`);
  });

  it('closes an element with its exact name only', () => {
    expect(errorOf('<a>1</a >')).toBe("1: XMLERR: Element 'a' not closed.");
    expect(errorOf('<a>1</A>')).toBe("1: XMLERR: Element 'a' not closed.");
    expect(errorOf('</a>')).toBe('1: XMLERR: Element not opened.');
  });

  it('refuses an XML declaration', () => {
    expect(errorOf('<?xml version="1.0"?>\n<group/>')).toContain('XMLERR: Bad attribute closing');
  });

  it('reads attributes in either quotes, with blanks behind the equals sign but not before', () => {
    expect(
      elements(`<a b="1" c='2"' d= "3"/>`)[0]?.attributes.map(({ name, value }) => [name, value]),
    ).toEqual([
      ['b', '1'],
      ['c', '2"'],
      ['d', '3'],
    ]);
    expect(errorOf('<a b ="1"/>')).toBe("1: XMLERR: Attribute 'b' has no value.");
    expect(errorOf('<a b=1/>')).toBe(`1: XMLERR: Attribute 'b' not followed by a " or '.`);
    expect(errorOf('<a b="1>2"/>')).toBe("1: XMLERR: Attribute 'b' not closed.");
    expect(errorOf('<a b="1" b="2"/>')).toBe("1: XMLERR: Attribute 'b' already defined.");
  });

  it('reads at most 49 attributes', () => {
    const attributes = (count: number): string =>
      Array.from({ length: count }, (_, i) => `a${i}="1"`).join(' ');
    expect(elements(`<a ${attributes(49)}/>`)[0]?.attributes).toHaveLength(49);
    expect(errorOf(`<a ${attributes(50)}/>`)).toBe('1: XMLERR: Too many attributes.');
  });

  it('keeps of mixed content only what stands behind the last child', () => {
    expect(contentOf('<a>lost<b/>kept</a>')).toBe('kept');
    // Behind a tag closed with a blank the > is read once more, as text.
    expect(contentOf('<a><b /></a>')).toBe('>');
  });

  it('refuses 20480 bytes of text, and counts bytes, not characters', () => {
    expect(contentOf(`<a>${'x'.repeat(20_479)}</a>`)).toHaveLength(20_479);
    expect(errorOf(`<a>${'x'.repeat(20_480)}</a>`)).toBe('1: XMLERR: String overflow.');
    expect(errorOf(`<a>${'é'.repeat(10_240)}</a>`)).toBe('1: XMLERR: String overflow.');
    expect(contentOf(`<a><!-- ${'x'.repeat(30_000)} --></a>`)).toBe('');
  });

  it('skips text outside the roots', () => {
    expect(elements('\ufeffsome text <a/> more').map(element => element.name)).toEqual(['a']);
  });

  it('tells the line of an element and of an error', () => {
    const [group] = elements('\n\n<group>\r\n  <rule/>\n</group>');
    expect([group?.line, group?.children[0]?.line]).toEqual([3, 4]);
    expect(errorOf('<a>\n<b>\n</c></a>')).toBe("3: XMLERR: Element 'b' not closed.");
  });

  it('gives offsets at which the same element stands', () => {
    const name = fc.constantFrom('a', 'rule', 'group');
    const text = fc.constantFrom('', 'x', ' y ', '&amp;', '<!-- c -->', 'é\n', String.raw`\<`);
    const { element } = fc.letrec<{ element: string }>(tie => ({
      element: fc.oneof(
        { depthSize: 'small' },
        fc.tuple(name, text).map(([n, t]) => `<${n}>${t}</${n}>`),
        name.map(n => `<${n} k="v" />`),
        fc
          .tuple(name, text, fc.array(tie('element'), { maxLength: 3 }), text)
          .map(([n, before, inside, after]) => `<${n} id='1'>${before}${inside.join(before)}${after}</${n}>`),
      ),
    }));
    fc.assert(
      fc.property(element, source => {
        const check = (found: WazuhXmlElement): void => {
          const [again] = elements(source.slice(found.start, found.end));
          expect([again?.name, again?.content, again?.children.length]).toEqual([
            found.name,
            found.content,
            found.children.length,
          ]);
          for (const { value, valueStart, valueEnd } of found.attributes) {
            expect(source.slice(valueStart, valueEnd)).toBe(value);
          }
          for (const child of found.children) check(child);
        };
        for (const found of elements(source)) check(found);
      }),
      { numRuns: 200 },
    );
  });

  it('answers for any text without throwing', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '/',
      '"',
      "'",
      '!',
      '-',
      '\\',
      '=',
      ' ',
      '\n',
      'a',
      '<a>',
      '</a>',
      '<!--',
      '-->',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        const result = parseWazuhXml(pieces.join(''));
        expect(result.ok || result.error.message.startsWith('XMLERR: ')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
