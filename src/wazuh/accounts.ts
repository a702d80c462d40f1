import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The account that Wazuh's daemons run under; its files must be readable by it. */
export interface WazuhAccount {
  readonly user: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
}

/** `wazuh` since 4.3, `ossec` before, `wazuh-manager` for a 5.0 manager. */
const NAMES = ['wazuh', 'ossec', 'wazuh-manager'];

/**
 * Looks Wazuh's user and group up in /etc/passwd and /etc/group, as Wazuh's packages make them. Does not ask name services.
 *
 * @param rootDir `/`, or a folder that stands for it.
 * @returns undefined where Wazuh is not installed: then files keep the owner that they have.
 */
export function findAccount(rootDir: string): WazuhAccount | undefined {
  const users = idsByName(join(rootDir, 'etc/passwd'));
  const groups = idsByName(join(rootDir, 'etc/group'));
  for (const name of NAMES) {
    const uid = users.get(name);
    const gid = groups.get(name);
    if (uid !== undefined && gid !== undefined) return { user: name, group: name, uid, gid };
  }
  return undefined;
}

/** `name:x:id:…` lines, of either file. */
function idsByName(path: string): Map<string, number> {
  const ids = new Map<string, number>();
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return ids;
  }
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':');
    if (name !== undefined && id !== undefined && /^\d+$/.test(id)) ids.set(name, Number(id));
  }
  return ids;
}
