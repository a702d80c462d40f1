import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readHomeRuleset } from '../../../installer/home-ruleset.ts';
import { rulesCommand } from '../../../src/commands/rules.ts';
import { createSession, type RuleSession } from '../../../src/rules/preview/create-session.ts';
import { loadRuleset } from '../../../src/rules/preview/load-ruleset.ts';
import { packagedRuleset } from '../../../src/rules/trial/read-folder.ts';
import { type FramedServer, startFramedServer } from '../../stand-ins/framed-server.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

let home: TempHome;
let output: string[];
let complaints: string[];
let manager: FramedServer | undefined;

beforeEach(() => {
  home = new TempHome({
    'etc/ossec.conf':
      '<ossec_config><ruleset><rule_dir>etc/rules</rule_dir><decoder_dir>etc/decoders</decoder_dir>' +
      packagedListNames()
        .map(name => `<list>${name}</list>`)
        .join('') +
      '</ruleset></ossec_config>\n',
  });
  output = [];
  complaints = [];
  vi.spyOn(process.stdout, 'write').mockImplementation(text => output.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation(text => complaints.push(String(text)) > 0);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await manager?.close();
  manager = undefined;
  home[Symbol.dispose]();
  process.exitCode = 0;
});

function packagedListNames(): readonly string[] {
  return Object.keys(packagedRuleset().lists);
}

function put(path: string, content: string | Buffer): string {
  const full = join(home.path, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

async function rules(...args: readonly string[]): Promise<string> {
  const command = rulesCommand().exitOverride();
  for (const sub of command.commands) sub.exitOverride();
  await command.parseAsync([...args], { from: 'user' });
  return output.join('');
}

const FORWARD = {
  Workload: 'Exchange',
  RecordType: 1,
  Operation: 'New-InboxRule',
  UserId: 'ada@contoso.example',
  ObjectId: 'ada',
  Parameters: [{ Name: 'ForwardTo', Value: 'x@fabrikam.example' }],
};
const PLAIN = {
  Workload: 'OneDrive',
  RecordType: 6,
  Operation: 'FileAccessed',
  UserId: 'bob@contoso.example',
};
const LINES = [FORWARD, PLAIN].map(event => JSON.stringify(event));

describe('rules test', () => {
  it('shows which rule each event meets, and goes on behind a line that is none', async () => {
    const file = put('events.ndjson', [LINES[0], 'rubbish', '', LINES[1]].join('\n'));

    const text = await rules('test', '--events', file);

    expect(text).toMatch(
      /1 {2}New-InboxRule ada@contoso\.example +111401 +10 {2}Exchange: ada@contoso\.example set an inbox rule/,
    );
    expect(text).toMatch(
      /4 {2}FileAccessed bob@contoso\.example +100002 +5 {2}OneDrive FileAccessed operation\./,
    );
    expect(text).toContain('2 events, 2 alerts, 0 differing, 0 without an answer, 1 lines skipped.');
    expect(complaints).toEqual(['line 2 is no JSON: skipped\n']);
    expect(process.exitCode ?? 0).toBe(0);
  });

  it('prints one JSON object a line with --json, from a gzipped file', async () => {
    const file = put('events.ndjson.gz', gzipSync(LINES.join('\n')));

    const rows = (await rules('test', '--events', file, '--json'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as object);

    expect(rows).toMatchObject([
      { line: 1, rule: 111_401, level: 10, alert: true, mitre: ['T1114.003'] },
      { line: 2, rule: 100_002, level: 5 },
      { summary: { events: 2, faultyLines: 0 } },
    ]);
  });

  it('counts by the events’ own time, or all at once', async () => {
    const failed = Array.from({ length: 10 }, (_, hour) =>
      JSON.stringify({
        CreationTime: `2031-01-02T0${hour}:00:00`,
        Workload: 'AzureActiveDirectory',
        RecordType: 15,
        Operation: 'UserLoginFailed',
        ErrorNumber: '50126',
        UserId: 'ada@contoso.example',
        ClientIP: '198.51.100.10',
      }),
    );
    const file = put('failed.ndjson', failed.join('\n'));

    expect(await rules('test', '--events', file)).not.toContain('111010');
    expect(await rules('test', '--events', file, '--at-once')).toContain('111010');
  });

  it('tries rules of the user’s own together with ours', async () => {
    const folder = put(
      'mine/local_rules.xml',
      '<group name="mine,"><rule id="100900" level="12"><if_sid>111401</if_sid><field name="office_365.UserId">ada</field><description>Ada forwards.</description></rule></group>',
    );

    expect(await rules('test', '--rules', folder, '--events', put('e', LINES[0] ?? ''))).toMatch(
      /100900 +12 {2}Ada forwards\./,
    );
  });

  it('meets every sample of the catalogue without --events', async () => {
    const text = await rules('test');

    expect(text).toMatch(/\n7\d\d events, 7\d\d alerts, 0 differing, 0 without an answer/);
    expect(process.exitCode ?? 0).toBe(0);
  });

  it('marks a sample that meets another rule, and exits with 1', async () => {
    const folder = put(
      'mine/local_rules.xml',
      '<group name="mine,"><rule id="100900" level="15"><if_sid>111400</if_sid><field name="office_365.Operation">Inbox</field><description>Mine.</description></rule></group>',
    );

    const text = await rules('test', '--rules', folder);

    expect(text).toMatch(
      /sample of 111401 +100900 +15 {2}Mine\.\n.*≠ {2}the catalogue: rule 111401, level 10/,
    );
    expect(process.exitCode).toBe(1);
  });

  it('makes control characters of an event harmless on a terminal', async () => {
    const file = put('e', JSON.stringify({ ...PLAIN, Operation: 'Evil\u001b[2J' }));

    expect(await rules('test', '--events', file)).not.toContain('\u001b');
  });

  it('asks the manager itself with --real, by one session, and marks where it says something else', async () => {
    installRules();
    const asked: unknown[] = [];
    mkdirSync(join(home.path, 'queue/sockets'), { recursive: true });
    manager = await startFramedServer(join(home.path, 'queue/sockets/logtest'), ({ command, parameters }) => {
      asked.push([command, parameters['token']]);
      if (command === 'remove_session') return { error: 0, data: { codemsg: 0 } };
      const forwards = String(parameters['event']).includes('InboxRule');
      const rule = forwards
        ? {
            id: '111401',
            level: 10,
            description: 'Exchange: ada@contoso.example set an inbox rule that forwards mail: ada',
            groups: [],
          }
        : { id: '100002', level: 3, description: 'OneDrive FileAccessed operation.', groups: [] };
      return { error: 0, data: { token: 'abc', alert: true, output: { rule } } };
    });
    const file = put('e', LINES.join('\n'));

    const text = await rules('test', '--events', file, '--real', '--home', home.path);

    expect(asked).toEqual([
      ['log_processing', undefined],
      ['log_processing', 'abc'],
      ['remove_session', 'abc'],
    ]);
    expect(text).toContain('≠  the manager: rule 100002, level 3: OneDrive FileAccessed operation.');
    expect(text).toContain('2 events, 2 alerts, 1 differing');
    expect(process.exitCode).toBe(1);
  });

  it('goes by the manager’s own rules and lists with --real, whatever the catalogue says of its samples', async () => {
    installRules();
    const edited = join(home.path, 'etc/rules/0990-o365-wazuh_rules.xml');
    writeFileSync(edited, readFileSync(edited, 'utf8').replaceAll('level="5"', 'level="7"'));
    manager = await startPreviewedManager();

    const text = await rules('test', '--real', '--home', home.path);

    expect(text).toMatch(/\n7\d\d events, [67]\d\d alerts, 0 differing, 0 without an answer/);
    expect(text).toMatch(/100002 +7 {2}/);
    expect(process.exitCode ?? 0).toBe(0);
  });

  it.each([
    ['a file that is not there', ['--events', '/nonexistent/events'], 'USAGE'],
    ['a folder of rules that is not there', ['--rules', '/nonexistent'], 'USAGE'],
    ['an engine of another name', ['--engine', 'x'], 'USAGE'],
  ])('refuses %s', async (_name, args, code) => {
    await expect(rules('test', ...args)).rejects.toMatchObject({ code });
  });

  it('refuses rules with which no manager would start', async () => {
    const folder = put(
      'mine/x.xml',
      '<group name="x,"><rule id="100900" level="3"><if_sid>100002</if_sid></rule></group>',
    );

    await expect(
      rules('test', '--rules', folder, '--events', put('e', LINES[0] ?? '')),
    ).rejects.toMatchObject({
      code: 'RULESET_REFUSED',
    });
  });
});

describe('rules lint', () => {
  const broken = (text: string) => put('mine/x.xml', `<group name="x,">\n${text}\n</group>\n`);

  it('has nothing to say of the packaged rules', async () => {
    expect(await rules('lint')).toContain('0 findings.');
    expect(process.exitCode ?? 0).toBe(0);
  });

  it.each([
    [
      'an XML declaration',
      '1226',
      () => put('mine/x.xml', '<?xml version="1.0"?>\n<group name="x,"></group>\n'),
    ],
    [
      'a duplicate id',
      '7612',
      () => broken('<rule id="100002" level="3"><if_sid>110000</if_sid><description>x</description></rule>'),
    ],
    [
      'an unknown parent',
      '7617',
      () =>
        broken('<rule id="100900" level="3"><if_sid>100002,4711</if_sid><description>x</description></rule>'),
    ],
    [
      'a bad pattern',
      '5107',
      () =>
        broken(
          '<rule id="100900" level="3"><if_sid>100002</if_sid><match type="pcre2">(</match><description>x</description></rule>',
        ),
    ],
    [
      'an unknown list',
      '7616',
      () =>
        broken(
          '<rule id="100900" level="3"><if_sid>100002</if_sid><list field="a">etc/lists/none</list><description>x</description></rule>',
        ),
    ],
    [
      'a parent changed by an overwrite',
      '7605',
      () =>
        broken(
          '<rule id="111401" level="3" overwrite="yes"><if_sid>100002</if_sid><description>x</description></rule>',
        ),
    ],
    [
      'an unknown option',
      'OPTION_INVALID',
      () =>
        broken(
          '<rule id="100900" level="3"><if_sid>100002</if_sid><feild>x</feild><description>x</description></rule>',
        ),
    ],
  ])('finds %s, with its place, and exits with 1', async (_name, code, make) => {
    const file = make();

    expect(await rules('lint', file)).toMatch(new RegExp(`^${file}:\\d+: (?:error|warning) ${code}: `, 'm'));
    expect(process.exitCode).toBe(1);
  });

  it('reports on the whole ruleset of a home, or on the files given as if they were in it', async () => {
    installRules();
    put(
      'etc/rules/local_rules.xml',
      '<group name="x,"><rule id="100900" level="3"><if_sid>4711</if_sid><description>x</description></rule></group>',
    );

    expect(await rules('lint', '--home', home.path)).toContain('etc/rules/local_rules.xml:1: warning 7617');
    output = [];
    const fine = put(
      'new/1000-mine.xml',
      '<group name="x,"><rule id="100901" level="3"><if_sid>111401</if_sid><description>x</description></rule></group>',
    );
    expect(await rules('lint', fine, '--home', home.path)).toContain('0 findings.');
  });

  it('prints its findings as JSON', async () => {
    const file = broken('<rule id="100900" level="3"><if_sid>100002</if_sid></rule>');

    expect(JSON.parse(await rules('lint', file, '--json'))).toMatchObject({
      problems: [{ file, line: 2, class: 'error', code: 'DESCRIPTION_MISSING', ruleId: 100_900 }],
    });
  });
});

describe('rules list, explain and coverage', () => {
  it('list rules by level, group, theme and technique', async () => {
    const found = JSON.parse(
      await rules('list', '--level', '12', '--theme', 'mailboxes', '--mitre', 'T1114', '--json'),
    ) as {
      level: number;
      theme: string;
      mitre: string[];
    }[];

    expect(found.length).toBeGreaterThan(2);
    for (const { level, theme, mitre } of found) {
      expect(level).toBeGreaterThanOrEqual(12);
      expect(theme).toBe('mailboxes');
      expect(mitre.some(id => id.startsWith('T1114'))).toBe(true);
    }
  });

  it('refuse a theme or an id that is not there, and name what is', async () => {
    await expect(rules('list', '--theme', 'x')).rejects.toThrow('sign-ins, privilege-and-consent');
    await expect(rules('list', '--level', '17')).rejects.toThrow('0 to 16');
    await expect(rules('explain', '5')).rejects.toMatchObject({ code: 'USAGE' });
  });

  it('explain one rule', async () => {
    expect(await rules('explain', '111401')).toContain('Rule 111401, level 10');
    output = [];
    expect(JSON.parse(await rules('explain', '111401', '--json'))).toMatchObject({ id: 111_401, level: 10 });
  });

  it('write a layer for the Navigator', async () => {
    const file = join(home.path, 'layer.json');

    expect(await rules('coverage', '--navigator', file)).toContain('techniques written to');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ versions: { layer: '4.5' } });
    output = [];
    expect(await rules('coverage')).toContain('T1114.003');
    await expect(rules('coverage', '--navigator', '/nonexistent/x')).rejects.toMatchObject({ code: 'USAGE' });
  });
});

/** A manager's logtest that says what the home's rules, decoders and lists make of an event. */
async function startPreviewedManager(): Promise<FramedServer> {
  const ruleset = loadRuleset(await readHomeRuleset(home.path));
  const sessions = new Map<unknown, RuleSession>();
  mkdirSync(join(home.path, 'queue/sockets'), { recursive: true });
  return startFramedServer(join(home.path, 'queue/sockets/logtest'), ({ command, parameters }) => {
    if (command === 'remove_session') return { error: 0, data: { codemsg: 0 } };
    const token = parameters['token'] ?? String(sessions.size);
    const session = sessions.get(token) ?? createSession(ruleset);
    sessions.set(token, session);
    const { rule, level, description, alert } = session.evaluate(String(parameters['event']), {
      location: String(parameters['location']),
      atMs: Date.now(),
    });
    const found = rule === undefined ? {} : { rule: { id: String(rule), level, description } };
    return { error: 0, data: { token, alert, output: found } };
  });
}

function installRules(): void {
  const { files, decoders, lists } = packagedRuleset();
  for (const { name, text } of files) put(`etc/rules/${name.split('/').at(-1)}`, text);
  for (const { name, text } of decoders) put(`etc/decoders/${name.split('/').at(-1)}`, text);
  for (const [name, text] of Object.entries(lists)) put(name, text);
}
