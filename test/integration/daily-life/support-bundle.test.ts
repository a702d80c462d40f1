import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runChild } from '../../../src/demo/run-child.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { FeedScene, HOUR_MS } from '../collect/feed-scene.ts';

/** What privacy settings hide, and what is a secret: none of it may be in a bundle, in any spelling. */
const CARD = '4929-3813-3266-4295';
const USER = 'canary.user@contoso.example';
const ADDRESS = '203.0.113.77';
const KEY = 'canary-key-0123456789abcdef0123456789';
const WRONG_SECRET = 'canary~wrong+secret/8';

const detected = { DetectedValues: [{ Name: CARD, Value: `text around the card ${CARD}` }] };
const EVENTS = [
  { Id: 'plain', UserId: USER, ClientIP: `${ADDRESS}:443`, PolicyDetails: [{ Rules: [detected] }] },
  // Does not fit: a dead letter keeps the whole of it.
  { Id: 'large', UserId: USER, Text: `${USER} ${'x '.repeat(60_000)}`, ClientIP: ADDRESS, Rules: [detected] },
  // No event at all, with both in it.
  JSON.stringify(`${USER} paid with ${CARD} from ${ADDRESS}`),
  `{"Id":"cut","UserId":"${USER}","DetectedValues":[{"Name":"${CARD}"`,
];

function spellings(text: string): string[] {
  const bytes = Buffer.from(text);
  return [
    text,
    text.toUpperCase(),
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}

describe('a support bundle of an installation with privacy settings', () => {
  it('holds neither secrets nor what is hidden, whatever log, state and dead letters went through', async () => {
    await using scene = await FeedScene.open({ tenants: [{ clientSecret: 'canary~right+secret/7' }] });
    scene.home.write('etc/o365-wazuh/privacy.key', `${KEY}\n`, 0o600);
    const privacy = `log_level: debug\nprivacy:\n  hash_fields: [UserId, ClientIP, Text]\n  key_file: ${join(scene.home.path, 'etc/o365-wazuh/privacy.key')}\n`;
    scene.configure(privacy);
    mkdirSync(join(scene.home.path, 'logs'), { recursive: true });
    scene.setSecret(WRONG_SECRET);
    await scene.run();
    scene.setSecret('canary~right+secret/7');
    for (const event of EVENTS) {
      const createdMs = scene.clock.now() - HOUR_MS;
      scene.simulator.world.addBlob({
        contentType: 'Audit.Exchange',
        events: [typeof event === 'string' ? event : { Operation: 'x', ...event }],
        createdMs,
      });
    }
    const run = await scene.run();
    // All of it really went through: some as dead letters, and the refusal stands in the log.
    expect(run.summary.partitions.find(one => one.delivered > 0)).toBeDefined();
    expect(readdirSync(join(scene.home.path, 'queue/o365-wazuh/dead-letter'))).not.toEqual([]);
    const log = readFileSync(join(scene.home.path, 'logs/o365-wazuh.log'), 'utf8');
    expect(log).toContain('SECRET_WRONG');
    // Another program may have logged what it saw of us.
    const seen = [log, '--client-secret canary~right+secret/7', KEY].join(' ').replaceAll('\n', ' ');
    scene.home.write('logs/ossec.log', `2031/01/01 00:00:00 wazuh-modulesd: INFO: o365-wazuh ${seen}`);

    for (const more of [[], ['--anonymize']]) {
      const output = join(scene.home.path, `bundle${more.length}.tar.gz`);
      const cli = join(PACKAGE_ROOT, 'dist/cli.cjs');
      const args = ['support-bundle', '--home', scene.home.path, '--offline', '-o', output, ...more];
      const made = await runChild(process.execPath, [cli, ...args], { cwd: PACKAGE_ROOT });
      expect(made.exitCode, made.stderr).toBe(0);
      expect(statSync(output).mode & 0o777).toBe(0o600);

      const archive = gunzipSync(readFileSync(output)).toString('latin1') + made.stdout + made.stderr;
      expect(archive).toContain('logs/o365-wazuh.log');
      expect(archive).toContain('SECRET_WRONG');
      for (const file of ['state.db', '.jsonl', '.secret\0', 'privacy.key\0'])
        expect(archive).not.toContain(file);
      const forbidden = [
        CARD,
        'around the card',
        USER,
        'canary.user',
        ADDRESS,
        KEY,
        WRONG_SECRET,
        'canary~right+secret/7',
      ];
      for (const text of forbidden.flatMap(spellings)) expect(archive.includes(text), text).toBe(false);
    }
  }, 60_000);
});
