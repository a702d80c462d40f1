import * as fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { ownWodles } from '../../../../installer/ossec-conf/find-wodle.ts';
import { patch, type PatchInput, unpatch } from '../../../../installer/ossec-conf/patch.ts';
import { type Conf, readConf } from '../../../../installer/ossec-conf/read-conf.ts';
import type { WodleOptions } from '../../../../installer/ossec-conf/wodle-options.ts';
import { lastValue } from '../../../../installer/wazuh-xml/element.ts';
import { realConfs } from '../real-confs.ts';
import { arbitraryConf } from './arbitrary-conf.ts';

const WANTED: WodleOptions = {
  command: '/var/ossec/x/node /var/ossec/x/collector.cjs',
  interval: '5m',
  timeout: '1800',
};

function conf(text: string | Buffer): Conf {
  const read = readConf(Buffer.isBuffer(text) ? text : Buffer.from(text, 'latin1'));
  if (!read.ok) throw new Error(`line ${read.fault.line}: ${read.fault.reason}\n${text.toString()}`);
  return read.conf;
}

function patched(text: string | Buffer, input: Partial<PatchInput> = {}): string {
  return patch(conf(text), { wanted: WANTED, ...input }).text;
}

function option(text: string, name: string): string | undefined {
  const own = ownWodles(conf(text).roots).at(-1);
  return own && lastValue(own.wodle, name);
}

const MALFORMED = new Set(['v3.13.6-ossec.conf', 'v4.1.5-ossec-local.conf', 'v4.3.0-ossec-local.conf']);

const SMALL = '<ossec_config>\n  <global>\n    <logall>no</logall>\n  </global>\n</ossec_config>\n';

