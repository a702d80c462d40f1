import { dirname, join, relative } from 'node:path';
import { isO365WazuhError } from '../src/errors.ts';
import { LOCATION } from '../src/events/envelope.ts';
import { createSession } from '../src/rules/preview/create-session.ts';
import { loadRuleset, type Ruleset } from '../src/rules/preview/load-ruleset.ts';
import type { RuleProblem } from '../src/rules/preview/problem.ts';
import { problemAsText } from '../src/rules/lint-ruleset.ts';
import { readRulesetOf } from './home-ruleset.ts';
import type { Layout } from './layout.ts';
import { parseManifest, readManifest } from './manifest.ts';
import type { Conf } from './ossec-conf/read-conf.ts';
import type { Plan } from './plan.ts';
import { installedRuleIds } from './wanted-rule-ids.ts';

/** Where a home keeps its rules and decoders. */
interface RulesetPlaces {
  readonly home: { readonly path: string };
  readonly layout: Pick<Layout, 'rules' | 'decoders' | 'manifest'>;
}

/** An event such as every tenant has. */
const SIGN_IN = JSON.stringify({
  office_365: {
    Workload: 'AzureActiveDirectory',
    RecordType: 15,
    Operation: 'UserLoggedIn',
    UserId: 'ada@contoso.example',
    ClientIP: '198.51.100.10',
  },
});

/**
 * Reads the whole ruleset as it will be, without a manager: what is new in it that analysisd would refuse, or, in the files of the plan,
 * leave out; and whether an event still finds its way to our rules. What was wrong before is not told again.
 *
 * @param conf ossec.conf as it will be.
 * @param errorsOnly for uninstalling: rules of the user's may lose their parents.
 */
export async function previewComplaints(
  session: RulesetPlaces,
  plan: Plan,
  conf: Conf,
  errorsOnly: boolean,
): Promise<readonly string[]> {
  const home = session.home.path;
  const changes = changesOf(session, plan);
  const before = loadRuleset(await readRulesetOf(home, conf));
  const after = loadRuleset(await readRulesetOf(home, conf, changes));
  const known = new Set(before.problems.map(keyOf));
  const ours = new Set([...changes.keys()].map(path => relative(home, path)));
  const fresh = after.problems.filter(
    problem =>
      problem.code !== 'RULE_UNSUPPORTED' &&
      !known.has(keyOf(problem)) &&
      (problem.class === 'error' || (!errorsOnly && ours.has(problem.file))),
  );
  if (fresh.length > 0) return fresh.map(problemAsText);
  const genericRule = await genericRuleAfter(session, plan);
  const installs = [...changes.values()].some(text => text?.includes(`id="${genericRule}"`));
  return installs ? strayComplaints(after, genericRule) : [];
}

async function genericRuleAfter({ layout }: RulesetPlaces, plan: Plan): Promise<number> {
  const change = plan.changes.find(({ path }) => path === layout.manifest);
  if (change === undefined) return installedRuleIds(await readManifest(layout)).genericRule;
  const { after } = change;
  const manifest =
    after?.kind === 'file' && 'bytes' in after.content ? parseManifest(after.content.bytes) : undefined;
  return installedRuleIds(manifest).genericRule;
}

/** Rules and decoders of others come into it too: one of them may take our events. */
function strayComplaints(ruleset: Ruleset, genericRule: number): readonly string[] {
  try {
    const { path, rule, decoder } = createSession(ruleset).evaluate(SIGN_IN, {
      location: LOCATION,
      atMs: Date.UTC(2031, 0, 1),
    });
    if (path.includes(genericRule)) return [];
    return [
      `a sign-in would meet ${rule === undefined ? 'no rule' : `rule ${rule}`} instead of ${genericRule} or one below it (decoder: ${decoder ?? 'none'})`,
    ];
  } catch (error) {
    // The ruleset was broken before, or has something on the way that only a manager can answer for: analysisd is asked next.
    if (isO365WazuhError(error)) return [];
    throw error;
  }
}

function changesOf({ home, layout }: RulesetPlaces, plan: Plan): ReadonlyMap<string, string | undefined> {
  const changes = new Map<string, string | undefined>();
  for (const { path, after } of plan.changes) {
    if (![layout.rules, layout.decoders, join(home.path, 'etc/lists')].includes(dirname(path))) continue;
    if (after === undefined) changes.set(path, undefined);
    else if (after.kind === 'file' && 'bytes' in after.content)
      changes.set(path, after.content.bytes.toString('utf8'));
  }
  return changes;
}

/** Lines move when a file changes. */
function keyOf({ file, code, message }: RuleProblem): string {
  return `${file} ${code} ${message}`;
}
