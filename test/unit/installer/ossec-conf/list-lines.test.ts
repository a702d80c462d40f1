import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  declaredLists,
  declareLists,
  differInRulesetOnly,
  undeclareLists,
} from '../../../../installer/ossec-conf/list-lines.ts';
import { type Conf, readConf } from '../../../../installer/ossec-conf/read-conf.ts';
import { realConfs } from '../real-confs.ts';
import { arbitraryConf } from './arbitrary-conf.ts';

const OURS = ['etc/lists/o365-one', 'etc/lists/o365-two'];

function conf(text: string | Buffer): Conf {
  const read = readConf(Buffer.isBuffer(text) ? text : Buffer.from(text, 'latin1'));
  if (!read.ok) throw new Error(`line ${read.fault.line}: ${read.fault.reason}`);
  return read.conf;
}

const declared = (text: string | Buffer): string => declareLists(conf(text), OURS);
const roundTrip = (text: string | Buffer): string => undeclareLists(conf(declared(text)), OURS);

const RULESET =
  '  <ruleset>\n    <rule_dir>etc/rules</rule_dir>\n    <list>etc/lists/a</list>\n    <decoder_dir>d</decoder_dir>\n  </ruleset>\n';
const FILE = `<ossec_config>\n${RULESET}</ossec_config>\n`;

describe('the lists in ossec.conf', () => {
  it('are declared behind those that are there, in the indentation of the file', () => {
    expect(declared(FILE)).toBe(
      FILE.replace(
        '<list>etc/lists/a</list>\n',
        '<list>etc/lists/a</list>\n    <list>etc/lists/o365-one</list>\n    <list>etc/lists/o365-two</list>\n',
      ),
    );
  });

  it.each([
    ['CRLF', FILE.replaceAll('\n', '\r\n')],
    ['tabs', FILE.replaceAll('    ', '\t\t')],
    ['one line', '<ossec_config><ruleset><rule_dir>r</rule_dir></ruleset></ossec_config>'],
    ['no list yet', FILE.replace('    <list>etc/lists/a</list>\n', '')],
    ['a remark behind the last list', FILE.replace('a</list>', 'a</list> <!-- mine -->')],
    ['a remark that holds a list', FILE.replace('<list>', '<!-- <list>etc/lists/o365-one</list> --><list>')],
    ['several sections', FILE + FILE],
  ])('are taken out again byte for byte: %s', (_, text) => {
    expect(declaredLists(conf(declared(text)))).toEqual(expect.arrayContaining(OURS));
    expect(roundTrip(text)).toBe(text);
    expect(declared(declared(text))).toBe(declared(text));
  });

  it('go into the last section, the one that counts', () => {
    const text = declared(FILE + FILE);
    expect(text.indexOf('o365-one')).toBeGreaterThan(FILE.length);
    expect(text.split('o365-one')).toHaveLength(2);
  });

  it('stay where the user declared them', () => {
    const text = FILE.replace('etc/lists/a', 'etc/lists/o365-two');
    expect(declareLists(conf(text), ['etc/lists/o365-two'])).toBe(text);
  });

  it('are nowhere without a section that holds something', () => {
    for (const text of ['<ossec_config></ossec_config>', '<ossec_config><ruleset/></ossec_config>'])
      expect(declared(text)).toBe(text);
  });

  it('come and go without a trace in every real file and in any other', () => {
    for (const { bytes } of realConfs()) {
      if (!readConf(bytes).ok) continue;
      expect(Buffer.from(roundTrip(bytes), 'latin1').equals(bytes)).toBe(true);
    }
    fc.assert(
      fc.property(
        arbitraryConf,
        fc.constantFrom('', RULESET, RULESET.replaceAll('\n', '\r\n')),
        (bytes, more) => {
          const text = bytes.toString('latin1').replace('<ossec_config>', `<ossec_config>${more}`);
          expect(roundTrip(text)).toBe(text);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are no reason for a restart where nothing else changed', () => {
    expect(differInRulesetOnly(conf(FILE), conf(declared(FILE)))).toBe(true);
    expect(differInRulesetOnly(conf(FILE), conf(`${FILE}<ossec_config></ossec_config>`))).toBe(false);
  });
});
