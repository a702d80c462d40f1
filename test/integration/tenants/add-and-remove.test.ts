import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { isO365WazuhError } from '../../../src/errors.ts';
import { openStore } from '../../../src/state/open-store.ts';
import { takeRunLock } from '../../../src/state/run-lock.ts';
import { readStateReport } from '../../../src/state/state-report.ts';
import { addTenant } from '../../../installer/tenants/add-tenant.ts';
import type { TenantOrder } from '../../../installer/tenants/put-tenant.ts';
import { removeTenant } from '../../../installer/tenants/remove-tenant.ts';
import { renderChange } from '../../../installer/tenants/render-change.ts';
import { restore } from '../../../installer/restore.ts';
import { withHome } from '../../../installer/session.ts';
import type { Break } from '../../stand-ins/break-at.ts';
import { ManualClock } from '../../stand-ins/manual-clock.ts';
import { blob, finished, identity, progress } from '../../unit/state/samples.ts';
import { runCli } from './run-cli.ts';
import { CLIENT, CONFIG, homeWithConfig, type HomeWithConfig, id } from './home-with-config.ts';

let home: HomeWithConfig;
beforeEach(() => {
  home = homeWithConfig();
});
afterEach(() => home.remove());

const FABRIKAM: TenantOrder = {
  name: 'fabrikam',
  keys: { tenant_id: id(2), client_id: CLIENT, content_types: ['Audit.General'] },
  secret: 'fabrikam-s3cr3t',
};

const add = (order: TenantOrder = FABRIKAM, dryRun = false) =>
  addTenant(order, { home: home.path, dryRun }, home.deps());
const remove = (name: string, more: { purgeState?: boolean; dryRun?: boolean } = {}) =>
  removeTenant({ home: home.path, name, purgeState: false, dryRun: false, ...more }, home.deps());
const tenants = () => loadConfig(join(home.folder, 'config.yml')).tenants;

async function refusal(run: Promise<unknown>): Promise<string> {
  const error: unknown = await run.catch((reason: unknown) => reason);
  if (!isO365WazuhError(error)) throw new Error(`Expected a refusal, got ${JSON.stringify(error)}`);
  return `${error.code} ${error.message} → ${error.hint}`;
}

