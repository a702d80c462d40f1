import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { install, upgrade } from '../../../installer/install.ts';
import { uninstall } from '../../../installer/uninstall.ts';
import { firstInstall } from './options.ts';
import { makeThrowawayHome, type ThrowawayHome } from './throwaway-home.ts';

const MANIFEST = 'wodles/o365-wazuh/manifest.json';
const RULES = 'etc/rules/0990-o365-wazuh_rules.xml';

describe.skipIf(process.getuid?.() !== 0)('an installation of another version', () => {
  let home: ThrowawayHome;
  beforeEach(async () => {
    home = makeThrowawayHome({ withoutPrograms: true });
    await install(firstInstall(home.path), home.deps());
  });
  afterEach(() => home.remove());

  const rewrite = (change: (manifest: Record<string, unknown>) => void): void => {
    const manifest = JSON.parse(home.read(MANIFEST)) as Record<string, unknown>;
    change(manifest);
    home.write(MANIFEST, JSON.stringify(manifest));
  };
  const release = (): void =>
    appendFileSync(join(home.packageRoot, 'rules/0990-o365-wazuh_rules.xml'), '<!-- later -->\n');
  const run = () => upgrade({ home: home.path }, home.deps());

  it('that noted less is upgraded all the same, and noted whole then', async () => {
    const lists = (JSON.parse(home.read(MANIFEST)) as { lists: unknown }).lists;
    rewrite(manifest => {
      manifest['version'] = '0.1.0';
      for (const key of ['lists', 'declaredLists', 'listsFolder']) delete manifest[key];
      manifest['wodle'] = { command: (manifest['wodle'] as { command: string }).command };
    });
    release();
    expect(await run()).toMatchObject({ status: 'changed', conflicts: [] });
    expect(home.read(RULES)).toContain('<!-- later -->');
    expect(JSON.parse(home.read(MANIFEST))).toMatchObject({ format: 1, wodle: { interval: '5m' } });
    // Lists that it did not note count as the user's: they stay.
    expect(lists).toBeDefined();
    await uninstall({ home: home.path, purge: true }, home.deps());
    expect(home.read('etc/ossec.conf')).not.toContain('<tag>o365-wazuh</tag>');
  });

  it('that noted neither version nor files is taken over where nothing was edited', async () => {
    rewrite(manifest => {
      for (const key of Object.keys(manifest)) if (key !== 'format') delete manifest[key];
      manifest['wodle'] = {};
    });
    rmSync(join(home.path, 'wodles/o365-wazuh/pristine'), { recursive: true });
    expect(await run()).toMatchObject({ status: 'changed', conflicts: [] });
    expect(await run()).toMatchObject({ status: 'unchanged' });
  });

  it('whose pristine copies are lost has its unedited files replaced, and edited ones left', async () => {
    rmSync(join(home.path, 'wodles/o365-wazuh/pristine'), { recursive: true });
    release();
    expect(await run()).toMatchObject({ conflicts: [] });
    expect(home.read(RULES)).toContain('<!-- later -->');

    rmSync(join(home.path, 'wodles/o365-wazuh/pristine'), { recursive: true });
    home.write(RULES, home.read(RULES).replace('level="5"', 'level="9"'));
    release();
    const report = await run();
    expect(home.read(RULES)).toContain('level="9"');
    expect(report.conflicts).toHaveLength(1);
  });

  it.each([
    ['of a later version', { version: '99.0.0' }],
    ['in a format of later versions', { format: 2, version: '99.0.0', files: 'elsewhere' }],
  ])('%s is refused by install and upgrade with the way to go, and nothing changes', async (_, more) => {
    rewrite(manifest => Object.assign(manifest, more));
    release();
    const before = home.tree();
    for (const command of [run, () => install({ home: home.path }, home.deps())]) {
      await expect(command()).rejects.toMatchObject({
        code: 'INSTALL_NEWER_THERE',
        hint: expect.stringContaining('npx o365-wazuh@99.0.0') as string,
      });
    }
    expect(home.tree()).toEqual(before);
  });

  it('of a later version in the same format can be uninstalled', async () => {
    rewrite(manifest => Object.assign(manifest, { version: '99.0.0' }));
    expect(await uninstall({ home: home.path }, home.deps())).toMatchObject({ status: 'changed' });
  });

  it('whose record is no JSON is refused, and taken over once the record is gone', async () => {
    writeFileSync(join(home.path, MANIFEST), readFileSync(join(home.path, MANIFEST)).subarray(0, 40));
    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_MANIFEST_BROKEN' });
    rmSync(join(home.path, MANIFEST));
    await expect(run()).rejects.toMatchObject({ code: 'INSTALL_NOT_INSTALLED' });
    expect(await install({ home: home.path }, home.deps())).toMatchObject({
      status: 'changed',
      conflicts: [],
    });
    expect(home.read('etc/ossec.conf').split('<tag>o365-wazuh</tag>')).toHaveLength(2);
  });
});
