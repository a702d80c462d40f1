import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Conf, readConf } from '../../../installer/ossec-conf/read-conf.ts';
import { layoutOf } from '../../../installer/layout.ts';
import type { Change, Plan } from '../../../installer/plan.ts';
import { previewComplaints } from '../../../installer/preview-check.ts';
import { packagedRuleset } from '../../../src/rules/trial/read-folder.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

let home: TempHome;

const RULESET =
  '<ossec_config><ruleset><rule_dir>etc/rules</rule_dir><decoder_dir>etc/decoders</decoder_dir></ruleset></ossec_config>\n';

beforeEach(() => {
  home = new TempHome({
    'etc/ossec.conf': RULESET,
    'etc/rules/local_rules.xml':
      '<group name="mine,"><rule id="100901" level="3"><match>mine</match><description>Mine.</description></rule></group>\n',
    'etc/decoders/local_decoder.xml': '<decoder name="mine"><prematch>^mine</prematch></decoder>\n',
  });
});
afterEach(() => home[Symbol.dispose]());

function conf(): Conf {
  const read = readConf(readFileSync(join(home.path, 'etc/ossec.conf')));
  if (!read.ok) throw new Error(read.fault.reason);
  return read.conf;
}

/** Puts files in place of what is there; undefined takes one away. */
function plan(files: Readonly<Record<string, string | undefined>>): Plan {
  const changes = Object.entries(files).map(([path, text]): Change => {
    const shared = { path: join(home.path, path), reason: 'test' };
    if (text === undefined) return { ...shared, action: 'remove' };
    const bytes = Buffer.from(text);
    const content = { sha256: '', size: bytes.length, bytes };
    return { ...shared, action: 'create', after: { kind: 'file', content, mode: 0o640, uid: 0, gid: 0 } };
  });
  return { changes };
}

function installation(): Record<string, string> {
  const { files, decoders } = packagedRuleset();
  return Object.fromEntries([
    ...files
      .filter(file => !file.name.includes('lists'))
      .map(({ name, text }) => [`etc/rules/${name.split('/').at(-1)}`, text]),
    ...decoders.map(({ name, text }) => [`etc/decoders/${name.split('/').at(-1)}`, text]),
  ]);
}

function complaints(files: Readonly<Record<string, string | undefined>>, errorsOnly = false) {
  const layout = layoutOf(home.path);
  return previewComplaints({ home, layout }, plan(files), conf(), errorsOnly);
}

describe('the preview of an installation', () => {
  it('has nothing to say of our own rules', async () => {
    expect(await complaints(installation())).toEqual([]);
  });

  it('names the file and line of a rule that Wazuh would refuse', async () => {
    const broken = {
      ...installation(),
      'etc/rules/0993-o365-wazuh_labels.xml': '<group name="x,">\n<rule id="110100"',
    };

    expect(await complaints(broken)).toEqual([
      expect.stringMatching(/^etc\/rules\/0993-o365-wazuh_labels\.xml:\d+: error 1226: /),
    ]);
  });

  it('names a rule of ours that would be left out with a mere warning', async () => {
    home.write(
      'etc/rules/0100-other.xml',
      '<group name="x,"><rule id="111401" level="3"><decoded_as>json</decoded_as><description>x</description></rule></group>',
    );

    expect(await complaints(installation())).toEqual([
      expect.stringContaining("warning 7612: Rule ID '111401' is duplicated"),
    ]);
  });

  it('is silent about what was wrong before', async () => {
    home.write(
      'etc/rules/local_rules.xml',
      '<group name="x,"><rule id="100900" level="3"><if_sid>4711</if_sid><description>x</description></rule></group>',
    );

    expect(await complaints(installation())).toEqual([]);
  });

  it('tells when a decoder of someone else’s would take our events', async () => {
    home.write(
      'etc/decoders/0001-thief.xml',
      '<decoder name="thief"><prematch>office_365</prematch></decoder>\n',
    );

    expect(await complaints(installation())).toEqual([
      'a sign-in would meet no rule instead of 100002 or one below it (decoder: thief)',
    ]);
  });

  it('lets rules of the user’s lose their parents when ours are taken out', async () => {
    for (const [path, text] of Object.entries(installation())) home.write(path, text);
    home.write(
      'etc/rules/local_rules.xml',
      '<group name="x,"><rule id="100900" level="3"><if_sid>111401</if_sid><description>x</description></rule></group>',
    );
    const gone = Object.fromEntries(Object.keys(installation()).map(path => [path, undefined]));

    expect(await complaints(gone, true)).toEqual([]);
  });
});
