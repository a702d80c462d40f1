import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfFacts } from '../../installer/ossec-conf/conf-facts.ts';
import { patch, unpatch } from '../../installer/ossec-conf/patch.ts';
import { readConf } from '../../installer/ossec-conf/read-conf.ts';
import { giveBack, takeOver } from '../../installer/ossec-conf/take-over.ts';
import { parseConfig } from '../../src/config/load.ts';
import { configurationDocument } from '../../src/config/document.ts';
import { isO365WazuhError } from '../../src/errors.ts';
import { compileExpression } from '../../src/filters/expression.ts';
import { readRecordedEvent } from '../../src/filters/recorded-event.ts';
import { isExempt } from '../../src/microsoft/no-proxy.ts';
import { readKeyPair } from '../../src/microsoft/credentials/key-pair.ts';
import { alertSplitter, newReadCounts } from '../../src/report/read/read-alerts.ts';
import { ReportTally } from '../../src/report/tally/report-tally.ts';
import { generateRulesetFiles } from '../../src/rules/generate.ts';
import { createSession } from '../../src/rules/preview/create-session.ts';
import { loadRuleset } from '../../src/rules/preview/load-ruleset.ts';
import { BLOG_SAMPLE_EVENTS } from '../../src/simulator/synthesize/blog-sample-events.ts';
import { openStore } from '../../src/state/open-store.ts';
import { readCsvTenants } from '../../src/tenants/csv-tenants.ts';
import { parseFigures } from '../../src/wazuh/figures.ts';
import { scanOssecConf } from '../../src/wazuh/ossec-conf-scan.ts';
import { parseState } from '../../src/wazuh/state-file.ts';
import { makeCertificate } from '../integration/microsoft/certificate.ts';
import { LeapingClock } from '../integration/microsoft/feed-under-test.ts';
import { RUNS, spoilt, spoiltBytes, withstand } from './hostile.ts';

const folder = mkdtempSync(join(tmpdir(), 'fuzz-'));
afterAll(() => rmSync(folder, { recursive: true }));

const EVENTS = BLOG_SAMPLE_EVENTS.map(({ event }) =>
  typeof event === 'string' ? event : JSON.stringify(event),
);

