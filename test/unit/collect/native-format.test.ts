import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as tar from 'tar';
import { describe, expect, it } from 'vitest';
import { createMessageMaker } from '../../../src/collect/message-maker.ts';
import type { AuditEvent } from '../../../src/events/audit-event.ts';
import { KNOWN_KINDS } from '../../../src/events/known-kinds.ts';
import { KindRegistry } from '../../../src/events/kinds.ts';
import { createPrivacy } from '../../../src/events/privacy.ts';
import { PACKAGE_ROOT } from '../../../src/package-root.ts';
import { createSession } from '../../../src/rules/preview/create-session.ts';
import { loadRuleset } from '../../../src/rules/preview/load-ruleset.ts';
import { HAS_CORPORA, readCorpora } from '../events/corpora.ts';

const STOCK = join(PACKAGE_ROOT, '../shared/data/wazuh/ruleset-v4.14.7.tar.gz');
const isHere = existsSync(STOCK) && HAS_CORPORA;
if (!isHere) console.log(`skipped: Wazuh's own ruleset or the recorded events are not there (${STOCK})`);

const EVERY_NTH = 5;

const maker = createMessageMaker({
  tenant: 'contoso',
  contentType: 'Audit.General',
  format: 'native',
  kinds: new KindRegistry(KNOWN_KINDS),
  saveKinds: () => undefined,
  clock: { now: () => Date.UTC(2031, 0, 1), sleep: () => Promise.resolve() },
  privacy: createPrivacy({ detectedValues: 'redact', hasher: undefined }),
});

/** The datagram's location and log, as Wazuh's queue reader parts them. */
function sent(event: AuditEvent): { location: string; log: string } {
  const blob = { contentCreatedMs: Date.UTC(2031, 0, 1), backfill: false };
  const text = maker.make(event, blob, JSON.stringify(event)).message;
  const [, location = '', log = ''] = /^1:(?<location>[^:]+):(?<log>.*)$/s.exec(text) ?? [];
  return { location, log };
}

/** What Wazuh's own module sends of the same event (wm_office365.c, 4.14). */
function ofTheModule(event: AuditEvent): { location: string; log: string } {
  const office365 = { ...event, Subscription: 'Audit.General' };
  return { location: 'office365', log: JSON.stringify({ integration: 'office365', office365 }) };
}

function readStock(): {
  rules: { name: string; text: string }[];
  decoders: { name: string; text: string }[];
} {
  const stock: ReturnType<typeof readStock> = { rules: [], decoders: [] };
  tar.list({
    file: STOCK,
    sync: true,
    onReadEntry: entry => {
      const kind = entry.path.includes('/rules/')
        ? 'rules'
        : entry.path.includes('/decoders/')
          ? 'decoders'
          : undefined;
      if (kind === undefined || !entry.path.endsWith('.xml')) return;
      const parts: Buffer[] = [];
      entry.on('data', part => void parts.push(part));
      entry.on(
        'end',
        () => void stock[kind].push({ name: basename(entry.path), text: Buffer.concat(parts).toString() }),
      );
    },
  });
  return stock;
}

describe('the native format', () => {
  it('is the message of Wazuh’s own module, with our marks behind the event', () => {
    const { location, log } = sent({ Id: 'a', RecordType: 6 });

    expect(location).toBe('office365');
    expect(log).toBe(
      '{"integration":"office365","office365":{"Id":"a","RecordType":6,"Subscription":"Audit.General"},' +
        '"o365_wazuh":{"tenant":"contoso","subscription":"Audit.General"}}',
    );
  });

  describe.skipIf(!isHere)('under Wazuh’s own rules', () => {
    const stock = isHere ? readStock() : { rules: [], decoders: [] };
    const office365 = stock.rules.find(file => file.name.includes('office365'))?.text ?? '';
    const session = () =>
      createSession(
        loadRuleset({
          files: stock.rules.filter(file => file.name.includes('office365')),
          decoders: stock.decoders.filter(file => file.name.includes('json')),
        }),
      );

    it('meets, for each record type that Wazuh tests, the rule that is written for it', () => {
      const ruleOf = new Map<string, number>();
      for (const { groups } of office365.matchAll(/<rule id="(?<id>\d+)"(?<body>[^]*?)<\/rule>/g)) {
        const type = /name="office365\.RecordType"[^>]*>\^(?<type>\d+)\$</.exec(groups?.['body'] ?? '')
          ?.groups?.['type'];
        if (type !== undefined && !ruleOf.has(type)) ruleOf.set(type, Number(groups?.['id']));
      }
      const stubs = readCorpora().filter(
        event => event['UserId'] === 'wazuh@wazuh.com' && event['Operation'] === undefined,
      );
      const judge = session();
      const wrong = stubs.filter((event, index) => {
        const { location, log } = sent(event);
        return (
          judge.evaluate(log, { location, atMs: index * 10_000 }).rule !==
          ruleOf.get(JSON.stringify(event['RecordType']).replaceAll('"', ''))
        );
      });

      console.log(
        `${stubs.length} of Wazuh's own test events: ${stubs.length - wrong.length} meet their rule.`,
      );
      expect(ruleOf.size).toBeGreaterThan(90);
      expect(stubs.length).toBeGreaterThan(90);
      expect(wrong).toEqual([]);
    });

    it('gives the alerts that the module’s own message gives, for recorded events', () => {
      const events = readCorpora().filter(
        (event, index) => index % EVERY_NTH === 0 || event['UserId'] === 'wazuh@wazuh.com',
      );
      const [ours, theirs] = [session(), session()];
      const differences: object[] = [];
      const rules = new Set<number>();
      for (const [index, event] of events.entries()) {
        const [mine, module] = [[ours, sent(event)] as const, [theirs, ofTheModule(event)] as const].map(
          ([judge, { location, log }]) => {
            const { rule, level, description, groups, alert } = judge.evaluate(log, {
              location,
              atMs: index * 10_000,
            });
            if (rule !== undefined) rules.add(rule);
            return { rule, level, description, groups, alert };
          },
        );
        if (JSON.stringify(mine) !== JSON.stringify(module)) differences.push({ index, mine, module });
      }

      console.log(
        `${events.length} recorded events: ${events.length - differences.length} agree, by ${rules.size} of Wazuh's rules.`,
      );
      expect(differences).toEqual([]);
    });
  });
});
