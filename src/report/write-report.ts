import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { O365WazuhError } from '../errors.ts';
import { renderPage } from './page/render-page.ts';
import { findAlertFiles } from './read/find-alert-files.ts';
import { type ReadCounts, newReadCounts, readAlerts } from './read/read-alerts.ts';
import { type ReportScope, ReportTally } from './tally/report-tally.ts';

/** What to report on, and where to. */
export interface ReportOptions extends ReportScope {
  /** Files of alerts, plain or compressed, or folders of such. */
  readonly alerts: readonly string[];
  /** File to write; absent: nowhere, the page is in the result only. */
  readonly out?: string;
  readonly title?: string;
  /** When the report is made, epoch milliseconds. */
  readonly nowMs?: number;
  /** Called before the reading begins. */
  readonly onTotal?: (bytes: number) => void;
  /** Called with the bytes read since the last call. */
  readonly onBytes?: (bytes: number) => void;
  readonly signal?: AbortSignal;
}

export interface ReportResult extends ReadCounts {
  /** Alerts that are in the report: of ours, in the period, of the tenant. */
  readonly reported: number;
  readonly files: number;
  readonly bytes: number;
  readonly page: string;
}

export const DEFAULT_TITLE = 'Microsoft 365 security report';

/**
 * Reads alerts and writes what they tell as one HTML page that needs nothing else. Memory does not depend on how much is read. The page is
 * written whole or not at all, and for its owner alone: it holds names and addresses.
 *
 * @throws REPORT_UNREADABLE, REPORT_UNWRITABLE; what `signal` is aborted with.
 */
export async function writeReport(options: ReportOptions): Promise<ReportResult> {
  const { title = DEFAULT_TITLE, nowMs = Date.now(), onBytes, signal } = options;
  const files = findAlertFiles(options.alerts);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  options.onTotal?.(bytes);
  const tally = new ReportTally(options);
  const counts = newReadCounts();
  for (const file of files) {
    await readAlerts(file, counts, alert => tally.add(alert), {
      ...(onBytes ? { onBytes } : {}),
      ...(signal ? { signal } : {}),
    });
  }
  const page = renderPage({ title, tally, counts, files: files.length, bytes, nowMs });
  if (options.out !== undefined) writeWhole(options.out, page);
  return { ...counts, reported: tally.overview.alerts, files: files.length, bytes, page };
}

function writeWhole(path: string, text: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new O365WazuhError('REPORT_UNWRITABLE', `Cannot write ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
