import { USER_LISTS } from '../../../src/rules/catalogue/user-lists.ts';
import { generateRulesetFiles } from '../../../src/rules/generate.ts';
import type { Rule, Sample, SampleEvent } from '../../../src/rules/model.ts';
import { createSession, type Evaluation } from '../../../src/rules/preview/create-session.ts';
import { loadRuleset, type Ruleset } from '../../../src/rules/preview/load-ruleset.ts';
import { type Installation, RULE_FILES } from '../../../src/rules/rule-files.ts';

/** The ruleset as a manager would load it: the rule files that `wanted` picks, our decoders, and the user's lists. */
export function generatedRuleset(
  wanted: (file: { readonly path: string; readonly installation: Installation }) => boolean,
  lists: 'empty' | 'examples' = 'empty',
  stock: readonly { readonly name: string; readonly text: string }[] = [],
): Ruleset {
  const paths = new Set(RULE_FILES.filter(wanted).map(file => file.path));
  const generated = generateRulesetFiles().map(({ path, text }) => ({ name: path, text }));
  return loadRuleset({
    files: [...stock, ...generated.filter(file => paths.has(file.name))],
    decoders: generated.filter(file => file.name.startsWith('decoders/')),
    lists: Object.fromEntries(
      USER_LISTS.map(({ name, example }) => [
        `etc/lists/${name}`,
        lists === 'examples' ? `${example}\n` : '',
      ]),
    ),
  });
}

/** Runs a sample through a new session, a second between its events, and tells what becomes of the last one. */
export function judge(ruleset: Ruleset, sample: Sample): Evaluation {
  const session = createSession(ruleset);
  const events = isSequence(sample) ? sample : [sample];
  let last: Evaluation = { alert: false, data: {}, path: [] };
  for (const [index, event] of events.entries()) {
    const log = JSON.stringify('integration' in event ? event : { office_365: event });
    last = session.evaluate(log, { location: 'office_365', atMs: 1_800_000_000_000 + index * 200 });
  }
  return last;
}

/** Every rule of the files that `wanted` picks. */
export function rulesOf(
  wanted: (file: { readonly path: string; readonly installation: Installation }) => boolean,
): readonly Rule[] {
  return RULE_FILES.filter(wanted).flatMap(file => file.themes.flatMap(theme => theme.rules));
}

function isSequence(sample: Sample): sample is readonly SampleEvent[] {
  return Array.isArray(sample);
}
