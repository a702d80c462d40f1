import { readFile } from 'node:fs/promises';
import type { ProofInput } from './activate.ts';
import type { Layout } from './layout.ts';
import { parseManifest } from './manifest.ts';
import { readConfFacts } from './ossec-conf/conf-facts.ts';
import { ownWodles } from './ossec-conf/find-wodle.ts';
import type { Conf } from './ossec-conf/read-conf.ts';
import type { Plan } from './plan.ts';
import { lastValue } from './wazuh-xml/element.ts';

/**
 * What is to be proved once a plan is carried out: follows from what will be there, whichever command brought it about.
 *
 * @param after ossec.conf as it will be.
 */
export async function proofInput(
  plan: Plan,
  layout: Layout,
  after: Conf,
  ran: ReadonlySet<string>,
): Promise<ProofInput> {
  const wodle = ownWodles(after.roots).at(-1)?.wodle;
  return {
    ran,
    expectsWodle: wodle !== undefined && lastValue(wodle, 'disabled') !== 'yes',
    expectsAlert: await holdsRules(plan, layout),
    jsonAlerts: readConfFacts(after).jsonAlerts,
  };
}

async function holdsRules(plan: Plan, layout: Layout): Promise<boolean> {
  const change = plan.changes.find(candidate => candidate.path === layout.manifest);
  const bytes =
    change === undefined ? await readFile(layout.manifest).catch(() => undefined) : bytesAfter(change.after);
  const manifest = bytes && parseManifest(bytes);
  return Object.keys(manifest?.files ?? {}).some(name => name.startsWith('rules/'));
}

function bytesAfter(image: Plan['changes'][number]['after']): Buffer | undefined {
  return image?.kind === 'file' && 'bytes' in image.content ? image.content.bytes : undefined;
}
