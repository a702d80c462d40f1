import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Daemons, DaemonTest } from '../../../installer/ports.ts';
import { ownWodles } from '../../../installer/ossec-conf/find-wodle.ts';
import { readConfFacts } from '../../../installer/ossec-conf/conf-facts.ts';
import { declaredLists } from '../../../installer/ossec-conf/list-lines.ts';
import { type Conf, readConf } from '../../../installer/ossec-conf/read-conf.ts';
import { rulesIn } from '../../../installer/rule-ids.ts';
import { lastValue } from '../../../installer/wazuh-xml/element.ts';
import { parseWazuhXml } from '../../../installer/wazuh-xml/parse-wazuh-xml.ts';
import type { WazuhHome } from '../../../src/wazuh/home.ts';
import { O365WazuhError } from '../../../src/errors.ts';

/** How the stand-ins misbehave. */
export interface Mischief {
  /** modulesd dies after a start that went well. */
  losesModulesd?: boolean;
  /** modulesd starts, but says nothing of our wodle. */
  silentWodle?: boolean;
  /** analysisd does not look at staged files, as one that may not read them. */
  blindToStaged?: boolean;
  /** Events vanish. */
  deaf?: boolean;
  /** A rule of someone else's takes our events. */
  stolenBy?: string;
  refusesReload?: boolean;
  /** modulesd does not take our wodle. */
  refusesWodle?: boolean;
}

/**
 * Stands in for a home's programs. What they do was seen on a real 4.14.7: `-t` prints nothing when all is well, warns (and still ends
 * with 0) about rule files that the daemons' account cannot read, about ids that come twice, about missing parents and about lists that are
 * not declared or not there, and fails on broken ones; it compiles the lists that have no compiled form; `restart` tests first and keeps the old daemons when the test fails.
 *
 * State lives in the home: `var/run/running`, `var/run/restarts`, `var/run/reloads`, `var/run/loaded`.
 */
export function fakeDaemons(mischief: Mischief = {}): Daemons {
  return {
    test: async (home, { conf }) => {
      const tests = conf === undefined ? [testModulesd(home, mischief)] : [];
      if (home.type === 'agent') return tests;
      return [testAnalysisd(home, conf, mischief), ...tests];
    },
    running: async home =>
      new Set(readFileSync(join(home.path, 'var/run/running'), 'utf8').split('\n').filter(Boolean)),
    restartCommand: home => `${home.path}/bin/wazuh-control restart`,
    restart: async home => {
      appendFileSync(join(home.path, 'var/run/restarts'), 'restart\n');
      const tests = [
        testModulesd(home, mischief),
        ...(home.type === 'agent' ? [] : [testAnalysisd(home, undefined, {})]),
      ];
      if (tests.some(test => test.code !== 0))
        throw new O365WazuhError('CONTROL_FAILED', 'Configuration error. Exiting');
      const daemons = [
        home.type === 'agent' ? 'wazuh-agentd' : 'wazuh-analysisd',
        ...(mischief.losesModulesd ? [] : ['wazuh-modulesd']),
      ];
      writeFileSync(join(home.path, 'var/run/running'), `${daemons.join('\n')}\n`);
      noteLoaded(home.path);
      const wodle = ownWodles(confOf(home).roots).at(-1)?.wodle;
      if (wodle && lastValue(wodle, 'disabled') !== 'yes' && !mischief.silentWodle) {
        appendFileSync(
          home.files.ossecLog,
          '2026/01/01 00:00:00 wazuh-modulesd:command: INFO: Module command:o365-wazuh started.\n',
        );
      }
      Object.assign(mischief, { losesModulesd: false, silentWodle: false });
    },
    reload: async home => {
      appendFileSync(join(home.path, 'var/run/reloads'), 'reload\n');
      if (mischief.refusesReload) return { ok: false, messages: ['(1226): broken'] };
      noteLoaded(home.path);
      return { ok: true, messages: [] };
    },
    logtest: async (home, event) => {
      const rule =
        mischief.stolenBy ??
        (existsSync(join(home.path, 'etc/rules/0990-o365-wazuh_rules.xml')) ? '100002' : undefined);
      const alert = rule === '100002';
      const found =
        rule === undefined ? undefined : { id: rule, level: alert ? 5 : 0, description: event, groups: [] };
      return {
        rule: found,
        alert,
        decoder: 'office_365',
        data: {},
        loaded: true,
        messages: [],
        token: undefined,
        raw: {},
      };
    },
    send: async (home, message) => {
      if (!mischief.deaf)
        appendFileSync(home.files.alertsJson, `{"full_log":${JSON.stringify(message.toString())}}\n`);
      return true;
    },
  };
}

