import { describe, expect, it } from 'vitest';
import { parseWazuhXml } from '../../../../src/rules/read/wazuh-xml.ts';
import { applyXmlVariables } from '../../../../src/rules/read/xml-variables.ts';

function resolved(text: string): string {
  const parsed = parseWazuhXml(text);
  if (!parsed.ok) return parsed.error.message;
  const result = applyXmlVariables(parsed.elements);
  return result.ok ? result.elements.map(element => element.content).join('/') : result.error.message;
}

describe('variables of rule files', () => {
  it('stand where $name is, in any case, up to a dot, comma, bar or blank', () => {
    expect(resolved('<var name="V">abc</var><a>^$v$|x$V.y $V</a>')).toBe('^abc$|xabc.y abc');
  });

  it('count from where they are defined', () => {
    expect(resolved('<a>x $V</a><var name="V">1</var><a>x $V</a>')).toBe('x $V/x 1');
  });

  it('fill attributes too', () => {
    const parsed = parseWazuhXml('<var name="V">g</var><group name="$V,x"/>');
    const result = parsed.ok ? applyXmlVariables(parsed.elements) : parsed;
    expect(result.ok && result.elements[0]?.attributes[0]?.value).toBe('g,x');
  });

  it('make any other $word an error, but not $(field), nor a $ at the end', () => {
    expect(resolved('<var name="V">1</var><a>pay $5 now</a>')).toBe("XMLERR: Unknown variable: '5'.");
    expect(resolved('<var name="V">1</var><a>by $(user) of x$</a>')).toBe('by $(user) of x$');
    expect(resolved('<a>pay $5 now</a>')).toBe('pay $5 now');
  });

  it('garble the text behind a $(field), as the engine does', () => {
    expect(resolved('<var name="V">1</var><a>$(x) $V end</a>')).toBe('$1 end');
  });

  it('need a name', () => {
    expect(resolved('<var>1</var>')).toBe('XMLERR: No value set for variable.');
    expect(resolved('<var id="V">1</var>')).toBe(
      'XMLERR: Only "name" is allowed as an attribute for a variable.',
    );
  });
});
