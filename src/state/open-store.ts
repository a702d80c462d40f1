import type { Clock, Store } from '../collect/ports.ts';
import { openDatabase, type Recovered } from './open-database.ts';
import { SqliteStore } from './sqlite-store.ts';

export interface OpenedStore extends Store {
  /** Set when a damaged state file was set aside and a new one begun: what it knew is forgotten. */
  readonly recovered: Recovered | undefined;
}

/**
 * Opens the state for one run. The caller holds the run lock of the folder.
 *
 * @param options.path the state file, or `:memory:` for a run that leaves no trace.
 * @throws STATE_TOO_NEW, STATE_UNWRITABLE, STATE_DISK_FULL, STATE_WRITE_FAILED, STATE_BUSY.
 */
export function openStore(options: { readonly path: string; readonly clock: Clock }): OpenedStore {
  const { db, recovered } = openDatabase(options.path, options.clock.now());
  return Object.assign(new SqliteStore(db, options.clock), { recovered });
}
