import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install } from '../../../installer/install.ts';
import { renderPlan } from '../../../installer/render-plan.ts';
import { renderReport, reportAsJson } from '../../../installer/render-report.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { firstInstall, SECRET, TENANT_ID } from './options.ts';
import {
  type HomeSpec,
  makeThrowawayHome,
  OSSEC_CONF,
  type ThrowawayHome,
  WAZUH_ID,
} from './throwaway-home.ts';

const asRoot = process.getuid?.() === 0;
if (!asRoot) console.log('Installer tests give files to other accounts and need root: skipped.');

describe.skipIf(!asRoot)('install', () => {
  let home: ThrowawayHome;
  beforeEach(() => {
    home = makeThrowawayHome();
  });
  afterEach(() => home.remove());

  const remake = (spec: HomeSpec): void => {
    home.remove();
    home = makeThrowawayHome(spec);
  };
  const run = (more = {}) => install(firstInstall(home.path, more), home.deps());
  const attributes = (path: string): string => {
    const { mode, uid, gid } = lstatSync(join(home.path, path));
    return `${(mode & 0o777).toString(8)} ${uid}:${gid}`;
  };

  /** Runs an installation that must be refused, and sees to it that nothing was changed. */
  const refusal = async (more = {}, deps = {}): Promise<{ code: string; message: string; hint: string }> => {
    const before = home.tree();
    const error = await install(firstInstall(home.path, more), home.deps(deps)).then(
      () => {
        throw new Error('it was installed');
      },
      (e: unknown) => e as { code: string; message: string; hint: string },
    );
    expect(home.tree()).toEqual(before);
    expect(home.restarts()).toBe(0);
    expect(error.hint).not.toBe('');
    return error;
  };

  /** Runs an installation that must fail, and sees to it that everything was taken back. */
  const failure = async (more = {}): Promise<{ code: string; message: string }> => {
    const before = home.tree();
    const error = await run(more).then(
      () => ({ code: 'none', message: '' }),
      (e: unknown) => e as { code: string; message: string },
    );
    expect(home.tree()).toEqual(before);
    return error;
  };

  it('puts everything in place, each file readable by whom it is for, and restarts once', async () => {
    const report = await run();

    expect(report).toMatchObject({ status: 'changed', activation: 'restart', conflicts: [] });
    expect(home.restarts()).toBe(1);
    expect(attributes('etc/ossec.conf')).toBe(`660 0:${WAZUH_ID}`);
    expect(attributes('etc/o365-wazuh')).toBe('700 0:0');
    expect(attributes('etc/o365-wazuh/config.yml')).toBe('600 0:0');
    expect(attributes('etc/o365-wazuh/default.secret')).toBe('600 0:0');
    expect(attributes('etc/rules/0990-o365-wazuh_rules.xml')).toBe(`660 ${WAZUH_ID}:${WAZUH_ID}`);
    expect(attributes('etc/decoders/0005-o365-wazuh_decoders.xml')).toBe(`660 ${WAZUH_ID}:${WAZUH_ID}`);
    expect(attributes('queue/o365-wazuh')).toBe(`700 0:${WAZUH_ID}`);
    expect(attributes('wodles/o365-wazuh/runtime/node')).toBe(`750 0:${WAZUH_ID}`);
    expect(home.read('etc/ossec.conf')).toContain(
      `<command>/usr/bin/env MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=131072 ${home.path}/wodles/o365-wazuh/runtime/node ${home.path}/wodles/o365-wazuh/collector.cjs</command>`,
    );
    expect(loadConfig(join(home.path, 'etc/o365-wazuh/config.yml')).tenants).toMatchObject([
      {
        name: 'default',
        tenantId: TENANT_ID,
        credential: { type: 'client_secret', secret: { kind: 'file' } },
      },
    ]);
    expect(home.read('etc/o365-wazuh/default.secret')).toBe(`${SECRET}\n`);
  });

  it('changes nothing and restarts nothing when run again, with or without the same options', async () => {
    await run();
    const after = home.tree();

    expect(await run()).toMatchObject({ status: 'unchanged', activation: 'none', plan: { changes: [] } });
    expect(await install({ home: home.path }, home.deps())).toMatchObject({ status: 'unchanged' });
    expect(home.tree()).toEqual(after);
    expect(home.restarts()).toBe(1);
  });

  it('is taken back by uninstall: ossec.conf byte for byte, and with --purge the whole tree', async () => {
    const before = home.tree();
    await run();
    for (const left of ['logs/o365-wazuh.log', 'var/run/o365-wazuh.state'])
      home.write(left, 'a run was here\n');
    await uninstall({ home: home.path, purge: true }, home.deps());

    expect(home.tree()).toEqual(before);
    expect(home.read('etc/ossec.conf')).toBe(OSSEC_CONF);
    expect(home.restarts()).toBe(2);
  });

  it('is purged although the collector writes its log and state meanwhile', async () => {
    const before = home.tree();
    await run();
    mkdirSync(join(home.path, 'queue/o365-wazuh'), { recursive: true });
    home.write('queue/o365-wazuh/state.db', 'one');
    home.write('logs/o365-wazuh.log', 'one\n');
    const onStep = (step: string): void => {
      if (step !== `save ${join(home.path, 'logs/o365-wazuh.log')}`) return;
      home.write('logs/o365-wazuh.log', 'one\ntwo\n');
      rmSync(join(home.path, 'queue/o365-wazuh/state.db'), { force: true });
    };
    await uninstall({ home: home.path, purge: true }, home.deps({ onStep }));
    expect(home.tree()).toEqual(before);
  });

  it('brings what the collector wrote meanwhile back when a purge fails', async () => {
    await run();
    home.write('logs/o365-wazuh.log', 'one\n');
    const onStep = (step: string): void => {
      if (step === `save ${join(home.path, 'logs/o365-wazuh.log')}`)
        home.write('logs/o365-wazuh.log', 'one\ntwo\n');
      if (step === 'check installed files') throw new Error('stopped here');
    };
    await expect(uninstall({ home: home.path, purge: true }, home.deps({ onStep }))).rejects.toThrow(
      'stopped here',
    );
    expect(home.read('logs/o365-wazuh.log')).toBe('one\ntwo\n');
  });

  it('keeps configuration, secret and state when uninstalled without --purge', async () => {
    await run();
    home.write('queue/o365-wazuh/state.db', 'state');
    await uninstall({ home: home.path }, home.deps());

    expect(home.read('etc/o365-wazuh/default.secret')).toBe(`${SECRET}\n`);
    expect(home.read('queue/o365-wazuh/state.db')).toBe('state');
    expect(home.read('etc/ossec.conf')).toBe(OSSEC_CONF);
    expect(
      Object.keys(home.tree()).filter(name =>
        /rules\/.*o365|decoders\/.*o365|collector\.cjs|runtime/.test(name),
      ),
    ).toEqual([]);
    expect(await install({ home: home.path }, home.deps())).toMatchObject({ status: 'changed' });
  });

  it('prints the very plan that it would run, changes nothing, and shows no secret', async () => {
    const before = home.tree();
    const planned = await run({ dryRun: true });

    expect(planned.status).toBe('planned');
    expect(home.tree()).toEqual(before);
    expect(home.restarts()).toBe(0);
    const text = renderReport(planned) + JSON.stringify(reportAsJson(planned));
    expect(text).toContain('+    <tag>o365-wazuh</tag>');
    expect(text).not.toContain(SECRET);

    const real = await run();
    const steps = (changes: typeof real.plan.changes): string[] => changes.map(c => `${c.action} ${c.path}`);
    expect(steps(real.plan.changes)).toEqual(steps(planned.plan.changes));
    expect(renderPlan(real.plan, 'all')).toBe(renderPlan(planned.plan, 'all'));
  });

  it('leaves the restart to the operator with --no-restart and says how', async () => {
    const report = await run({ restart: false });

    expect(report).toMatchObject({
      activation: 'pending',
      activationCommand: `${home.path}/bin/wazuh-control restart`,
    });
    expect(home.restarts()).toBe(0);
  });

  it('never starts a manager that was stopped', async () => {
    home.write('var/run/running', '');
    const report = await run();

    expect(report).toMatchObject({ status: 'changed', activation: 'none' });
    expect(report.notices.map(notice => notice.code)).toContain('not-running');
    expect(home.restarts()).toBe(0);
  });

  it('adds a second tenant and leaves comments and settings of the first alone', async () => {
    await run();
    home.write(
      'etc/o365-wazuh/config.yml',
      home.read('etc/o365-wazuh/config.yml').replace('log_level: info', 'log_level: debug # mine'),
    );
    await run({ tenantName: 'branch', tenantId: TENANT_ID.replaceAll('1', '9'), contentTypes: ['DLP.All'] });

    expect(home.read('etc/o365-wazuh/config.yml')).toContain('log_level: debug # mine');
    expect(
      loadConfig(join(home.path, 'etc/o365-wazuh/config.yml')).tenants.map(tenant => tenant.name),
    ).toEqual(['default', 'branch']);
    expect(attributes('etc/o365-wazuh/branch.secret')).toBe('600 0:0');
    expect(home.restarts()).toBe(1);
  });

  it('replaces a rotated secret without a restart', async () => {
    await run();
    const report = await install({ home: home.path, clientSecret: 'the-next-one' }, home.deps());

    expect(report).toMatchObject({ status: 'changed', activation: 'none' });
    expect(home.read('etc/o365-wazuh/default.secret')).toBe('the-next-one\n');
    expect(home.restarts()).toBe(1);
  });

  it.each(['3.13.6', '4.1.5', '4.2.7', '4.3.0', '4.14.7'])(
    'installs on %s and gives its tree back',
    async version => {
      remake({ version });
      const before = home.tree();
      await run();

      expect(home.restarts()).toBe(1);
      await uninstall({ home: home.path, purge: true }, home.deps());
      expect(home.tree()).toEqual(before);
    },
  );

  it('installs collector and wodle on an agent and says where the rules go', async () => {
    remake({
      type: 'agent',
      conf: '<ossec_config>\n  <client>\n    <server><address>192.0.2.1</address></server>\n  </client>\n</ossec_config>\n',
    });
    const report = await run();

    expect(report.notices.find(notice => notice.code === 'rules-elsewhere')?.text).toMatch(/manager/);
    expect(report.plan.changes.some(change => /\/etc\/(?:rules|decoders)\//.test(change.path))).toBe(false);
    expect(home.read('etc/ossec.conf')).toContain('<tag>o365-wazuh</tag>');
  });

  it('refuses rules on a cluster worker with clear words, and installs the collector', async () => {
    remake({
      conf: `${OSSEC_CONF}<ossec_config>\n  <cluster>\n    <node_type>worker</node_type>\n    <disabled>no</disabled>\n  </cluster>\n</ossec_config>\n`,
    });
    const report = await run();

    expect(report.notices.find(notice => notice.code === 'rules-elsewhere')?.text).toMatch(/master/);
    expect(report.plan.changes.some(change => change.path.includes('/etc/rules/'))).toBe(false);
  });

  describe('refuses, with nothing changed,', () => {
    it('an ordinary user on a home of root’s', async () => {
      expect(await refusal({}, { uid: 1000 })).toMatchObject({ code: 'INSTALL_NOT_ROOT' });
    });

    it('a folder that holds no Wazuh', async () => {
      expect(await refusal({ home: join(home.rootDir, 'etc') })).toMatchObject({ code: 'HOME_NOT_FOUND' });
    });

    it('a Wazuh 5 manager', async () => {
      renameSync(join(home.path, 'bin/wazuh-control'), join(home.path, 'bin/wazuh-manager-control'));
      renameSync(join(home.path, 'etc/ossec.conf'), join(home.path, 'etc/wazuh-manager.conf'));
      expect(await refusal()).toMatchObject({ code: 'INSTALL_WAZUH_5' });
    });

    it('a Wazuh older than 3.13', async () => {
      remake({ version: '3.12.3' });
      expect(await refusal()).toMatchObject({ code: 'INSTALL_WAZUH_TOO_OLD' });
    });

    it('an ossec.conf that Wazuh could not read, naming the line', async () => {
      home.write('etc/ossec.conf', OSSEC_CONF.replace('</alerts>', '</alert>'));
      const error = await refusal();
      expect(error.code).toBe('INSTALL_CONF_UNREADABLE');
      expect(error.message).toMatch(/line \d+: Element 'alerts' is not closed/);
    });

    it('a configuration that was broken before, quoting the daemon', async () => {
      home.write('etc/ossec.conf', OSSEC_CONF.replace('<global>', '<global><!-- BROKEN -->'));
      const error = await refusal();
      expect(error.code).toBe('INSTALL_HOME_BROKEN');
      expect(error.message).toContain('ERROR: (1226)');
    });

    it.each(['rule_dir', 'decoder_dir'])(
      'an ossec.conf without <%s> for etc/, naming the missing line',
      async tag => {
        home.write('etc/ossec.conf', OSSEC_CONF.replace(new RegExp(` *<${tag}>etc/.*\n`), ''));
        const error = await refusal();
        expect(error.code).toBe('INSTALL_RULES_OFF');
        expect(error.message).toContain(`<${tag}>etc/`);
      },
    );

    it('the home’s full path as rule_dir, which leads nowhere after the chroot', async () => {
      home.write(
        'etc/ossec.conf',
        OSSEC_CONF.replace('<rule_dir>etc/rules', `<rule_dir>${home.path}/etc/rules`),
      );
      expect(await refusal()).toMatchObject({ code: 'INSTALL_RULES_OFF' });
    });

    it('an ossec.conf that excludes a file of ours, naming the line', async () => {
      home.write(
        'etc/ossec.conf',
        OSSEC_CONF.replace(
          '  </ruleset>',
          '    <rule_exclude>0990-o365-wazuh_rules.xml</rule_exclude>\n  </ruleset>',
        ),
      );
      const error = await refusal();
      expect(error.code).toBe('INSTALL_RULES_OFF');
      expect(error.message).toMatch(/line 15/);
    });

    it('the blog’s rule in local_rules.xml, naming file and line', async () => {
      home.write(
        'etc/rules/local_rules.xml',
        '<group name="office_365,">\n  <rule id="100002" level="5">\n    <location>office_365</location>\n  </rule>\n</group>\n',
      );
      const error = await refusal();
      expect(error.code).toBe('INSTALL_RULE_IDS_TAKEN');
      expect(error.message).toContain('100002 in local_rules.xml line 2');
      expect(error.hint).toContain('blog');
    });

    it('rule ids that are taken, naming a free base', async () => {
      home.write(
        'etc/rules/local_rules.xml',
        '<group name="x,">\n  <rule id="110010" level="5"></rule>\n</group>\n',
      );
      const error = await refusal();
      expect(error.code).toBe('INSTALL_RULE_IDS_TAKEN');
      const base = /--rule-base (?<base>\d+)/.exec(error.hint)?.groups?.['base'];
      expect(await install(firstInstall(home.path, { ruleBase: Number(base) }), home.deps())).toMatchObject({
        status: 'changed',
      });
      expect(await install({ home: home.path }, home.deps())).toMatchObject({ status: 'unchanged' });
      home.write('var/run/restarts', '');
    }, 20_000);

    it('a link where a rule file belongs', async () => {
      symlinkSync('/etc/hostname', join(home.path, 'etc/rules/0990-o365-wazuh_rules.xml'));
      expect(await refusal()).toMatchObject({ code: 'INSTALL_FILE_UNSAFE' });
    });

    it('a first installation without tenant, naming what is missing', async () => {
      const before = home.tree();
      await expect(install({ home: home.path }, home.deps())).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringMatching(/--tenant-id, --client-id, --client-secret-file/) as string,
      });
      expect(home.tree()).toEqual(before);
    });

    it('a package that was not built', async () => {
      rmSync(join(home.packageRoot, 'dist/collector.cjs'));
      expect(await refusal()).toMatchObject({ code: 'INSTALL_PARTS_MISSING' });
    });

    it('a home while another run changes it', async () => {
      const stat = readFileSync(`/proc/${process.pid}/stat`, 'utf8');
      const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      home.write('wodles/.o365-wazuh.lock', `${process.pid} ${start} ${boot}\n`);
      expect(await refusal()).toMatchObject({ code: 'INSTALL_BUSY' });
      home.write('wodles/.o365-wazuh.lock', `${process.pid} 1 ${boot}\n`);
      expect(await run()).toMatchObject({ status: 'changed' });
      home.write('var/run/restarts', '');
    });
  });

  describe('takes everything back when', () => {
    it('analysisd refuses a rule of ours, before it is in place', async () => {
      writeFileSync(
        join(home.packageRoot, 'rules/0991-o365-wazuh_x.xml'),
        '<group name="x,">\n BROKEN </group>\n',
      );
      const error = await failure();
      expect(error.code).toBe('INSTALL_INVALID');
      expect(error.message).toContain('etc/rules/0991-o365-wazuh_x.xml');
      expect(home.read('logs/ossec.log')).not.toContain("'etc/rules/0991");
      expect(home.restarts()).toBe(0);
    });

    it('modulesd refuses the block', async () => {
      home.mischief.refusesWodle = true;
      expect(await failure()).toMatchObject({ code: 'INSTALL_INVALID' });
      expect(home.restarts()).toBe(0);
    });

    it('a daemon does not come back after the restart, and restarts on the old files', async () => {
      home.mischief.losesModulesd = true;
      const error = await failure();
      expect(error).toMatchObject({
        code: 'INSTALL_UNHEALTHY',
        message: expect.stringContaining('wazuh-modulesd') as string,
      });
      expect(home.restarts()).toBe(2);
    });

    it('modulesd comes back without our wodle', async () => {
      home.mischief.silentWodle = true;
      expect(await failure()).toMatchObject({
        code: 'INSTALL_UNHEALTHY',
        message: expect.stringContaining('wodle') as string,
      });
      expect(home.restarts()).toBe(2);
    });

    it('an event sent through the queue raises no alert', async () => {
      home.mischief.deaf = true;
      expect(await failure()).toMatchObject({
        code: 'INSTALL_UNHEALTHY',
        message: expect.stringContaining('alerted') as string,
      });
      expect(home.restarts()).toBe(2);
    });

    it('the operator presses Ctrl-C, at whatever step', async () => {
      const before = home.tree();
      const steps: string[] = [];
      await install(
        firstInstall(home.path, { restart: false }),
        home.deps({ onStep: step => void steps.push(step) }),
      );
      await uninstall({ home: home.path, purge: true, restart: false }, home.deps());

      const commit = steps.indexOf('commit');
      expect(commit).toBeGreaterThan(20);
      for (const at of [0, 1, 5, 20, commit - 20, commit - 1, commit]) {
        const stop = new AbortController();
        let count = 0;
        const onStep = (): void => {
          if (count++ === at) stop.abort();
        };
        await expect(
          install(firstInstall(home.path, { restart: false }), home.deps({ signal: stop.signal, onStep })),
          `step ${at}: ${steps[at]}`,
        ).rejects.toThrow();
        expect(home.tree(), `step ${at}: ${steps[at]}`).toEqual(before);
      }
    });

    it('someone edits ossec.conf meanwhile; their edit stays', async () => {
      const onStep = (step: string): void => {
        if (step === 'check staged files') home.write('etc/ossec.conf', `${OSSEC_CONF}<!-- theirs -->\n`);
      };
      await expect(install(firstInstall(home.path), home.deps({ onStep }))).rejects.toMatchObject({
        code: 'INSTALL_FILE_CHANGED',
      });
      expect(home.read('etc/ossec.conf')).toBe(`${OSSEC_CONF}<!-- theirs -->\n`);
      expect(Object.keys(home.tree()).filter(name => name.includes('o365'))).toEqual([]);
    });
  });

  it('follows a relative link to ossec.conf and leaves the link', async () => {
    mkdirSync(join(home.path, 'etc/real'));
    renameSync(join(home.path, 'etc/ossec.conf'), join(home.path, 'etc/real/ossec.conf'));
    symlinkSync('real/ossec.conf', join(home.path, 'etc/ossec.conf'));
    await run();

    expect(lstatSync(join(home.path, 'etc/ossec.conf')).isSymbolicLink()).toBe(true);
    expect(home.read('etc/real/ossec.conf')).toContain('<tag>o365-wazuh</tag>');
  });

  it('makes a rule file readable again that the daemons could not read', async () => {
    await run();
    const rules = join(home.path, 'etc/rules/0990-o365-wazuh_rules.xml');
    chownSync(rules, 0, 0);
    chmodSync(rules, 0o600);
    await install({ home: home.path }, home.deps());

    expect(attributes('etc/rules/0990-o365-wazuh_rules.xml')).toBe(`660 ${WAZUH_ID}:${WAZUH_ID}`);
  });
});
