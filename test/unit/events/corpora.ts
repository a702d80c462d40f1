import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AuditEvent } from '../../../src/events/audit-event.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';

const FOLDER = join(PACKAGE_ROOT, '../shared/data/corpora');

export const HAS_CORPORA = existsSync(FOLDER);
if (!HAS_CORPORA) console.log(`The event corpora are not here (${FOLDER}): their tests are skipped.`);

/** Real events of several sources, one after the other. */
export function readCorpora(): AuditEvent[] {
  return readdirSync(FOLDER).flatMap(name =>
    gunzipSync(readFileSync(join(FOLDER, name, 'events.ndjson.gz')))
      .toString()
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as AuditEvent),
  );
}