describe('patch and unpatch', () => {
  it.each(realConfs().filter(({ bytes }) => readConf(bytes).ok))(
    'gives $name back byte for byte, and patching twice is patching once',
    ({ bytes }) => {
      const once = patched(bytes);

      expect(Buffer.from(unpatch(conf(once)), 'latin1').equals(bytes)).toBe(true);
      expect(patched(once, { previous: WANTED })).toBe(once);
      expect(once.startsWith(bytes.toString('latin1'))).toBe(true);
      expect(ownWodles(conf(once).roots)).toHaveLength(1);
    },
  );

  // These three were found in public repositories: `-t` of every daemon fails on them.
  it.each(realConfs().filter(({ name }) => MALFORMED.has(name)))(
    'refuses $name, which Wazuh cannot read either',
    ({ bytes }) => {
      expect(readConf(bytes)).toMatchObject({ ok: false, fault: { line: expect.any(Number) as number } });
    },
  );

  it.skipIf(realConfs().length === 0)('reads all the other stock files', () => {
    const refused = realConfs().filter(({ bytes }) => !readConf(bytes).ok);
    expect(refused.map(({ name }) => name)).toEqual([...MALFORMED]);
    expect(realConfs().length).toBeGreaterThan(20);
  });

  it('gives every readable file back byte for byte and is idempotent', () => {
    fc.assert(
      fc.property(arbitraryConf, bytes => {
        const once = patched(bytes);
        expect(ownWodles(conf(once).roots)).toHaveLength(1);
        expect(Buffer.from(unpatch(conf(once)), 'latin1').equals(bytes)).toBe(true);
        expect(patched(once, { previous: WANTED })).toBe(once);
        expect(patched(once)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  it('writes a block that a strict XML parser reads as Wazuh does', () => {
    const block = patched(SMALL).slice(SMALL.length);

    expect(XMLValidator.validate(block)).toBe(true);
    expect(
      (new XMLParser().parse(block) as { ossec_config: { wodle: unknown } }).ossec_config.wodle,
    ).toMatchObject({
      disabled: 'no',
      tag: 'o365-wazuh',
      command: WANTED.command,
      interval: '5m',
      run_on_start: 'yes',
      ignore_output: 'yes',
      timeout: 1800,
    });
    // wazuh-control looks for these with grep, in comments too; and `--` in a comment stops the API's parser.
    expect(block).not.toMatch(/<\/?(?:cluster|auth)>|<email_notification>/);
    expect(block.replace(/<!--|-->/g, '')).not.toContain('--');
  });

  it('goes on in the line ends of the file', () => {
    const crlf = SMALL.replaceAll('\n', '\r\n');

    expect(patched(crlf)).not.toMatch(/[^\r]\n/);
    expect(option(patched(crlf), 'disabled')).toBe('no');
  });

  it.each(['disabled', 'interval', 'timeout', 'run_on_start'])(
    'leaves an edited <%s> as the user wrote it',
    name => {
      const edited = patched(SMALL).replace(new RegExp(`<${name}>[^<]*</${name}>`), `<${name}>7</${name}>`);

      expect(
        patched(edited, { previous: WANTED, wanted: { ...WANTED, interval: '10m', timeout: '900' } }),
      ).toContain(`<${name}>7</${name}>`);
    },
  );

  it('brings what nobody edited up to date', () => {
    const moved = { command: '/new/node /new/collector.cjs', interval: '10m', timeout: '900' };
    const result = patched(patched(SMALL), { previous: WANTED, wanted: moved });

    expect(result).toBe(patched(SMALL, { wanted: moved }));
  });

  it('takes an option that the user names on the command line over one edited in the file', () => {
    const edited = patched(SMALL).replace('>5m<', '>1h<');

    expect(
      option(
        patched(edited, { previous: WANTED, insist: ['interval'], wanted: { ...WANTED, interval: '10m' } }),
        'interval',
      ),
    ).toBe('10m');
  });

  it('does not bring back an option that the user deleted', () => {
    const edited = patched(SMALL).replace(/ *<timeout>.*\n/, '');

    expect(patched(edited, { previous: WANTED })).toBe(edited);
  });

  it('finds the wodle where the user moved it, and takes only its own lines out there', () => {
    const wodle = / *<!-- o365[\s\S]*<\/wodle>\n/.exec(patched(SMALL))?.[0] ?? '';
    const moved = SMALL.replace('  <global>', `${wodle}  <global>`);

    expect(patched(moved, { previous: WANTED })).toBe(moved);
    expect(unpatch(conf(moved))).toBe(SMALL);
  });

  it('takes the root that it wrote out as well when somebody moved the wodle from it into another', () => {
    const wodle = / *<wodle name="command">[\s\S]*<\/wodle>\n/.exec(patched(SMALL))?.[0] ?? '';
    const moved = patched(SMALL).replace(wodle, '').replace('  <global>', `${wodle}  <global>`);

    expect(patched(moved, { previous: WANTED })).toBe(moved);
    expect(unpatch(conf(moved))).toBe(SMALL);
    const kept = moved.replace(/survive upgrades. -->\n/, '$&  <!-- mine -->\n');
    expect(unpatch(conf(kept))).toContain('<!-- mine -->');
  });

  it('leaves what the user added beside the wodle in its root', () => {
    const added = patched(SMALL).replace(
      '  </wodle>\n</ossec',
      '  </wodle>\n  <localfile><location>/x</location></localfile>\n</ossec',
    );

    expect(unpatch(conf(added))).toBe(
      `${SMALL}<ossec_config>\n  <localfile><location>/x</location></localfile>\n</ossec_config>\n`,
    );
  });

  it('leaves what was written behind the block', () => {
    const later = '<ossec_config>\n  <alerts/>\n</ossec_config>\n';

    expect(unpatch(conf(patched(SMALL) + later))).toBe(SMALL + later);
    expect(unpatch(conf(`${patched(SMALL.trimEnd())}\n${later}`))).toBe(`${SMALL.trimEnd()}\n${later}`);
  });

  it('does not take a commented-out wodle or one with another tag for ours', () => {
    const others =
      '<ossec_config>\n  <!-- <wodle name="command"><tag>o365-wazuh</tag></wodle> -->\n' +
      '  <wodle name="command"><tag>o365-wazuh-old</tag></wodle>\n  <wodle name="azure"><tag>o365-wazuh</tag></wodle>\n</ossec_config>\n';

    expect(unpatch(conf(patched(others)))).toBe(others);
    expect(ownWodles(conf(others).roots)).toHaveLength(0);
  });

  it('changes the last of several wodles with our tag, the one that Wazuh runs', () => {
    const twice = patched(SMALL) + patched(SMALL);
    const result = patched(twice, { previous: WANTED, wanted: { ...WANTED, interval: '9m' } });

    expect(result.indexOf('9m')).toBeGreaterThan(result.indexOf('5m'));
    expect(unpatch(conf(twice))).toBe(SMALL + SMALL);
  });
});
