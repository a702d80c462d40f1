import { describe, expect, it } from 'vitest';
import { parseWazuhXml } from '../../../../installer/wazuh-xml/parse-wazuh-xml.ts';
import type { WazuhElement } from '../../../../installer/wazuh-xml/element.ts';

function roots(text: string): readonly WazuhElement[] {
  const parsed = parseWazuhXml(text);
  if (!parsed.ok) throw new Error(`line ${parsed.fault.line}: ${parsed.fault.reason}`);
  return parsed.roots;
}

function fault(text: string): { line: number; reason: string } | undefined {
  const parsed = parseWazuhXml(text);
  return parsed.ok ? undefined : parsed.fault;
}

function nested(depth: number): string {
  return '<a>'.repeat(depth) + '</a>'.repeat(depth);
}

describe('parseWazuhXml', () => {
  it('reads several roots with offsets that cut out exactly the element', () => {
    const text = 'x <a>1</a>\n<!-- c --><b k="v"><c/></b> y';

    expect(roots(text).map(root => text.slice(root.start, root.end))).toEqual([
      '<a>1</a>',
      '<b k="v"><c/></b>',
    ]);
    expect(roots(text)[1]?.line).toBe(2);
    expect(roots(text)[1]?.attributes.get('k')).toBe('v');
  });

  it.each([
    ['ends a comment at !> as well', '<!-- wow! this !> <a>1</a> -->', ['a']],
    ['ends a comment at --->', '<a></a><!-- x ---><b></b>', ['a', 'b']],
    ['takes <!--> for a whole comment', '<!--><a></a>', ['a']],
    ['takes <!DOCTYPE for a comment', '<!DOCTYPE x !><a></a>', ['a']],
    ['skips text and a byte order mark outside roots', '\u00EF\u00BB\u00BF text & more <a></a> tail', ['a']],
    ['takes an escaped < outside a root for text', '\\<x <a></a>', ['a']],
    ['reads <c /> and <b/>', '<b/><c />', ['b', 'c']],
  ])('%s', (_, text, names) => {
    expect(roots(text).map(root => root.name)).toEqual(names);
  });

  it.each([
    ['keeps entities as they are', '<a>&amp; & x</a>', '&amp; & x'],
    ['keeps the backslash of an escaped <', '<a>a\\<b</a>', 'a\\<b'],
    ['takes two backslashes for none', '<a>a\\\\</a>', 'a\\\\'],
    ['drops comments', '<a>1<!-- 2 -->3</a>', '13'],
    ['loses text before a child', '<a>1<b></b>2</a>', '2'],
    ['keeps blanks', '<a> 1 \r\n</a>', ' 1 \r\n'],
  ])('%s', (_, text, value) => {
    expect(roots(text)[0]?.value.replace(/^>/, '')).toBe(value);
  });

  it.each([
    ['an element that is never closed', '<a>\n<b>\n</a>', 3],
    ['a closing tag with a blank', '<a>\n</a >', 2],
    ['a closing tag alone', '\n</a>', 2],
    ['a comment that is never closed', '<a></a>\n<!-- x', 2],
    ['a CDATA section', '<a>\n<![CDATA[x]]></a>', 2],
    ['an XML declaration', '<?xml version="1.0"?>\n<a></a>', 1],
    ['a value that ends in a backslash', '<a>C:\\</a>', 1],
    ['an attribute without quotes', '<a b=c></a>', 1],
    ['a blank before =', '<a b ="c"></a>', 1],
    ['> in an attribute', '<a b="x>y"></a>', 1],
    ['the same attribute twice', '<a b="1" b="2"></a>', 1],
    ['a NUL byte', '<a>\n\0</a>', 2],
    ['49 attributes', `<a ${Array.from({ length: 49 }, (_, i) => `k${i}="v"`).join(' ')}></a>`, 1],
  ])('refuses %s and names the line', (_, text, line) => {
    expect(fault(text)?.line).toBe(line);
  });

  it('stops where a run of text reaches 20,480 bytes, comments not counted', () => {
    expect(fault(`<a>${'x'.repeat(20_479)}</a>`)).toBeUndefined();
    expect(fault(`<a>${'x'.repeat(20_480)}</a>`)).toBeDefined();
    expect(fault(`<a><b></b>${' '.repeat(30_000)}<b></b></a>`)).toBeDefined();
    expect(fault(`<a><!--${'x'.repeat(30_000)}--></a>`)).toBeUndefined();
  });

  it('reads 1,000 levels and refuses 1,100', () => {
    expect(fault(nested(1_000))).toBeUndefined();
    expect(fault(nested(1_100))).toBeDefined();
  });
});
