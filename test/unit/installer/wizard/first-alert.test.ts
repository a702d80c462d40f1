import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markOf } from '../../../../installer/health.ts';
import { readAuditAlert, waitForFirstAlert } from '../../../../installer/wizard/first-alert.ts';
import { showFirstAlert } from '../../../../installer/wizard/show-first-alert.ts';
import type { Clock } from '../../../../src/collect/ports.ts';
import { TempHome } from '../../../stand-ins/temp-home.ts';

let home: TempHome;
let alerts: string;
beforeEach(() => {
  home = new TempHome();
  alerts = home.write('alerts.json', `${alert('old')}\n`);
});
afterEach(() => home[Symbol.dispose]());

function alert(description: string, more: object = {}): string {
  const rule = { id: '110100', level: 3, description };
  return JSON.stringify({
    rule,
    location: 'office_365',
    data: { office_365: { Workload: 'Exchange' } },
    ...more,
  });
}

/** Time passes by waiting alone; `onSleep` is what happens meanwhile. */
function clockWith(onSleep: (turn: number) => void): Clock {
  let now = 0;
  let turn = 0;
  return {
    now: () => now,
    sleep: (ms, signal) => {
      now += ms;
      onSleep(turn++);
      signal?.throwIfAborted();
      return Promise.resolve();
    },
  };
}
const never = new AbortController().signal;

describe('waitForFirstAlert', () => {
  it('passes over old ones and half a line, and gives the first that is whole', async () => {
    const line = `${alert('new')}\n`;
    const pieces = [line.slice(0, 40), line.slice(40), `${alert('second')}\n`];
    const clock = clockWith(turn => appendFileSync(alerts, pieces[turn] ?? ''));

    expect(await waitForFirstAlert(await markOf(alerts), 60_000, clock, never)).toEqual({
      rule: '110100',
      level: 3,
      description: 'new',
      afterMs: 1_000,
    });
  });

  it('goes on in the new file when the old one is rotated, and where there was none', async () => {
    const rotated = clockWith(turn => {
      if (turn !== 1) return;
      renameSync(alerts, `${alerts}.1`);
      writeFileSync(alerts, `${alert('new day')}\n`);
    });
    expect(await waitForFirstAlert(await markOf(alerts), 60_000, rotated, never)).toMatchObject({
      description: 'new day',
    });

    const late = join(home.path, 'late.json');
    const appears = clockWith(() => writeFileSync(late, `${alert('there')}\n`));
    expect(await waitForFirstAlert(await markOf(late), 60_000, appears, never)).toMatchObject({
      description: 'there',
    });
  });

  it('gives up when the time is over', async () => {
    const clock = clockWith(() => appendFileSync(alerts, `${alert('x', { location: 'sshd' })}\n`));

    expect(await waitForFirstAlert(await markOf(alerts), 5_000, clock, never)).toBeUndefined();
    expect(clock.now()).toBe(5_000);
  });
});

describe('readAuditAlert', () => {
  it.each([
    ['an agent’s', { location: '(web) any->office_365' }, true],
    ['the native format’s', { location: 'office365', data: { office365: { Workload: 'Exchange' } } }, true],
    ['our own proof’s', { data: { office_365: { Workload: 'o365-wazuh' } } }, false],
    ['another log’s', { location: '/var/log/office_365.log' }, false],
    ['one without data', { data: undefined }, false],
  ])('knows %s for what it is', (_, more, isOurs) => {
    expect(readAuditAlert(alert('x', more)) !== undefined).toBe(isOurs);
  });

  it.each(['office_365', 'null office_365', '{"office_365":', '"office_365"'])('takes %j for none', line => {
    expect(readAuditAlert(line)).toBeUndefined();
  });
});

describe('showFirstAlert', () => {
  it('says why there may be none yet, with the collector’s last word', async () => {
    const log = home.write('o365-wazuh.log', 'first\nINFO: Total: 0 events in 0 blobs\n');
    const said: string[] = [];

    await showFirstAlert(
      { alerts: await markOf(alerts), log },
      { clock: clockWith(() => undefined), waitMs: 2_000, say: line => said.push(line) },
    );

    expect(said.join('\n')).toMatch(
      /No alert within 2 s\.[^]*up to 12 hours[^]*last word: INFO: Total: 0 events[^]*tail -f/,
    );
  });
});
