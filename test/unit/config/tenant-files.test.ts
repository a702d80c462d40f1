import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { isO365WazuhError } from '../../../src/errors.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

let home: TempHome;
beforeEach(() => {
  home = new TempHome({ 'config.yml': 'version: 1\n' });
});
afterEach(() => home[Symbol.dispose]());

const id = (digit: number): string => `${String(digit).repeat(8)}-2222-3333-4444-555555555555`;

function tenantText(name: string, digit: number, more = ''): string {
  return `name: ${name}\ntenant_id: ${id(digit)}\nclient_id: ${id(9)}\nclient_secret_file: /s/${name}\n${more}`;
}

function asList(...texts: readonly string[]): string {
  return texts.map(text => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`).join('');
}

const load = () => loadConfig(join(home.path, 'config.yml'));
const names = (): string[] => load().tenants.map(tenant => tenant.name);

function problem(run: () => unknown = load): string {
  try {
    run();
  } catch (error) {
    if (isO365WazuhError(error)) return `${error.code} ${error.message.replaceAll(home.path, '')}`;
    throw error;
  }
  return 'no error';
}

describe('tenants.d', () => {
  it('adds one tenant or a list of tenants from each file, behind those of config.yml, by file name', () => {
    home.write('config.yml', `version: 1\ntenants:\n${asList(tenantText('main', 1))}`);
    home.write('tenants.d/b.yml', tenantText('single', 2));
    home.write('tenants.d/B.yaml', asList(tenantText('first', 3), tenantText('second', 4)));
    home.write('tenants.d/10.yml', tenantText('ten', 5));
    home.write('tenants.d/9.yml', tenantText('nine', 6));

    expect(names()).toEqual(['main', 'ten', 'nine', 'first', 'second', 'single']);
  });

  it('can hold all tenants, so that config.yml has none', () => {
    home.write('tenants.d/a.yml', tenantText('only', 1));

    expect(names()).toEqual(['only']);
  });

  it('fills in the same defaults as config.yml', () => {
    home.write('tenants.d/a.yml', tenantText('only', 1));

    expect(load().tenants[0]).toMatchObject({ cloud: 'worldwide', stopOthers: false });
    expect(load().tenants[0]?.contentTypes).toHaveLength(5);
  });

  it('leaves hidden files and other names alone, and follows links as orchestrators lay them', () => {
    home.write('tenants.d/.hidden.yml', 'no: tenant');
    home.write('tenants.d/off.yml.disabled', 'no: tenant');
    home.write('tenants.d/notes.txt', 'hello');
    home.write('elsewhere/real', tenantText('linked', 1));
    symlinkSync('../elsewhere/real', join(home.path, 'tenants.d/linked.yml'));

    expect(names()).toEqual(['linked']);
  });

  it('may have an empty list in a file, but not nothing at all', () => {
    home.write('tenants.d/a.yml', '[]\n');
    home.write('tenants.d/b.yml', tenantText('b', 1));
    expect(names()).toEqual(['b']);

    home.write('tenants.d/c.yml', '# written half\n');
    expect(problem()).toBe(
      'CONFIG_INVALID /tenants.d/c.yml has a problem:\n  the file must hold a tenant or a list of tenants',
    );
  });

  it('names file, line and key of every problem in all files at once', () => {
    home.write('config.yml', 'version: 1\ninterval: 5x\n');
    home.write('tenants.d/a.yml', tenantText('A B', 1));
    home.write('tenants.d/b.yml', asList(tenantText('ok', 2), tenantText('bad', 3, 'colour: red\n')));
    home.write('tenants.d/c.yml', 'name: [\n');

    const text = problem();
    expect(text).toContain('/config.yml has a problem:\n  line 2: interval = "5x" must be a duration');
    expect(text).toContain('/tenants.d/a.yml has a problem:\n  line 1: name = "A B" must be 1 to 63');
    expect(text).toContain('/tenants.d/b.yml has a problem:\n  line 9: [1].colour = "red" is not a key');
    expect(text).toMatch(/\/tenants\.d\/c\.yml has a problem:\n {2}line \d: the file must be YAML/);
  });

  it('refuses a name twice, naming both files and lines', () => {
    home.write('config.yml', `version: 1\ntenants:\n${asList(tenantText('contoso', 1))}`);
    home.write('tenants.d/x.yml', `# a comment\n${tenantText('contoso', 2)}`);

    expect(problem()).toBe(
      'CONFIG_INVALID /tenants.d/x.yml has a problem:\n  line 2: name = "contoso" must not be used twice; ' +
        'it is the name of the tenant in /config.yml, line 3',
    );
  });

  it('refuses a tenant id twice for the same app or the same content, naming both files', () => {
    home.write('tenants.d/a.yml', tenantText('one', 1));
    home.write('tenants.d/b.yml', tenantText('two', 1));
    expect(problem()).toContain(
      `/tenants.d/b.yml has a problem:\n  line 2: tenant_id = "${id(1)}" is collected with the same app by the tenant one in /tenants.d/a.yml, line 2`,
    );

    home.write('tenants.d/b.yml', tenantText('two', 1).replace(id(9), id(8)));
    expect(problem()).toContain('is collected for Audit.AzureActiveDirectory, Audit.Exchange');
  });

  it('takes two apps in one tenant that share no content type', () => {
    const [dlp, rest] = ['content_types: [DLP.All]\n', 'content_types: [Audit.General]\n'];
    home.write('tenants.d/a.yml', tenantText('one', 1, dlp));
    home.write('tenants.d/b.yml', tenantText('two', 1, rest).replace(id(9), id(8)));

    expect(names()).toEqual(['one', 'two']);
  });

  it('says that there is no tenant anywhere', () => {
    home.write('tenants.d/a.yml', '[]\n');

    expect(problem()).toContain('tenants is missing; there must be a tenant, here or in tenants.d');
  });

  it('does not show a secret that stands where a tenant should', () => {
    home.write('tenants.d/a.yml', `${'s3cr3t'.repeat(12)}\n`);

    expect(problem()).toContain('must hold a tenant');
    expect(problem()).not.toContain('s3cr3ts3cr3t');
  });

  it('leaves out a bad file and goes on, where the caller asks to be told', () => {
    home.write('tenants.d/a.yml', tenantText('a', 1));
    home.write('tenants.d/b.yml', asList(tenantText('b', 2), tenantText('a', 3)));
    home.write('tenants.d/c.yml', 'name: c\n');
    home.write('tenants.d/d.yml', tenantText('d', 4));
    mkdirSync(join(home.path, 'tenants.d/folder.yml'));
    symlinkSync('nowhere', join(home.path, 'tenants.d/dangling.yml'));
    const told: string[] = [];

    const config = loadConfig(join(home.path, 'config.yml'), error => told.push(error.message));

    expect(config.tenants.map(tenant => tenant.name)).toEqual(['a', 'd']);
    expect(told.join('\n')).toMatch(/dangling\.yml[^]*folder\.yml[^]*b\.yml has a problem[^]*c\.yml has \d/);
  });

  it('goes nowhere with a bad config.yml, or without any good tenant, even where the caller asks to be told', () => {
    home.write('tenants.d/a.yml', 'name: c\n');
    expect(problem(() => loadConfig(join(home.path, 'config.yml'), () => undefined))).toContain(
      'CONFIG_INVALID',
    );

    home.write('tenants.d/a.yml', tenantText('a', 1));
    home.write('config.yml', 'version: 2\n');
    expect(problem(() => loadConfig(join(home.path, 'config.yml'), () => undefined))).toContain(
      'version = 2',
    );
  });
});
