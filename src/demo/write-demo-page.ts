import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeReport } from '../report/write-report.ts';
import { alertsJson, eventMs, type Judged } from './judge-arrivals.ts';

/** The blog's three events are of 2020: with them on the time axis, a day of events would be a single bar. */
const SPAN_MS = 25 * 3_600_000;

/**
 * Writes the report of the demo's alerts, by way of an alerts.json as a manager writes it.
 *
 * @returns the page's absolute path.
 * @throws REPORT_UNWRITABLE.
 */
export async function writeDemoPage(judged: readonly Judged[], out: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'o365-wazuh-demo-alerts-'));
  try {
    const alerts = join(folder, 'alerts.json');
    writeFileSync(alerts, alertsJson(judged), { mode: 0o600 });
    const path = resolve(out);
    await writeReport({
      alerts: [alerts],
      out: path,
      title: 'Microsoft 365 security report: demo',
      sinceMs: latestMs(judged) - SPAN_MS,
    });
    return path;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function latestMs(judged: readonly Judged[]): number {
  return judged.reduce((latest, one) => Math.max(latest, eventMs(one) ?? latest), 0);
}
