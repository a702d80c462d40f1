import * as fc from 'fast-check';

/** Text outside elements and inside them, with everything that Wazuh's dialect allows and XML does not. */
const text = fc.stringMatching(/^[ a-zA-Z0-9&.,;:/%*$"'-]{0,12}$/);
const comment = fc.oneof(
  text.map(t => `<!-- ${t.replaceAll('-', '')} -->`),
  text.map(t => `<!-- ${t.replaceAll('-', '')} !>`),
  text.map(t => `<!DOCTYPE ${t.replaceAll('-', '')} -->`),
  fc.constant('<!-- <ossec_config><wodle name="command"><tag>o365-wazuh</tag></wodle></ossec_config> -->'),
);
const name = fc.constantFrom('global', 'alerts', 'localfile', 'wodle', 'rule_dir', 'tag', 'ruleset', 'a');
const attribute = fc.constantFrom('', ' name="command"', " name='x'", ' name="syscollector"');
const leaf = fc
  .tuple(name, attribute, fc.oneof(text, fc.constant('a\\<b'), fc.constant('x &amp; y & z')))
  .map(([tag, attrs, value]) => `<${tag}${attrs}>${value}</${tag}>`);
const selfClosed = fc
  .tuple(name, attribute)
  .map(([tag, attrs]) => (attrs === '' ? `<${tag}/>` : `<${tag}${attrs} />`));

/** An ossec.conf that Wazuh's parser takes: any number of roots, either line end, with or without a final one, perhaps a BOM. */
export const arbitraryConf: fc.Arbitrary<Buffer> = fc
  .record({
    bom: fc.boolean(),
    eol: fc.constantFrom('\n', '\r\n'),
    roots: fc.array(
      fc.record({
        before: fc.array(fc.oneof(comment, text), { maxLength: 2 }),
        children: fc.array(fc.oneof(comment, leaf, selfClosed), { maxLength: 5 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    tail: fc.array(fc.oneof(comment, text), { maxLength: 2 }),
    end: fc.constantFrom('', '\n', '\r\n', '\n\n', '\r', ' ', '\\', '\\\n'),
  })
  .map(({ bom, eol, roots, tail, end }) => {
    const lines = roots.flatMap(root => [
      ...root.before,
      '<ossec_config>',
      ...root.children.map(child => `  ${child}`),
      '</ossec_config>',
    ]);
    const body = [...lines, ...tail].join(eol) + end;
    return Buffer.concat([Buffer.from(bom ? '\uFEFF' : ''), Buffer.from(body, 'utf8')]);
  });
