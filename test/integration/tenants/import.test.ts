import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { isO365WazuhError } from '../../../src/errors.ts';
import { importTenants } from '../../../installer/tenants/import-tenants.ts';
import { renderChange } from '../../../installer/tenants/render-change.ts';
import { CLIENT, homeWithConfig, type HomeWithConfig, id } from './home-with-config.ts';

let home: HomeWithConfig;
beforeEach(() => {
  home = homeWithConfig();
});
afterEach(() => home.remove());

const HEADER = 'name,tenant_id,client_id,client_secret,client_secret_file,cloud';

function csv(rows: readonly string[], mode = 0o600): string {
  return home.put(join(home.rootDir, 'tenants.csv'), `${HEADER}\n${rows.join('\n')}\n`, mode);
}

const run = (file: string, more: { dryRun?: boolean; insecureFiles?: boolean } = {}) =>
  importTenants({ home: home.path, file, dryRun: false, insecureFiles: false, ...more }, home.deps());

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  if (!isO365WazuhError(error)) throw new Error(`Expected a refusal, got ${JSON.stringify(error)}`);
  return `${error.code} ${error.message}`.replaceAll(home.rootDir, '');
}

describe('tenant import', () => {
  it('gives each tenant a file of its own and a secret file for its owner alone', async () => {
    home.put(join(home.rootDir, 'secrets/b'), 'b-secret\nsecond line\n');
    const file = csv([`a,${id(2)},${CLIENT},a-secret,,gcc`, `b,${id(3)},${CLIENT},,secrets/b,`]);

    const change = await run(file);

    expect(change.status).toBe('changed');
    expect(readdirSync(join(home.folder, 'tenants.d'))).toEqual(['a.yml', 'b.yml']);
    expect(home.get('tenants.d/a.yml')).toMatch(
      new RegExp(
        `^name: a\ntenant_id: ${id(2)}\nclient_id: ${CLIENT}\nclient_secret_file: \\S+/a\\.secret\ncloud: gcc\n`,
      ),
    );
    expect([home.get('a.secret'), home.get('b.secret')]).toEqual(['a-secret\n', 'b-secret\n']);
    expect(['a.secret', 'tenants.d/a.yml'].map(home.attributes)).toEqual(['600 0:0', '600 0:0']);
    expect(home.attributes('tenants.d')).toBe('700 0:0');
    expect(loadConfig(join(home.folder, 'config.yml')).tenants.map(tenant => tenant.name)).toEqual([
      'contoso',
      'a',
      'b',
    ]);
    expect(renderChange(change)).toContain('still holds the secrets in clear: delete it');
    expect(renderChange(change)).not.toContain('a-secret');
  });

  it('changes nothing the second time, and of a third only what the file says anew, where it is written', async () => {
    await run(csv([`a,${id(2)},${CLIENT},a-secret,,gcc`]));
    const tree = home.tree();
    expect((await run(csv([`a,${id(2).toUpperCase()},${CLIENT},a-secret,,`]))).status).toBe('unchanged');
    expect(home.tree()).toEqual(tree);

    await run(
      csv([
        `a,${id(2)},${CLIENT},,,dod`.replace(',,,', ',a-secret,,'),
        `contoso,${id(1)},${CLIENT},new,,gcc`,
      ]),
    );

    expect(home.get('tenants.d/a.yml')).toContain('cloud: dod');
    expect(home.config()).toContain('# The head office.');
    expect(home.config()).toContain('cloud: gcc');
    expect(home.get('contoso.secret')).toBe('new\n');
    expect(readdirSync(join(home.folder, 'tenants.d'))).toEqual(['a.yml']);
  });

  it('takes all of the file or nothing, naming every bad row by its line', async () => {
    const tree = home.tree();
    const file = csv([
      `good,${id(2)},${CLIENT},s,,`,
      `good,${id(3)},${CLIENT},s,,`,
      `twice,${id(2)},${CLIENT},s,,`,
      `other,${id(1)},${CLIENT},s,,`,
      `contoso,${id(4)},${CLIENT},s,,`,
    ]);

    const text = await refusal(run(file));

    expect(text).toContain('CONFIG_INVALID /tenants.csv has 4 problems:');
    expect(text).toContain(
      'line 3: name = "good" must not be used twice; it is the name of the tenant in /tenants.csv, line 2',
    );
    expect(text).toContain(
      `line 4: tenant_id = "${id(2)}" is collected with the same app by the tenant good in /tenants.csv, line 2`,
    );
    expect(text).toMatch(/line 5: tenant_id = .* by the tenant contoso in \S+config\.yml, line 7/);
    expect(text).toMatch(
      /line 6: tenant_id = .* is another tenant than 11111111\S+, which has the name contoso/,
    );
    expect(home.tree()).toEqual(tree);
  });

  it('refuses a file with secrets that others can read, and takes it where that is wanted', async () => {
    const rows = [`a,${id(2)},${CLIENT},a-secret,,`];

    expect(await refusal(run(csv(rows, 0o644)))).toMatch(/^SECRET_EXPOSED .* has mode 0644/);
    expect(await refusal(run(csv(rows, 0o640)))).toMatch(/^SECRET_EXPOSED/);
    expect(existsSync(join(home.folder, 'tenants.d'))).toBe(false);
    expect((await run(csv(rows, 0o644), { insecureFiles: true })).status).toBe('changed');
  });

  it('takes a file without secrets whatever its mode, but no secret file that others can read', async () => {
    home.put(join(home.rootDir, 'open'), 'b-secret\n', 0o644);
    home.put(join(home.rootDir, 'closed'), 'c-secret\n');
    const file = csv(
      [`b,${id(3)},${CLIENT},,open,`, `c,${id(4)},${CLIENT},,closed,`, `d,${id(5)},${CLIENT},,none,`],
      0o644,
    );

    const text = await refusal(run(file));

    expect(text).toMatch(/line 2: client_secret_file cannot be used: .* mode 0644/);
    expect(text).toMatch(/line 4: client_secret_file cannot be used: Cannot read/);
    expect(text).not.toContain('line 3');
    expect(text).not.toContain('b-secret');
  });

  it.each([
    ['UTF-16', Buffer.from('\uFEFFname,tenant_id\n', 'utf16le'), 'is UTF-16; it must be UTF-8'],
    ['another encoding', Buffer.from('name,tenant_id\nk\xf6ln,x\n', 'latin1'), 'bytes that are not UTF-8'],
  ])('refuses %s', async (_, bytes, why) => {
    const file = home.put(join(home.rootDir, 'odd.csv'), '');
    const { writeFileSync } = await import('node:fs');
    writeFileSync(file, bytes);

    expect(await refusal(run(file))).toContain(why);
  });

  it('refuses a file that is not there', async () => {
    expect(await refusal(run(join(home.rootDir, 'none.csv')))).toMatch(/^USAGE Cannot read \/none\.csv/);
  });

  it('does not write over a file in tenants.d that holds somebody else', async () => {
    home.put(
      'tenants.d/a.yml',
      `name: other\ntenant_id: ${id(7)}\nclient_id: ${CLIENT}\nclient_secret_file: /s\n`,
    );

    expect(await refusal(run(csv([`a,${id(2)},${CLIENT},s,,`])))).toContain(
      'is there already and holds no tenant "a"',
    );
  });

  it('brings in hundreds at once', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => {
      const tenant = `${String(n).padStart(8, '0')}-2222-3333-4444-555555555555`;
      return `t${n},${tenant},${CLIENT},secret-${n},,`;
    });

    const planned = await run(csv(rows), { dryRun: true });
    expect(planned.plan.changes).toHaveLength(601);
    expect(existsSync(join(home.folder, 'tenants.d'))).toBe(false);

    expect((await run(csv(rows))).status).toBe('changed');
    expect(loadConfig(join(home.folder, 'config.yml')).tenants).toHaveLength(301);
  }, 120_000);
});
