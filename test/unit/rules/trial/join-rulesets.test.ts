import { describe, expect, it } from 'vitest';
import { loadRuleset } from '../../../../src/rules/preview/load-ruleset.ts';
import { completeRuleset, joinRulesets } from '../../../../src/rules/trial/join-rulesets.ts';
import { packagedRuleset } from '../../../../src/rules/trial/read-folder.ts';

const ours = packagedRuleset();

const folder = (...rules: readonly (readonly [name: string, text: string])[]) => ({
  rules: rules.map(([name, text]) => ({ name, text: `<group name="test,">${text}</group>` })),
  decoders: [],
  lists: {},
});
const child = '<rule id="100900" level="4"><if_sid>100002</if_sid><description>Child.</description></rule>';

describe('a user’s rules', () => {
  it.each([
    ['a child', child],
    [
      'one that counts',
      '<rule id="100900" level="4" frequency="2" timeframe="9"><if_matched_sid>111400</if_matched_sid><description>Many.</description></rule>',
    ],
    ['an overwrite', '<rule id="111400" level="4" overwrite="yes"><description>Mine.</description></rule>'],
  ])('get ours where they build on them: %s', (_name, text) => {
    const joined = completeRuleset(folder(['local_rules.xml', text]), ours);

    expect(joined.withOurs).toBe(true);
    expect(joined.files).toHaveLength(1 + ours.files.length);
    expect(loadRuleset(joined).problems).toEqual([]);
  });

  it('stand alone where they have all they need', () => {
    const base =
      '<rule id="100002" level="5"><decoded_as>json</decoded_as><description>Base.</description></rule>';
    const joined = completeRuleset(folder(['0900-all.xml', base + child]), ours);

    expect(joined.withOurs).toBe(false);
    expect(joined.files).toHaveLength(1);
  });

  it('take the place of a file of ours that has the same name', () => {
    const [first] = ours.files;
    const joined = completeRuleset(folder([`mine/${first?.name.split('/').at(-1)}`, child]), ours);

    expect(joined.files).toHaveLength(ours.files.length);
    expect(joined.files).not.toContain(first);
  });

  it('are read in the order in which they can work, with a note, when they lie about loosely', () => {
    const found = {
      ...folder(
        [
          'a-overwrites.xml',
          '<rule id="100901" level="9" overwrite="yes"><description>New.</description></rule>',
        ],
        [
          'b-rules.xml',
          '<rule id="100901" level="3"><decoded_as>mine</decoded_as><description>Old.</description></rule>',
        ],
      ),
      decoders: [{ name: 'mine.xml', text: '<decoder name="mine"><prematch>^mine</prematch></decoder>' }],
    };
    const joined = joinRulesets(found, ours);

    expect(joined.notes).toEqual([
      "mine.xml is read before Wazuh's own decoders; on a manager its name must sort before 0006-json_decoders.xml.",
      'a-overwrites.xml is read behind b-rules.xml, which it overwrites; on a manager its name must sort behind it.',
    ]);
    expect(loadRuleset(joined).problems).toEqual([]);
    expect(loadRuleset({ ...found, files: found.rules }).problems.map(one => one.code)).toEqual([
      '7613',
      '7612',
    ]);
  });

  it('keep their order in a folder of a manager, or with numbers before their names', () => {
    const found = folder(
      [
        'etc/rules/a.xml',
        '<rule id="100901" level="9" overwrite="yes"><description>New.</description></rule>',
      ],
      [
        '0900-b.xml',
        '<rule id="100901" level="3"><decoded_as>json</decoded_as><description>Old.</description></rule>',
      ],
    );

    expect(joinRulesets(found, ours).notes).toEqual([]);
  });
});
