import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Json } from '../src/events/audit-event.ts';
import { identityOf } from '../src/events/identity.ts';
import { parseEvent } from '../src/events/parse-event.ts';
import { generateRulesetFiles } from '../src/rules/generate.ts';
import { createSession } from '../src/rules/preview/create-session.ts';
import { loadRuleset, type Ruleset } from '../src/rules/preview/load-ruleset.ts';
import { RULE_FILES } from '../src/rules/rule-files.ts';

/** Corpora that were made of attacks, or picked to show detections, and so tell nothing of daily noise; why. */
export const ATTACK_CORPORA: Readonly<Record<string, string>> = {
  invictus: 'a tenant in which attacks were carried out on purpose',
  panther: 'events written to set detections off',
  sekoia: 'events picked to show detections',
};

/** From this level on an analyst is asked to look; from the second on, to get up at night. */
export const NOISY_LEVEL = 7;
export const GRAVE_LEVEL = 12;

export interface RuleCount {
  readonly rule: number;
  readonly level: number;
  /** Of the first alert. */
  readonly description: string;
  count: number;
}

export interface CorpusNoise {
  readonly name: string;
  readonly attacks: boolean;
  readonly events: number;
  readonly noisy: number;
  readonly grave: number;
  readonly rules: readonly RuleCount[];
}

/** The rules that every installation gets, as generated now. */
export function installedRuleset(): Ruleset {
  const installed = new Set(RULE_FILES.filter(file => file.installation === 'always').map(file => file.path));
  const generated = generateRulesetFiles().map(({ path, text }) => ({ name: path, text }));
  return loadRuleset({
    files: generated.filter(file => installed.has(file.name)),
    decoders: generated.filter(file => file.name.startsWith('decoders/')),
  });
}

/**
 * Runs every corpus below a folder through the rules, each in a session of its own, its events in the order and at the pace of their
 * `CreationTime`.
 *
 * @param folder one folder a corpus, each with `events.ndjson.gz`.
 * @param repeats true counts an event as often as it is recorded; false once, as the collector delivers it.
 */
export function countNoise(folder: string, repeats: boolean, ruleset = installedRuleset()): CorpusNoise[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory() && existsSync(join(folder, entry.name, 'events.ndjson.gz')))
    .map(({ name }) => {
      const lines = gunzipSync(readFileSync(join(folder, name, 'events.ndjson.gz')))
        .toString()
        .split('\n');
      return countCorpus(name, lines.filter(Boolean), repeats, ruleset);
    });
}

function countCorpus(
  name: string,
  lines: readonly string[],
  repeats: boolean,
  ruleset: Ruleset,
): CorpusNoise {
  const seen = new Set<string>();
  const events: { readonly event: Json; readonly atMs: number }[] = [];
  for (const line of lines) {
    const event = parseEvent(line);
    if (!event) continue;
    const identity = identityOf(event);
    if (!repeats && seen.has(identity)) continue;
    seen.add(identity);
    const created = event['CreationTime'];
    // Wazuh's own samples have no time; where they stand among the others makes no difference.
    const atMs = typeof created === 'string' ? Date.parse(created.replace(/Z?$/, 'Z')) : Number.NaN;
    events.push({ event, atMs: Number.isNaN(atMs) ? 0 : atMs });
  }
  events.sort((a, b) => a.atMs - b.atMs);
  const session = createSession(ruleset, { engine: 'analysisd' });
  const rules = new Map<number, RuleCount>();
  for (const { event, atMs } of events) {
    const found = session.evaluate({ office_365: event }, { location: 'office_365', atMs });
    if (!found.alert || found.rule === undefined) continue;
    const { rule, level = 0, description = '' } = found;
    const count = rules.get(rule) ?? { rule, level, description, count: 0 };
    count.count += 1;
    rules.set(rule, count);
  }
  const counts = [...rules.values()].sort((a, b) => b.level - a.level || b.count - a.count);
  const from = (level: number): number =>
    counts.reduce((sum, one) => (one.level >= level ? sum + one.count : sum), 0);
  return {
    name,
    attacks: name in ATTACK_CORPORA,
    events: events.length,
    noisy: from(NOISY_LEVEL),
    grave: from(GRAVE_LEVEL),
    rules: counts,
  };
}
