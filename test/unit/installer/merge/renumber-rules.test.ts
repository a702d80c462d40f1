import { describe, expect, it } from 'vitest';
import { renumberRules } from '../../../../installer/merge/renumber-rules.ts';

const IDS = new Map([
  [110_010, 104_010],
  [110_011, 104_011],
]);

describe('rules that get other ids', () => {
  it.each([
    ['<rule id="110010" level="5">', '<rule id="104010" level="5">'],
    [`<rule level='5' overwrite="yes" id = '110010'>`, `<rule level='5' overwrite="yes" id = '104010'>`],
    ['<if_sid>110010, 110011 5716</if_sid>', '<if_sid>104010, 104011 5716</if_sid>'],
    ['<if_matched_sid>110011</if_matched_sid>', '<if_matched_sid>104011</if_matched_sid>'],
  ])('are renumbered in %s', (text, expected) => {
    expect(renumberRules(text, IDS)).toBe(expected);
  });

  it.each([
    '<rule id="119800" level="5">',
    '<rule id="1100100" level="5">',
    '<if_group>110010</if_group>',
    '<description>See 110010.</description>',
    '<field name="id">110010</field>',
    '<mitre><id>110010</id></mitre>',
    '<list field="id">etc/lists/110010</list>',
  ])('leave %s alone', text => {
    expect(renumberRules(text, IDS)).toBe(text);
  });
});
