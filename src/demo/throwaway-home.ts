import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder laid out like a Wazuh manager's home, as far as the installer and the collector look at it. */
export interface ThrowawayHome {
  readonly path: string;
  /** Where the manager's analysisd would listen. */
  readonly queuePath: string;
  remove(): void;
}

const OSSEC_CONF = `<!-- A throw-away manager for the demo of o365-wazuh. -->
<ossec_config>
  <global>
    <jsonout_output>yes</jsonout_output>
    <alerts_log>yes</alerts_log>
  </global>

  <alerts>
    <log_alert_level>3</log_alert_level>
  </alerts>

  <ruleset>
    <decoder_dir>ruleset/decoders</decoder_dir>
    <rule_dir>ruleset/rules</rule_dir>
    <decoder_dir>etc/decoders</decoder_dir>
    <rule_dir>etc/rules</rule_dir>
  </ruleset>
</ossec_config>
`;

const LOCAL_RULES = `<group name="local,">
  <rule id="100001" level="5">
    <decoded_as>json</decoded_as>
    <field name="demo">^own rule of the user$</field>
    <description>A rule that was there before.</description>
  </rule>
</group>
`;

/** Makes a home in the temporary folder. It has no daemons: nothing is validated or restarted there. */
export function makeThrowawayHome(): ThrowawayHome {
  const path = mkdtempSync(join(tmpdir(), 'o365-wazuh-demo-'));
  chmodSync(path, 0o755);
  const folders = [
    'etc/rules',
    'etc/decoders',
    'etc/lists',
    'ruleset/rules',
    'ruleset/decoders',
    'queue/sockets',
    'logs/alerts',
    'var/run',
    'wodles',
    'bin',
  ];
  for (const folder of folders) mkdirSync(join(path, folder), { recursive: true, mode: 0o750 });
  writeFileSync(join(path, 'etc/ossec.conf'), OSSEC_CONF, { mode: 0o660 });
  writeFileSync(join(path, 'etc/rules/local_rules.xml'), LOCAL_RULES, { mode: 0o660 });
  return {
    path,
    queuePath: join(path, 'queue/sockets/queue'),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
