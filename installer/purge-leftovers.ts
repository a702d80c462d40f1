import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf, lstatIfAny } from './images.ts';
import type { Layout } from './layout.ts';
import type { Notice } from './report.ts';
import { type RunningCollector, runningCollector } from './until-collector-rests.ts';

/** Everything that a run of the collector writes. */
export function writtenByCollector(layout: Layout): readonly string[] {
  return [layout.state, layout.log, `${layout.log}.1`, layout.runState];
}

/**
 * After a purge: takes away what a run of the collector has written since the plan was made, as one does that the restart has just ended.
 * No part of the transaction: what cannot be taken away is told, and so is a run that still goes on.
 *
 * @param before the run that was under way beforehand.
 */
export async function clearLeftovers(
  layout: Layout,
  before: RunningCollector | undefined,
): Promise<readonly Notice[]> {
  const running = before?.isThere() ? before : runningCollector(layout);
  const left: string[] = [];
  for (const path of writtenByCollector(layout)) {
    try {
      // Once more where a file came while its folder was being emptied.
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      if ((await lstatIfAny(path)) !== undefined) left.push(path);
    }
  }
  if (running) {
    const places = writtenByCollector(layout).join(' ');
    return [
      {
        code: 'collector-running',
        text: `A run of the collector (process ${running.pid}) is still under way. All is removed, but it may write again. Once it has ended: rm -rf ${places}`,
      },
    ];
  }
  if (left.length === 0) return [];
  return [{ code: 'left-behind', text: `This could not be removed: ${left.join(', ')}.` }];
}

/** Older logs that logrotate or the like has made of the collector's: these are not ours to remove. */
export async function rotatedLogs(layout: Layout): Promise<readonly Notice[]> {
  const folder = dirname(layout.log);
  const ours = writtenByCollector(layout);
  const names = await namesIn(folder);
  const paths = names
    .filter(
      name => name.startsWith(`${basename(layout.log)}.`) || name.startsWith(`${basename(layout.log)}-`),
    )
    .map(name => join(folder, name))
    .filter(path => !ours.includes(path));
  if (paths.length === 0) return [];
  const text = `Logs of the collector that something else has rotated stay: ${paths.join(', ')}.`;
  return [{ code: 'rotated-logs', text }];
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}
