import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Rules of the base file that are kept, and of the one that looks up lists. */
const KEPT: ReadonlySet<string> = new Set(['110000', '100002', '110010', '112600', '112601', '112602']);

/**
 * Cuts the rules of a test's package down to a handful: each kind of file is still there, and a whole transaction takes a few
 * milliseconds, so that it can be broken thousands of times.
 */
export function cutDownPackage(root: string): void {
  for (const name of [
    '0992-o365-wazuh_detections.xml',
    '0993-o365-wazuh_labels.xml',
    'lists/0994-o365-wazuh_lists.xml',
  ])
    rmSync(join(root, 'rules', name));
  rmSync(join(root, 'rules/optional'), { recursive: true });
  for (const folder of ['rules', 'rules/lists']) {
    for (const name of readdirSync(join(root, folder)).filter(file => file.endsWith('.xml'))) {
      const path = join(root, folder, name);
      const text = readFileSync(path, 'utf8').replace(
        / {2}<rule id="(?<id>\d+)"[\s\S]*?<\/rule>\n/g,
        (rule, id: string) => (KEPT.has(id) ? rule : ''),
      );
      writeFileSync(path, text);
    }
  }
}
