import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { runChild } from '../../src/demo/run-child.ts';
import { CONTENT_TYPES, type ContentType } from '../../src/events/content-type.ts';
import { MAX_DATAGRAM_BYTES } from '../../src/events/envelope.ts';
import { identityOf } from '../../src/events/identity.ts';
import { parseEvent } from '../../src/events/parse-event.ts';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { startSimulator } from '../../src/simulator/server.ts';
import { Analysisd } from '../stand-ins/analysisd.ts';
import { TempHome } from '../stand-ins/temp-home.ts';
import { decodeAsWazuh, IndexModel } from '../unit/events/wazuh-view.ts';

const FOLDER = join(PACKAGE_ROOT, '../shared/data/corpora');
const isHere = existsSync(FOLDER);
if (!isHere) console.log('Skipped: the recorded events are not on this machine (../shared/data/corpora).');

function recordedEvents(): string[] {
  return readdirSync(FOLDER).flatMap(name =>
    gunzipSync(readFileSync(join(FOLDER, name, 'events.ndjson.gz')))
      .toString('utf8')
      .split('\n')
      .filter(Boolean),
  );
}

it.skipIf(!isHere)(
  'brings every recorded event through HTTP, SQLite and the queue once, decodable and within the limits',
  async () => {
    const texts = recordedEvents();
    const identities = texts.map(text => identityOf(parseEvent(text) ?? {}));
    const different = new Set(identities).size;
    const contentType: ContentType = CONTENT_TYPES[3];
    using home = new TempHome({ 'etc/ossec.conf': '<ossec_config></ossec_config>\n' });
    await using analysisd = await Analysisd.start({ home: home.path });
    const simulator = await startSimulator({ seed: 5, fixedEvents: [], events: 0 });
    for (let at = 0; at < texts.length; at += 250) {
      simulator.world.addBlob({ contentType, events: texts.slice(at, at + 250) });
    }
    const tenant = simulator.world.tenants[0];

    const run = await runChild(
      process.execPath,
      [
        join(PACKAGE_ROOT, 'dist/collector.cjs'),
        '--home',
        home.path,
        '--json',
        '--login-url',
        simulator.url,
        '--api-url',
        simulator.url,
        '--contentTypes',
        contentType,
        '--tenantId',
        tenant?.tenantId ?? '',
        '--clientId',
        tenant?.clientId ?? '',
        '--clientSecretFile',
        home.write('secret', tenant?.clientSecret ?? '', 0o600),
      ],
      { cwd: home.path },
    );
    await simulator.close();
    const summary = JSON.parse(run.stdout) as {
      delivered: number;
      duplicates: number;
      trimmed: number;
      deadLettered: number;
    };

    expect(run.exitCode).toBe(0);
    expect(summary.delivered).toBe(different);
    expect(summary.duplicates).toBe(texts.length - different);
    expect(summary.deadLettered).toBe(0);
    expect(analysisd.processed).toHaveLength(different);
    const alerts = analysisd.processed.map(datagram => {
      expect(Buffer.byteLength(datagram)).toBeLessThanOrEqual(MAX_DATAGRAM_BYTES);
      const message = datagram.slice('1:office_365:'.length);
      expect(JSON.parse(message)).toHaveProperty('office_365');
      const { data, lost } = decodeAsWazuh(message);
      expect(lost).toEqual([]);
      return data;
    });
    // Whichever comes first on a day maps the field.
    for (const day of [alerts, alerts.toReversed()]) {
      const index = new IndexModel();
      expect(day.flatMap(alert => index.refusal(alert) ?? [])).toEqual([]);
    }
    console.log(
      `${texts.length} recorded events: ${different} delivered once, ${summary.duplicates} repeats, ${summary.trimmed} shortened.`,
    );
  },
);