const CONFIG = `version: 1
interval: 5m
proxy: http://proxy.example:3128
proxy_user: me
proxy_password_file: /etc/pw
no_proxy: [10.0.0.0/8]
tenants:
  - name: contoso
    tenant_id: 11111111-2222-3333-4444-555555555555
    client_id: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
    credential: {type: certificate, file: /etc/app.pem}
    content_types: [Audit.General, DLP.All]
  - name: fabrikam
    tenant_id: 21111111-2222-3333-4444-555555555555
    credential:
      type: exec
      command: [/usr/bin/token, a]
`;
const YAML_SAMPLES = [...configurationDocument().matchAll(/\`\`\`yaml\n([^]*?)\`\`\`/g)].map(
  match => match[1] ?? '',
);

const OSSEC_CONF = `<!-- Wazuh -->
<ossec_config>
  <global><jsonout_output>yes</jsonout_output></global>
  <ruleset>
    <decoder_dir>ruleset/decoders</decoder_dir>
    <rule_dir>etc/rules</rule_dir>
    <rule_exclude>0215-policy_rules.xml</rule_exclude>
  </ruleset>
  <wodle name="command"><disabled>no</disabled><tag>office_365</tag><command>/usr/bin/python3 office_365.py --x "a b"</command></wodle>
  <office365><enabled>yes</enabled><tenant_id>x</tenant_id></office365>
</ossec_config>
<ossec_config><client><server><address>10.0.0.1</address></server></client></ossec_config>
`;

const ALERTS = EVENTS.map(event =>
  JSON.stringify({
    timestamp: '2026-01-10T10:00:00.000+0000',
    rule: {
      id: '100002',
      level: 3,
      description: 'Office 365',
      groups: ['office_365'],
      mitre: { id: ['T1078'] },
    },
    location: 'office_365',
    data: { office_365: JSON.parse(event) as unknown, o365_wazuh: { tenant: 'contoso' } },
  }),
);

const RULES = generateRulesetFiles()
  .filter(({ path }) => path.startsWith('rules/') && path.endsWith('.xml'))
  .map(({ text }) => text)
  .sort((one, other) => one.length - other.length)
  .slice(0, 4);
const DECODERS = generateRulesetFiles()
  .filter(({ path }) => path.startsWith('decoders/'))
  .map(({ text }) => text);
const RULE = `<var name="A">^admin</var>
<group name="local,">
  <rule id="100100" level="5" frequency="3" timeframe="60" ignore="5">
    <if_sid>1</if_sid>
    <field name="office_365.Operation" type="pcre2">(?i)^Add|Update\\b</field>
    <field name="a.b" type="osregex">\\d+\\.\\S*</field>
    <match>$A</match>
    <list field="srcip" lookup="address_match_key">etc/lists/x</list>
    <same_field>office_365.UserId</same_field>
    <description>$(office_365.Operation) by $(srcip)</description>
    <mitre><id>T1078</id></mitre>
  </rule>
</group>
`;

describe('files of the user and of Wazuh', () => {
  it('config.yml and tenants.d are read, or refused with every problem', async () => {
    const tenantFile = 'name: b\ntenant_id: 31111111-2222-3333-4444-555555555555\nclient_secret_env: S\n';
    const inputs = fc.tuple(spoilt(CONFIG, ...YAML_SAMPLES), spoilt(tenantFile));
    await withstand(
      inputs,
      ([text, tenant]) => parseConfig(text, 'config.yml', [{ name: 't.yml', text: tenant }]),
      error => isO365WazuhError(error) && error.code === 'CONFIG_INVALID',
    );
  });

  it('ossec.conf is scanned, and patched without changing another byte, or refused', async () => {
    const wanted = { command: '/var/ossec/x', interval: '5m', timeout: '1800' };
    await withstand(spoiltBytes(Buffer.from(OSSEC_CONF)), bytes => {
      scanOssecConf(bytes.toString('utf8'));
      const read = readConf(bytes);
      if (!read.ok) return;
      readConfFacts(read.conf);
      giveBack(read.conf);
      takeOver(read.conf, ['x']);
      const { text } = patch(read.conf, { wanted });
      const again = readConf(Buffer.from(text, 'latin1'));
      if (!again.ok) throw new Error(`the patched file cannot be read: ${again.fault.reason}`);
      expect(patch(again.conf, { wanted }).text).toBe(text);
      unpatch(again.conf);
    });
  });

  it('alerts.json is counted, line by line', async () => {
    await withstand(
      spoiltBytes(...ALERTS.map(line => Buffer.from(`${line}\n`)), Buffer.from(`${ALERTS.join('\n')}\n`)),
      bytes => {
        const [counts, tally] = [newReadCounts(), new ReportTally()];
        const splitter = alertSplitter(counts, alert => tally.add(alert));
        splitter.write(bytes);
        splitter.end();
        expect(counts.alerts + counts.foreign + counts.broken).toBe(counts.lines);
      },
    );
  });

  it('rules and decoders are loaded with their problems told, and run where they have none', async () => {
    const inputs = fc.record({
      rules: spoilt(RULE, ...RULES),
      decoders: spoilt(...DECODERS),
      list: spoilt('10.0.0.0/8:\nadmin:yes\n'),
      log: spoilt(...EVENTS.map(event => `{"office_365":${event}}`)),
    });
    await withstand(
      inputs,
      ({ rules, decoders, list, log }) => {
        const ruleset = loadRuleset({
          files: [{ name: 'rules/local.xml', text: rules }],
          decoders: [{ name: 'decoders/0001-ours.xml', text: decoders }],
          lists: { 'etc/lists/x': list },
        });
        if (ruleset.problems.some(problem => problem.class === 'error')) return;
        createSession(ruleset).evaluate(log, { location: 'office_365', atMs: 1_800_000_000_000 });
      },
      isO365WazuhError,
    );
  });

  it('a CSV of tenants is read, or refused with every problem', async () => {
    const csv =
      'name,tenant_id,client_id,client_secret,credential.type\nx,11111111-2222-3333-4444-555555555555,a,"b ""c"",d",exec\n';
    await withstand(spoilt(csv, csv.replaceAll(',', ';'), csv.replaceAll('\n', '\r\n')), text => {
      expect(readCsvTenants(text, 't.csv').tenants).toBeInstanceOf(Array);
    });
  });

  it('the state file is opened, or set aside for a new one', async () => {
    const good = join(folder, 'good.db');
    openStore({ path: good, clock: new LeapingClock() }).close();
    const bytes = readFileSync(good);
    const states = mkdtempSync(join(folder, 'states-'));
    await withstand(
      spoiltBytes(bytes, bytes.subarray(0, 4096), Buffer.from('SQLite format 3\0')),
      damaged => {
        const path = join(states, 'state.db');
        writeFileSync(path, damaged);
        const store = openStore({ path, clock: new LeapingClock() });
        store.setMeta('a', 'b');
        expect(store.meta('a')).toBe('b');
        store.close();
        for (const name of readdirSync(states)) rmSync(join(states, name));
      },
      isO365WazuhError,
    );
  });

  it('certificates and keys are read, or refused', async () => {
    const { cert, key } = makeCertificate({ name: 'fuzz', rsaBits: 2048 });
    // The shortest PFX skeleton: what is between is found by lengths alone.
    const pfx = Buffer.from('3080020103308006092a864886f70d010701a0800480', 'hex');
    await withstand(
      spoiltBytes(Buffer.from(cert + key), Buffer.from(cert), pfx),
      file => readKeyPair({ file, password: 'x' }),
      error => isO365WazuhError(error) && error.code === 'CERTIFICATE_UNUSABLE',
    );
  });

  it('figures, states, filters, recorded events and NO_PROXY are read, whatever they hold', async () => {
    const figures =
      '{"metrics":{"bytes":{"received":1},"events":{"processed":2}},"uptime":"2026-01-01T00:00:00Z"}';
    const state = "# State\nstatus='connected'\nmsg_count='12'\n";
    const expression = 'Operation == "FileAccessed" and (UserType in (4, 5) or UserId matches "svc-*")';
    await withstand(spoilt(figures, state, expression, 'a.example,10.0.0.0/8,*', ...ALERTS), text => {
      parseState(text);
      isExempt(new URL('https://[2001:db8::1]:8443'), text);
      isExempt(new URL('https://manage.office.com'), text);
      readRecordedEvent(text);
      const test = compileExpression(text);
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        return;
      }
      parseFigures(value);
      if (typeof test === 'function' && typeof value === 'object' && value !== null) test(value as never);
    });
    expect(RUNS).toBeGreaterThan(0);
  });
});
