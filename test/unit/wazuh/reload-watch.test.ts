import { appendFileSync, renameSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ReloadWatch } from '../../../src/wazuh/reload-watch.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const reloaded = '2026/11/24 04:00:00 wazuh-analysisd: INFO: Ruleset reloaded successfully\n';

describe('ReloadWatch', () => {
  it('sees a reload once, and none that was before its time', () => {
    using home = new TempHome();
    const path = home.write('ossec.log', reloaded);
    const watch = new ReloadWatch(path);
    expect(watch.sawReload()).toBe(false);
    appendFileSync(path, 'other news\n');
    expect(watch.sawReload()).toBe(false);
    appendFileSync(path, reloaded);
    expect(watch.sawReload()).toBe(true);
    expect(watch.sawReload()).toBe(false);
  });

  it('sees a reload in the log’s successor after a rotation', () => {
    using home = new TempHome();
    const path = home.write('ossec.log', 'old\n'.repeat(100));
    const watch = new ReloadWatch(path);
    renameSync(path, `${path}.1`);
    home.write('ossec.log', reloaded);
    expect(watch.sawReload()).toBe(true);
  });

  it('sees nothing where there is no log', () => {
    expect(new ReloadWatch('/nowhere/ossec.log').sawReload()).toBe(false);
  });
});