describe('tenant add', () => {
  it('adds the tenant behind the others, byte for byte nothing else, with a secret file for its owner alone', async () => {
    const change = await add();

    expect(change.status).toBe('changed');
    expect(home.config()).toBe(
      `${CONFIG.replace('FOLDER', home.folder)}    - name: fabrikam
      tenant_id: ${id(2)}
      client_id: ${CLIENT}
      client_secret_file: ${home.folder}/fabrikam.secret
      cloud: worldwide
      content_types:
        - Audit.General
`,
    );
    expect(home.get('fabrikam.secret')).toBe('fabrikam-s3cr3t\n');
    expect(home.attributes('fabrikam.secret')).toBe('600 0:0');
    expect(home.attributes('config.yml')).toBe('600 0:0');
  });

  it('changes nothing the second time, restarts nothing, and leaves nothing lying about', async () => {
    await add();
    const tree = home.tree();

    expect((await add()).status).toBe('unchanged');
    expect(home.tree()).toEqual(tree);
    expect(home.restarts() + home.reloads()).toBe(0);
    expect(readdirSync(home.folder).sort()).toEqual(['config.yml', 'contoso.secret', 'fabrikam.secret']);
  });

  it('prints the plan with the difference and without the secret, and changes nothing', async () => {
    const tree = home.tree();

    const planned = await add(FABRIKAM, true);

    expect(home.tree()).toEqual(tree);
    const text = renderChange(planned);
    expect(text).toContain('This would change in');
    expect(text).toMatch(/@@ -\d+,\d+ \+\d+,\d+ @@[^]*\+ {4}- name: fabrikam\n/);
    expect(text).toContain(`+ ${home.folder}/fabrikam.secret  (client secret, mode 0600, owner 0:0)`);
    expect(text).not.toContain('s3cr3t');
  });

  it('changes only what is named of a tenant that is there, where it is written', async () => {
    home.put(
      'tenants.d/x.yml',
      `# Bought.\nname: fabrikam\ntenant_id: ${id(2)}\nclient_id: ${CLIENT}\nclient_secret_env: SECRET\n`,
    );

    await add({ name: 'fabrikam', keys: { cloud: 'gcc' }, secret: 'new' });

    expect(home.get('tenants.d/x.yml')).toBe(
      `# Bought.\nname: fabrikam\ntenant_id: ${id(2)}\nclient_id: ${CLIENT}\ncloud: gcc\nclient_secret_file: ${home.folder}/fabrikam.secret\n`,
    );
    expect(home.config()).not.toContain('fabrikam');
  });

  it('takes ids in capitals for what they are', async () => {
    const change = await add({
      name: 'contoso',
      keys: { tenant_id: id(1).toUpperCase(), client_id: CLIENT.toUpperCase() },
    });

    expect(change.status).toBe('unchanged');
  });

  it('refuses another tenant under a name that is in use', async () => {
    const text = await refusal(add({ name: 'contoso', keys: { tenant_id: id(3) } }));

    expect(text).toContain(`USAGE The name contoso belongs to the tenant ${id(1)}`);
  });

  it('says what a new tenant lacks', async () => {
    expect(await refusal(add({ name: 'new', keys: {} }))).toContain(
      'needs --tenant-id, --client-id, a secret (--secret-file, --secret-env or --secret-stdin).',
    );

    const keys = { tenant_id: id(3), credential: { type: 'managed_identity' } };
    expect((await add({ name: 'new', keys })).status).toBe('changed');
  });

  it('refuses what would break a rule of the configuration, with nothing changed', async () => {
    const tree = home.tree();

    expect(await refusal(add({ ...FABRIKAM, keys: { ...FABRIKAM.keys, cloud: 'mars' } }))).toContain(
      'tenants[1].cloud = "mars"',
    );
    expect(await refusal(add({ ...FABRIKAM, name: 'Fabri kam' }))).toContain('tenants[1].name = "Fabri kam"');
    expect(await refusal(add({ ...FABRIKAM, keys: { ...FABRIKAM.keys, tenant_id: id(1) } }))).toContain(
      'collected twice',
    );
    expect(home.tree()).toEqual(tree);
  });

  it('refuses to work on a configuration that is broken, and where nothing is installed', async () => {
    home.put('tenants.d/broken.yml', 'name: [\n');
    expect(await refusal(add())).toMatch(/^CONFIG_INVALID .*tenants\.d\/broken\.yml/);

    const bare = homeWithConfig();
    bare.put('config.yml', '');
    expect(await refusal(addTenant(FABRIKAM, { home: bare.path, dryRun: false }, bare.deps()))).toContain(
      'CONFIG_INVALID',
    );
    bare.remove();
  });

  it.each(['open journal', 'stage', 'save', 'swap', 'check installed files', 'commit'])(
    'leaves everything as it was when it is stopped at %s',
    async place => {
      const tree = home.tree();
      const stop = new AbortController();
      const deps = home.deps({
        signal: stop.signal,
        onStep: step => {
          if (step.startsWith(place)) stop.abort(new Error('stopped'));
        },
      });

      await expect(addTenant(FABRIKAM, { home: home.path, dryRun: false }, deps)).rejects.toThrow('stopped');

      expect(home.tree()).toEqual(tree);
    },
  );
});

describe('tenant remove', () => {
  it('takes the tenant and its secret file out, says that its memory stays, and keeps a backup that brings it back', async () => {
    const before = home.config();
    await add();

    const change = await remove('fabrikam');

    expect(home.config()).toBe(before);
    expect(existsSync(join(home.folder, 'fabrikam.secret'))).toBe(false);
    expect(renderChange(change)).toContain('What was delivered stays remembered');
    await restore({ home: home.path, id: change.backupId ?? '' }, home.deps());
    expect(tenants().map(tenant => tenant.name)).toEqual(['contoso', 'fabrikam']);
  });

  it('deletes the file of a tenant that has one of its own', async () => {
    home.put(
      'tenants.d/f.yml',
      `name: f\ntenant_id: ${id(2)}\nclient_id: ${CLIENT}\nclient_secret_file: /elsewhere/f\n`,
    );

    await remove('f');

    expect(readdirSync(join(home.folder, 'tenants.d'))).toEqual([]);
  });

  it('leaves a secret file that another tenant uses, or that is not ours, and says so', async () => {
    const outside = home.put(join(home.rootDir, 'elsewhere.secret'), 'x\n');
    home.put(
      'tenants.d/a.yml',
      `name: a\ntenant_id: ${id(2)}\nclient_id: ${CLIENT}\nclient_secret_file: ${home.folder}/contoso.secret\n`,
    );
    home.put(
      'tenants.d/b.yml',
      `name: b\ntenant_id: ${id(3)}\nclient_id: ${CLIENT}\nclient_secret_file: ${outside}\n`,
    );

    const texts = [renderChange(await remove('a')), renderChange(await remove('b'))];

    expect(texts[0]).toContain('contoso.secret stays: another tenant uses it.');
    expect(texts[1]).toContain('elsewhere.secret stays: it lies outside our folder.');
    expect(existsSync(outside)).toBe(true);
    expect(home.get('contoso.secret')).toBe('contoso-secret\n');
  });

  it('changes nothing for a tenant that is not there, and names those that are', async () => {
    const tree = home.tree();

    const change = await remove('fabrikam');

    expect(change.status).toBe('unchanged');
    expect(renderChange(change)).toContain('There is no tenant "fabrikam". There are: contoso.');
    expect(home.tree()).toEqual(tree);
  });

  it('refuses to take the only tenant', async () => {
    expect(await refusal(remove('contoso'))).toMatch(/^USAGE contoso is the only tenant.*uninstall$/);
  });
});

