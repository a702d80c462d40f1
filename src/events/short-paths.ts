import { MAX_MARK_LENGTH } from './fit-limits.ts';

/** Paths of one event under which something was done, as a mark in the event names them. */
const MAX_PATHS = 12;

/** A list of paths short enough for a mark: `["UserId", "Actor[].ID", "and 3 more"]`. */
export function shortPaths(paths: ReadonlySet<string>): string[] {
  const all = [...paths];
  const shown = all
    .slice(0, MAX_PATHS)
    .map(path =>
      path.length > MAX_MARK_LENGTH ? `${path.slice(0, MAX_MARK_LENGTH - 1).toWellFormed()}…` : path,
    );
  return all.length > MAX_PATHS ? [...shown, `and ${all.length - MAX_PATHS} more`] : shown;
}
