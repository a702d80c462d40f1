import { relative } from 'node:path';
import { count } from '../src/terminal/words.ts';
import type { Action, Change, Plan } from './plan.ts';

const WORDS: Readonly<Record<Action, string>> = {
  create: 'new',
  replace: 'changed',
  attributes: 'with other rights',
  remove: 'removed',
};

/**
 * A plan that was carried out, for people: per folder how many files are new, changed and gone.
 *
 * Folders are counted only where nothing in them changed.
 *
 * @param home paths below it are shortened.
 */
export function renderSummary(plan: Plan, home: string): string {
  const places = Map.groupBy(plan.changes, ({ path }) => placeOf(path, home));
  const rows = [...places].map(([place, changes]) => [place, countsOf(changes)] as const);
  const width = Math.max(...rows.map(([place]) => place.length)) + 2;
  return rows.map(([place, counts]) => `  ${place.padEnd(width)}${counts}`).join('\n');
}

/** `etc/rules`, or the file itself where it stands beside such folders. */
function placeOf(path: string, home: string): string {
  const below = relative(home, path);
  return below.startsWith('..') ? path : below.split('/').slice(0, 2).join('/');
}

function countsOf(changes: readonly Change[]): string {
  const files = changes.filter(change => (change.after ?? change.before)?.kind === 'file');
  const [counted, noun] = files.length > 0 ? [files, 'file'] : [changes, 'folder'];
  return Object.entries(WORDS)
    .map(([action, word]) => ({ number: counted.filter(one => one.action === action).length, word }))
    .filter(({ number }) => number > 0)
    .map(({ number, word }) => `${count(number, noun)} ${word}`)
    .join(', ');
}
