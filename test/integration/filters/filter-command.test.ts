import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { filterCommand } from '../../../src/commands/filter.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';

const folder = mkdtempSync(join(tmpdir(), 'filter-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CONFIG = writeFile(
  'config.yml',
  `
version: 1
filters:
  - preset: mailbox-bind
  - name: reads
    exclude: { content_types: [Audit.SharePoint], operations: [FileAccessed] }
tenants:
  - name: contoso
    tenant_id: 11111111-2222-3333-4444-555555555555
    client_id: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
    client_secret_file: /nowhere
  - name: fabrikam
    tenant_id: 22222222-2222-3333-4444-555555555555
    client_id: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
    client_secret_file: /nowhere
    filters:
      - { name: reads, preset: page-views, enabled: false }
`,
);

function writeFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What the command prints. Events that are given go through a file. */
async function filter(args: readonly string[], events?: string): Promise<string> {
  const output: string[] = [];
  const print = vi.spyOn(process.stdout, 'write').mockImplementation(text => output.push(String(text)) > 0);
  const given = events === undefined ? [] : ['--events', writeFile('events.ndjson', events)];
  try {
    await filterCommand()
      .exitOverride()
      .parseAsync([...args, ...given], { from: 'user' });
  } finally {
    print.mockRestore();
  }
  return output.join('');
}

const READ = {
  Id: 'r1',
  CreationTime: '2031-01-10T10:00:00',
  Operation: 'FileAccessed',
  Workload: 'SharePoint',
  UserId: 'amy',
};
const BIND = {
  Id: 'b1',
  Operation: 'MailItemsAccessed',
  UserId: 'bob\u001b[31m',
  OperationProperties: [{ Name: 'MailAccessType', Value: 'Bind' }],
};
const enveloped = (event: object, tenant: string, subscription: string) => ({
  office_365: event,
  o365_wazuh: { tenant, subscription },
});

describe('filter test', () => {
  it('tells which filter catches which event, in every form that an event comes in', async () => {
    const alert = { rule: { level: 3 }, data: enveloped({ ...BIND, Id: 'b2' }, 'contoso', 'Audit.Exchange') };
    const lines = [
      JSON.stringify(READ),
      JSON.stringify(BIND),
      `1:office_365:${JSON.stringify(enveloped({ ...READ, Id: 'r2' }, 'contoso', 'Audit.SharePoint'))}`,
      `1:office_365:${JSON.stringify(enveloped({ ...READ, Id: 'r3' }, 'fabrikam', 'Audit.SharePoint'))}`,
      `1:office365:{"integration":"office365","office365":{"Id":"n1","Operation":"FileAccessed","Subscription":"Audit.SharePoint"}}`,
      JSON.stringify(alert),
      JSON.stringify({ rule: { level: 3 }, data: { srcip: '192.0.2.1' } }),
      JSON.stringify([{ ...BIND, Id: 'b3' }, READ]),
      '{"cut":',
      '',
    ];
    const stdout = await filter(['test', '--config', CONFIG, '--json'], lines.join('\n'));

    const result = JSON.parse(stdout) as {
      filters: { filter: string; events: number; examples: { id: string }[] }[];
    };
    expect(result).toMatchObject({ events: 8, passed: 3, filtered: 5, unreadable: 1, other: 1 });
    expect(
      result.filters.map(({ filter: name, events, examples }) => [name, events, examples.map(one => one.id)]),
    ).toEqual([
      ['mailbox-bind', 3, ['b1', 'b2', 'b3']],
      ['reads', 2, ['r2', 'n1']],
    ]);
  });

  it('takes events for a tenant and a content type that they do not name', async () => {
    const test = (...args: string[]) => filter(['test', '--config', CONFIG, ...args], JSON.stringify(READ));

    expect(await test('--content-type', 'Audit.SharePoint')).toContain('1 events: 1 filtered, 0 pass.');
    expect(await test('--content-type', 'Audit.SharePoint', '--tenant', 'fabrikam')).toContain(
      '1 events: 0 filtered, 1 pass.',
    );
    expect(await test()).toContain('reads: 0 events, 0.0 %');
  });

  it('prints for a person, with the first events of each filter or all, and nothing that moves a terminal', async () => {
    const many = Array.from({ length: 5 }, (_, n) => JSON.stringify({ ...BIND, Id: `b${n}` })).join('\n');
    const short = await filter(['test', '--config', CONFIG], many);
    const all = await filter(['test', '--config', CONFIG, '--all'], many);

    expect(short).toContain('mailbox-bind: 5 events, 100.0 %');
    expect(short).toContain('MailItemsAccessed  bob·[31m  b2');
    expect(short).not.toContain('b3');
    expect(short).toContain('… and 2 more');
    expect(all).toContain('b4');
    expect(all).not.toContain('more');
  });

  it('reads a pipe', () => {
    const cli = join(PACKAGE_ROOT, 'src/cli.ts');
    const args = ['filter', 'test', '--events', '-', '--config', CONFIG];
    const { stdout } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...args], {
      input: `[\n${JSON.stringify(BIND)},\n${JSON.stringify(READ)}\n]\n`,
      encoding: 'utf8',
    });

    expect(stdout).toContain('2 events: 1 filtered, 1 pass.');
  });

  it.each([
    [['--events', '/nowhere', '--config', CONFIG], 'Cannot read the events in /nowhere'],
    [['--events', '-', '--config', CONFIG, '--tenant', 'x'], 'the configuration has contoso, fabrikam'],
    [
      ['--events', '-', '--config', CONFIG, '--content-type', 'X'],
      'it must be one of Audit.AzureActiveDirectory',
    ],
    [
      ['--events', '-', '--config', '/nowhere/config.yml'],
      'Cannot read the configuration /nowhere/config.yml',
    ],
  ])('%j is refused', async (args, message) => {
    await expect(filter(['test', ...args])).rejects.toThrow(message);
  });
});

describe('filter presets', () => {
  it('lists them with what they catch and what they cost', async () => {
    expect(await filter(['presets'])).toMatch(
      /^file-access-by-services\n {2}Catches FileAccessed.+\n {2}No longer seen: /,
    );
    expect(JSON.parse(await filter(['presets', '--json']))).toHaveLength(5);
  });
});

describe('docs/filters.md', () => {
  const text = readFileSync(join(PACKAGE_ROOT, 'docs/filters.md'), 'utf8');
  const blocks = [...text.matchAll(/```yaml\n(?<yaml>[^]*?)```/g)].map(match => match.groups?.['yaml'] ?? '');

  it.each(blocks.map((yaml, index) => [index, yaml] as const))(
    'example %d is a good configuration',
    async (index, yaml) => {
      const path = writeFile(`example-${index}.yml`, yaml);

      expect(await filter(['test', '--config', path], JSON.stringify(READ))).toContain('1 events: ');
    },
  );
});
