import { appendFileSync, renameSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { OssecLogWatch } from '../../../src/wazuh/ossec-log-watch.ts';
import { TempHome } from '../../stand-ins/temp-home.ts';

const reloaded = '2026/11/24 04:00:00 wazuh-analysisd: INFO: Ruleset reloaded successfully\n';

describe('OssecLogWatch', () => {
  it('sees a reload once, and none that was before its time', () => {
    using home = new TempHome();
    const path = home.write('ossec.log', reloaded);
    const watch = new OssecLogWatch(path);
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
    const watch = new OssecLogWatch(path);
    renameSync(path, `${path}.1`);
    home.write('ossec.log', reloaded);
    expect(watch.sawReload()).toBe(true);
  });

  it('sees nothing where there is no log', () => {
    expect(new OssecLogWatch('/nowhere/ossec.log').sawReload()).toBe(false);
  });
});

const started = '2026/11/24 04:00:05 wazuh-analysisd: INFO: Started (pid: 4170).\n';
const signalled =
  '2026/11/24 04:00:00 wazuh-analysisd: INFO: (1225): SIGNAL [(15)-(Terminated)] Received. Exit Cleaning...\n';

describe('OssecLogWatch, of how analysisd ended', () => {
  it.each([
    ['a stop and a start', signalled + started, true],
    ['a start alone: it was killed', started, false],
    ['a stop alone: the next one is not heard of', signalled, false],
    ['a kill, a start and then a restart', started + signalled + started, false],
    ['a restart and then a kill', signalled + started + started, true],
    ['a stop of another daemon', signalled.replace('analysisd', 'remoted') + started, false],
    [
      'lines of a debugging analysisd',
      signalled.replace('analysisd:', 'analysisd[812] sig_op.c:49 at HandleSIG():') + started,
      true,
    ],
    ['the name of before 4.2', (signalled + started).replaceAll('wazuh-', 'ossec-'), true],
  ])('judges %s', (_, text, isClean) => {
    using home = new TempHome();
    const path = home.write('ossec.log', signalled + started);
    const watch = new OssecLogWatch(path);
    appendFileSync(path, text);
    expect(watch.endedCleanly()).toBe(isClean);
    watch.forgetEnds();
    expect(watch.endedCleanly()).toBe(false);
  });

  it('knows of a stop that no start has followed yet, and of none behind a kill', () => {
    using home = new TempHome();
    const path = home.write('ossec.log', started);
    const watch = new OssecLogWatch(path);
    expect(watch.isEndedCleanly()).toBe(false);
    appendFileSync(path, signalled);
    expect(watch.isEndedCleanly()).toBe(true);

    const behindKill = new OssecLogWatch(path);
    appendFileSync(path, started + signalled);
    expect(behindKill.isEndedCleanly()).toBe(false);
  });

  it('goes on at the place of an earlier watch, in the middle of a stop', () => {
    using home = new TempHome();
    const path = home.write('ossec.log', 'old\n');
    const before = new OssecLogWatch(path);
    appendFileSync(path, signalled);
    before.sawReload();
    appendFileSync(path, `${started}half a li`);
    const after = new OssecLogWatch(path, before.place);
    expect(after.endedCleanly()).toBe(true);
    expect(after.place.bytes).toBe(('old\n' + signalled + started).length);
  });

  it('takes no end for clean when the log was rotated or grew too much meanwhile', () => {
    using home = new TempHome();
    const path = home.write('ossec.log', 'old\n'.repeat(100));
    const { place } = new OssecLogWatch(path);
    appendFileSync(path, 'x'.repeat(1_100_000) + '\n' + signalled + started);
    expect(new OssecLogWatch(path, place).endedCleanly()).toBe(false);
    renameSync(path, `${path}.1`);
    home.write('ossec.log', signalled + started);
    expect(new OssecLogWatch(path, place).endedCleanly()).toBe(false);
  });
});
