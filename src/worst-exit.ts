import { ERROR_TABLE, type ExitName } from './error-table.ts';
import type { O365WazuhError } from './errors.ts';

const ORDER: readonly ExitName[] = ['internal', 'state', 'wazuh', 'config', 'credentials', 'microsoft'];

/** The worst of what stopped the parts of a run, by who must act first; undefined when nothing of that kind did. */
export function worstExit(errors: readonly O365WazuhError[]): ExitName | undefined {
  const exits = new Set(errors.map(error => ERROR_TABLE[error.code].exit as ExitName));
  return ORDER.find(exit => exits.has(exit));
}