/** What the daemons would load now: a fingerprint of ossec.conf, rules and decoders. `fakeControl` makes the same. */
export function onDisk(home: string): string {
  const hash = createHash('sha256').update(readFileSync(join(home, 'etc/ossec.conf')));
  for (const folder of ['etc/rules', 'etc/decoders']) {
    const names = readdirSync(join(home, folder)).filter(name => name.endsWith('.xml'));
    for (const name of names.sort()) hash.update(readFileSync(join(home, folder, name)));
  }
  return hash.digest('hex');
}

/** What they loaded last; undefined before the first restart or reload. */
export function lastLoaded(home: string): string | undefined {
  const path = join(home, 'var/run/loaded');
  return existsSync(path) ? readFileSync(path, 'utf8').slice(0, 64) : undefined;
}

/** They load what is there. */
export function noteLoaded(home: string): void {
  writeFileSync(join(home, 'var/run/loaded'), onDisk(home));
}

function confOf(home: WazuhHome, path = home.files.conf): Conf {
  const read = readConf(readFileSync(path));
  if (!read.ok) throw new Error('the configuration cannot be read');
  return read.conf;
}

function testModulesd(home: WazuhHome, mischief: Mischief): DaemonTest {
  const lines = ['wazuh-modulesd: INFO: Loaded control module.'];
  const text = readFileSync(home.files.conf, 'utf8');
  const refused = mischief.refusesWodle && text.includes('<tag>o365-wazuh</tag>');
  if (!refused) return { daemon: 'modulesd', code: 0, lines };
  return {
    daemon: 'modulesd',
    code: 1,
    lines: [...lines, "wazuh-modulesd: ERROR: No such tag 'timeout' at module 'command'."],
  };
}

function testAnalysisd(home: WazuhHome, confPath: string | undefined, mischief: Mischief): DaemonTest {
  const staged = confPath !== undefined;
  if (staged && mischief.blindToStaged) return { daemon: 'analysisd', code: 0, lines: [] };
  const conf = confOf(home, confPath);
  const lines: string[] = [];
  if (conf.text.includes('BROKEN'))
    return {
      daemon: 'analysisd',
      code: 1,
      lines: [`wazuh-analysisd: ERROR: (1226): Error reading XML file '${confPath ?? 'etc/ossec.conf'}'`],
    };
  const facts = readConfFacts(conf);
  const seen = new Set<number>();
  let code = 0;
  const lists = new Set<string>();
  for (const list of declaredLists(conf)) {
    const path = join(home.path, list);
    if (!existsSync(path)) {
      if (list !== 'etc/lists/audit-keys')
        lines.push(`wazuh-analysisd: WARNING: (1103): Could not open file '${list}'`);
      continue;
    }
    if (!existsSync(`${path}.cdb`) && list !== 'etc/lists/audit-keys')
      writeFileSync(`${path}.cdb`, 'compiled');
    lists.add(list);
  }
  for (const dir of [...facts.decoderDirs, ...facts.ruleDirs]) {
    if (dir.value.startsWith('/')) {
      lines.push(
        `wazuh-analysisd: WARNING: (1103): Could not open file '${dir.value}' due to [(2)-(No such file or directory)]`,
      );
      continue;
    }
    for (const name of readdirSync(join(home.path, dir.value))
      .filter(file => file.endsWith('.xml'))
      .sort()) {
      const file = `${dir.value}/${name}`;
      if (!isReadable(join(home.path, file), home)) {
        lines.push(
          `wazuh-analysisd: WARNING: (1103): Could not open file '${file}' due to [(13)-(Permission denied)]`,
        );
        continue;
      }
      const text = readFileSync(join(home.path, file), 'latin1');
      if (!parseWazuhXml(text).ok || text.includes('BROKEN')) {
        lines.push(
          `wazuh-analysisd: ERROR: (1226): Error reading XML file '${file}'`,
          'wazuh-analysisd: CRITICAL: (1220): Error loading the rules',
        );
        code = 1;
      }
      for (const rule of rulesIn(text, file)) {
        if (seen.has(rule.id) && !rule.overwrites)
          lines.push(`wazuh-analysisd: WARNING: (7612): Rule ID '${rule.id}' is duplicated.`);
        seen.add(rule.id);
        for (const list of (rule.lists ?? []).filter(name => !lists.has(name)))
          lines.push(
            `wazuh-analysisd: WARNING: (7616): List '${list}' could not be loaded. Rule '${rule.id}' will be ignored.`,
          );
        for (const parent of rule.parents) {
          if (!seen.has(parent))
            lines.push(
              `wazuh-analysisd: WARNING: (7617): Signature ID '${parent}' was not found. Rule '${rule.id}' will be ignored.`,
            );
        }
      }
    }
  }
  return { daemon: 'analysisd', code, lines };
}

/** By the daemons' account, which the test's passwd names. */
function isReadable(path: string, home: WazuhHome): boolean {
  const { uid, gid, mode } = lstatSync(path);
  const { account } = home;
  if (account?.uid === uid) return (mode & 0o400) !== 0;
  return account?.gid === gid ? (mode & 0o040) !== 0 : (mode & 0o004) !== 0;
}
