import { O365WazuhError } from '../../errors.ts';
import type { CorrelationSlots } from './correlation-slots.ts';
import type { Category } from './decoder-model.ts';
import type { EventMemory, EventRecord } from './event-memory.ts';
import type { Rule } from './rule-model.ts';
import type { JudgedEvent } from './rule-test.ts';
import type { CompiledNode, Siblings } from './siblings.ts';

/** One event on its way through the rules. */
export interface RuleSearch {
  readonly event: JudgedEvent;
  readonly agentId: string;
  readonly timeSeconds: number;
  readonly slots: CorrelationSlots;
  readonly memory: EventMemory;
  /** Made when a rule that counts is reached, or when the event is to be kept. */
  record: EventRecord | undefined;
  /** The rule directly above the one found. */
  parent: Rule | undefined;
  /** Ids from the top to the rule found. */
  path: number[];
}

/**
 * Finds the rule that an event fires: depth first, siblings in their order, the deepest on the first way that matches. A rule with `noalert` counts
 * only through its children.
 *
 * @throws O365WazuhError `RULE_UNSUPPORTED` when it reaches a rule that the preview does not know in full.
 */
export function findRule(roots: Siblings, category: Category, search: RuleSearch): Rule | undefined {
  for (const node of roots.all) {
    if (node.rule.body.category !== category) continue;
    const found = descend(node, search);
    if (found) return found;
  }
  return undefined;
}

function descend(
  { rule, test, needsHostname, children }: CompiledNode,
  search: RuleSearch,
): Rule | undefined {
  const { body } = rule;
  if (!test(search.event)) return undefined;
  if (body.unsupported !== undefined) refuse(rule, body.unsupported);
  if (needsHostname && search.event.hostname === undefined)
    refuse(rule, 'the host name (see `hostname` of the session)');
  if (body.correlates && !countsEnough(rule, search)) return undefined;
  search.path.push(rule.id);
  for (const child of children.candidates(search.event)) {
    const found = descend(child, search);
    if (!found) continue;
    search.parent ??= rule;
    return found;
  }
  if (!body.noAlert) return rule;
  search.path.pop();
  return undefined;
}

function countsEnough(rule: Rule, search: RuleSearch): boolean {
  // An overwrite that counts where the first definition did not has nothing to count: the engine lets it pass.
  if (!rule.counts) return true;
  const plan = search.slots.planOf(rule);
  return plan !== undefined && search.memory.countsEnough(rule, plan, recordOf(search));
}

/** The event as it is kept for rules that count; made once. */
export function recordOf(search: RuleSearch): EventRecord {
  const { event, slots } = search;
  search.record ??= {
    timeSeconds: search.timeSeconds,
    agentId: search.agentId,
    hasDynamicFields: event.fields.dynamics.length > 0,
    values: slots.valuesOf(event.fields, event.location),
    matched: 0,
  };
  return search.record;
}

function refuse({ id, body }: Rule, unknown: string): never {
  const { file, line } = body;
  throw new O365WazuhError(
    'RULE_UNSUPPORTED',
    `${file}:${line}: rule ${id}: the preview does not know ${unknown}.`,
    {
      details: { file, line, ruleId: id, element: unknown },
    },
  );
}