describe('tenant remove --purge-state', () => {
  const stateDir = (): string => join(home.path, 'queue/o365-wazuh');
  const stateFile = (): string => join(stateDir(), 'state.db');

  function remember(tenantId: string): void {
    const store = openStore({ path: stateFile(), clock: new ManualClock() });
    for (const contentType of ['Audit.General', 'DLP.All'] as const) {
      const contentId = `${tenantId}$${contentType}`;
      const partition = store.partition({ tenantId, contentType });
      partition.commit({ listed: [blob(contentId)], progress: progress(contentId, [identity(1)]) });
      partition.commit({ finished: finished(contentId, 1) });
    }
    store.close();
  }

  const remembered = (): string[] =>
    readStateReport(stateFile(), { runs: 1, sinceMs: 0 }).partitions.map(
      one => `${one.tenantId.slice(0, 1)} ${one.contentType}`,
    );

  it('forgets that tenant alone', async () => {
    await add();
    remember(id(1));
    remember(id(2));

    const change = await remove('fabrikam', { purgeState: true });

    expect(renderChange(change)).toContain('What was delivered is forgotten: added again');
    expect(remembered()).toEqual(['1 Audit.General', '1 DLP.All']);
  });

  it('keeps what another entry of the same tenant collects', async () => {
    await add();
    await add({
      name: 'fabrikam-dlp',
      keys: { tenant_id: id(2), client_id: id(9), content_types: ['DLP.All'] },
      secret: 'x',
    });
    remember(id(2));

    await remove('fabrikam', { purgeState: true });

    expect(remembered()).toEqual(['2 DLP.All']);
  });

  it('waits for nobody: while the collector runs nothing is changed', async () => {
    await add();
    remember(id(2));
    const lock = takeRunLock(stateDir(), 0);
    const tree = home.config();

    expect(await refusal(remove('fabrikam', { purgeState: true }))).toContain('STATE_BUSY');

    expect(home.config()).toBe(tree);
    expect(remembered()).toHaveLength(2);
    if (!lock.held) lock.release();
  });

  it('says that the tenant is gone when only its memory could not be forgotten', async () => {
    await add();
    mkdirSync(stateFile(), { recursive: true });

    const text = await refusal(remove('fabrikam', { purgeState: true }));

    expect(text).toMatch(/^STATE_\w+ The tenant is removed, but what was delivered could not be forgotten/);
    expect(tenants().map(tenant => tenant.name)).toEqual(['contoso']);
  });

  it('is finished by the next command when it is killed before it forgot', async () => {
    await add();
    remember(id(1));
    remember(id(2));
    // The lock, the opening of the journal, our folder, the commit.
    const broken: Break = { root: home.path, call: 'sync wodles', occurrence: 4, signal: 'SIGKILL' };
    const args = ['tenant', 'remove', 'fabrikam', '--purge-state', '--yes', '--home', home.path];
    const env = { O365_TEST_BREAK: JSON.stringify(broken) };
    expect(await runCli(args, { preload: 'break-at.ts', env })).toMatchObject({ exitCode: null });
    expect(tenants().map(tenant => tenant.name)).toEqual(['contoso']);
    expect(remembered()).toHaveLength(4);

    await withHome(home.path, false, home.deps(), async () => undefined);
    expect(remembered()).toEqual(['1 Audit.General', '1 DLP.All']);
  });

  it('does not keep the next command from its work when what is left to forget cannot be', async () => {
    await add();
    mkdirSync(stateFile(), { recursive: true });
    await refusal(remove('fabrikam', { purgeState: true }));

    expect((await add()).status).toBe('changed');
    expect(home.said.join('\n')).toMatch(/was cut short after it was done.*\n.*stays remembered/);
  });

  it('keeps everything in a dry run, and works without any memory', async () => {
    await add();
    expect((await remove('fabrikam', { purgeState: true, dryRun: true })).status).toBe('planned');
    expect(existsSync(stateFile())).toBe(false);
    expect((await remove('fabrikam', { purgeState: true })).status).toBe('changed');
  });
});
