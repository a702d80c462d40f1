import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markup, rawHtml } from '../../../src/report/page/markup.ts';
import { visibleText } from '../../../src/report/page/visible-text.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '" onmouseover="alert(1)',
    "' onload='x",
    '</title></style></script><img src=x onerror=alert(1)>',
    '&lt;b&gt;',
    '<!--',
    ']]>',
    '\u202Eevil\u202C',
    '\uD800',
    '\u0000',
  ),
);

describe('markup', () => {
  it('lets no value become markup or leave its attribute', () => {
    fc.assert(
      fc.property(hostile, text => {
        const { text: shown } = markup`<p title="${text}">${text}</p>`;
        const inside = /^<p title="(?<attribute>[^"]*)">(?<content>[^]*)<\/p>$/.exec(shown)?.groups;

        for (const part of [inside?.['attribute'] ?? '<', inside?.['content'] ?? '<']) {
          expect(part).not.toMatch(/[<>"']/);
          expect(part.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
        }
      }),
    );
  });

  it('shows every text as it is, but for what cannot be seen', () => {
    fc.assert(
      fc.property(hostile, text => {
        const shown = markup`${text}`.text
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');

        expect(shown).toBe(visibleText(text));
      }),
    );
  });

  it('takes numbers, lists, markup, and nothing for nothing', () => {
    expect(markup`${1}${['a', rawHtml('<br>'), ['&']]}${undefined}${false}`.text).toBe('1a<br>&amp;');
  });
});

describe('visibleText', () => {
  it.each([
    ['invoice\u202Efdp.exe', 'invoice⟨U+202E⟩fdp.exe'],
    ['a\u200Bb\uFEFFc', 'a⟨U+200B⟩b⟨U+FEFF⟩c'],
    ['bell\u0007 esc\u001B[31m', 'bell⟨U+0007⟩ esc⟨U+001B⟩[31m'],
    ['half \uD83D of a pair', 'half ⟨U+D83D⟩ of a pair'],
    ['tag \u{E0041}', 'tag ⟨U+E0041⟩'],
    ['line\nbreak\tand tab', 'line break and tab'],
  ])('spells out what is invisible in %j', (text, expected) => {
    expect(visibleText(text)).toBe(expected);
  });

  it.each(['Jürgen Müller', '日本語', 'العربية', '👩‍💻', 'می‌خواهم', 'naïve – “quoted”'])(
    'leaves %s alone',
    text => {
      expect(visibleText(text)).toBe(text);
    },
  );

  it('leaves nothing behind that turns the direction of writing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        expect(visibleText(text)).not.toMatch(/[\u202A-\u202E\u2066-\u2069\u200E\u200F]/);
        expect(visibleText(text).isWellFormed()).toBe(true);
      }),
    );
  });
});
