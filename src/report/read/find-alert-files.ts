import { type Stats, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { O365WazuhError } from '../../errors.ts';

/** A file to read alerts from. */
export interface AlertFile {
  readonly path: string;
  /** As it lies on the disk: compressed where it is. */
  readonly bytes: number;
}

const ALERT_FILE = /\.json(?:\.gz)?$/;

/**
 * The files behind the paths that the user gave, each once. A folder stands for all `*.json` and `*.json.gz` below it, in the order of
 * their paths. Wazuh's `alerts.json` is today's rotated file under another name: of two such the first counts.
 *
 * @throws REPORT_UNREADABLE for a path that is not there.
 */
export function findAlertFiles(paths: readonly string[]): readonly AlertFile[] {
  const files: AlertFile[] = [];
  const seen = new Set<string>();
  const take = (path: string, stats: Stats): void => {
    const identity = `${stats.dev}:${stats.ino}`;
    if (seen.has(identity)) return;
    seen.add(identity);
    files.push({ path, bytes: stats.size });
  };
  for (const path of paths) {
    const stats = statOf(path);
    if (!stats.isDirectory()) {
      take(path, stats);
      continue;
    }
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(name =>
      ALERT_FILE.test(name),
    );
    for (const name of names.sort()) {
      const inside = statSync(join(path, name));
      if (inside.isFile()) take(join(path, name), inside);
    }
  }
  return files;
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new O365WazuhError('REPORT_UNREADABLE', `Cannot read ${path}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
