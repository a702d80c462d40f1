import { open, stat } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { O365WazuhError } from '../src/errors.ts';
import type { WazuhHome } from '../src/wazuh/home.ts';
import type { LogtestResult } from '../src/wazuh/logtest.ts';
import { WODLE_TAG } from './ossec-conf/wodle-options.ts';
import type { InstallerDeps } from './ports.ts';
import type { Notice } from './report.ts';

/** A place in a growing file: what comes behind it is new. */
export interface FileMark {
  readonly path: string;
  readonly inode: number;
  readonly size: number;
}

const LOOK_EVERY_MS = 500;
/** Measured at 0–1 s behind modulesd's own start line; the control script may still be busy then. */
const WODLE_WITHIN_MS = 60_000;
/** Measured at 0.3–0.9 s. */
const ALERT_WITHIN_MS = 20_000;

/** Both logs: which of them is written is the operator's choice (`<log_format>`). */
export async function markLogs(home: WazuhHome): Promise<readonly FileMark[]> {
  return Promise.all([home.files.ossecLog, join(home.files.logDir, 'ossec.json')].map(markOf));
}

/**
 * Waits for modulesd to say that it started our wodle, since `restart` ending well proves nothing about it.
 *
 * @param expectsWodle false where the wodle is disabled or gone: then only complaints about it are looked for.
 * @throws INSTALL_UNHEALTHY when it stays silent or complains.
 */
export async function proveWodle(
  logs: readonly FileMark[],
  expectsWodle: boolean,
  deps: InstallerDeps,
): Promise<void> {
  const started = new RegExp(`Module command:${WODLE_TAG} started`);
  const complaint = new RegExp(`(?:ERROR|CRITICAL).*(?:command:${WODLE_TAG}|'${WODLE_TAG}')`);
  const deadline = deps.clock.now() + WODLE_WITHIN_MS;
  for (;;) {
    const lines = (await Promise.all(logs.map(linesSince))).flat();
    const bad = lines.find(line => complaint.test(line));
    if (bad !== undefined) throw unhealthy(`modulesd complains about our wodle:\n  ${bad}`);
    if (!expectsWodle || lines.some(line => started.test(line))) return;
    if (deps.clock.now() >= deadline) {
      throw unhealthy(`modulesd did not start our wodle within ${WODLE_WITHIN_MS / 1000} s.`);
    }
    await deps.clock.sleep(LOOK_EVERY_MS, deps.signal);
  }
}

/**
 * Sends one event of our own through the queue and waits for its alert in alerts.json: the whole way that every event takes.
 *
 * Does nothing where no alert could be seen: alerts.json is off, or the rules, asked through logtest, would not alert on it.
 *
 * @throws INSTALL_UNHEALTHY when the alert does not come.
 */
export async function proveAlert(
  home: WazuhHome,
  jsonAlerts: boolean,
  deps: InstallerDeps,
): Promise<Notice[]> {
  const event = proofEvent();
  const expected = await deps.daemons.logtest(home, event.text, deps.signal);
  if (expected !== undefined && !expected.alert) return [notAlerting(expected)];
  if (!jsonAlerts) return [];

  const alerts = await markOf(home.files.alertsJson);
  if (!(await deps.daemons.send(home, Buffer.from(`1:office_365:${event.text}`), deps.signal))) {
    return [
      {
        code: 'not-proved',
        text: 'No event could be put into the queue from here, so that an alert appears is not proved.',
      },
    ];
  }
  const deadline = deps.clock.now() + ALERT_WITHIN_MS;
  for (;;) {
    if ((await linesSince(alerts)).some(line => line.includes(event.nonce))) {
      deps.say(`An event sent through the queue was alerted on: ${event.nonce} in ${home.files.alertsJson}`);
      return [];
    }
    if (deps.clock.now() >= deadline) {
      throw unhealthy(`An event sent into the queue was not alerted on within ${ALERT_WITHIN_MS / 1000} s.`);
    }
    await deps.clock.sleep(LOOK_EVERY_MS, deps.signal);
  }
}

/** An event that says what it is to whoever sees its alert. */
export function proofEvent(): { readonly text: string; readonly nonce: string } {
  const nonce = `proof-${randomBytes(8).toString('hex')}`;
  const event = {
    Workload: 'o365-wazuh',
    Operation: 'InstallationProof',
    Id: nonce,
    Tenant: 'every tenant',
    Detail: 'events reach the rules, and alerts are written.',
  };
  return { text: JSON.stringify({ office_365: event }), nonce };
}

export function notAlerting({ rule }: LogtestResult): Notice {
  const what = rule === undefined ? 'no rule' : `rule ${rule.id} of level ${rule.level}`;
  return {
    code: 'not-alerting',
    text: `A test event meets ${what} and raises no alert: log_alert_level is higher, a rule or decoder of yours takes it, or an overwrite silences it.`,
  };
}

/** The end of a file as it is now; of one that is not there, its beginning. */
export async function markOf(path: string): Promise<FileMark> {
  try {
    const { ino, size } = await stat(path);
    return { path, inode: ino, size };
  } catch {
    return { path, inode: 0, size: 0 };
  }
}

/** Complete lines written since. A file that was rotated or cut meanwhile is read from its start. */
async function linesSince(mark: FileMark): Promise<string[]> {
  let file;
  try {
    file = await open(mark.path);
  } catch {
    return [];
  }
  try {
    const { ino, size } = await file.stat();
    const from = ino === mark.inode && size >= mark.size ? mark.size : 0;
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - from), position: from });
    return buffer.subarray(0, bytesRead).toString('utf8').split('\n').slice(0, -1);
  } finally {
    await file.close();
  }
}

function unhealthy(message: string): O365WazuhError {
  return new O365WazuhError('INSTALL_UNHEALTHY', message);
}
