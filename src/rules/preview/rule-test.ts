import { isOnTime } from './clock-checks.ts';
import type { Decoder } from './decoder-model.ts';
import type { EventFields } from './event-fields.ts';
import { type ListLookup, meetsList } from './list-lookup.ts';
import type { EventText, PatternCheck, RuleBody } from './rule-model.ts';

/** An event as rules see it. All texts are byte strings. */
export interface JudgedEvent {
  readonly log: string;
  readonly location: string;
  /** Undefined for an event of the manager itself where its name is not known. */
  readonly hostname: string | undefined;
  readonly programName: string | undefined;
  readonly decoder: Decoder | undefined;
  readonly fields: EventFields;
  /** The manager's own clock; few rules ask for it. */
  clock(): { readonly time: string; readonly weekday: number };
}

export type RuleTest = (event: JudgedEvent) => boolean;

/**
 * Compiles all conditions of a rule but the counting of earlier events. None of them has a side effect, so the cheap ones come first, whatever the
 * order in the engine.
 *
 * A condition that cannot be judged (a pattern the preview cannot run, a host name nobody gave) passes: the rule is then refused, not passed over.
 */
export function compileRuleTest(body: RuleBody): RuleTest {
  const tests = [...compileAll(body)];
  const [only] = tests;
  if (tests.length === 1 && only) return only;
  return event => {
    for (const test of tests) if (!test(event)) return false;
    return true;
  };
}

function* compileAll(body: RuleBody): Generator<RuleTest> {
  const { decodedAs, minSize, time, day } = body;
  if (decodedAs !== undefined) yield event => event.decoder?.name === decodedAs;
  for (const { lowerName, ...check } of body.fields)
    yield event => meets(check, event.fields.dynamic(lowerName));
  for (const [name, check] of body.statics) yield event => meets(check, event.fields.statics[name]);
  if (minSize > 0) yield event => event.log.length >= minSize;
  if (time) yield event => isOnTime(time, event.clock().time);
  if (day) yield event => day[event.clock().weekday] === true;
  for (const lookup of body.lists) {
    yield event => (event.hostname === undefined && asksListForHostname(lookup)) || meetsList(lookup, event);
  }
  for (const [name, check] of body.texts) {
    if (name === 'hostname') yield event => event.hostname === undefined || meets(check, event.hostname);
    else yield event => meets(check, textOf(name, event));
  }
}

function meets({ expression, negate }: PatternCheck, subject: string | undefined): boolean {
  return subject !== undefined && (expression.unknown === true || expression.test(subject) !== negate);
}

function textOf(name: Exclude<EventText, 'hostname'>, event: JudgedEvent): string | undefined {
  switch (name) {
    case 'match':
    case 'regex':
      return event.log;
    case 'location':
      return event.location;
    case 'program_name':
      return event.programName;
    case 'user':
      return event.fields.statics.dstuser ?? event.fields.statics.srcuser;
  }
}

/** True when the rule, or the text of its alerts, asks for the host's name. */
export function asksForHostname(body: RuleBody): boolean {
  return (
    body.texts.has('hostname') ||
    body.description.includes('$(hostname)') ||
    body.lists.some(asksListForHostname)
  );
}

function asksListForHostname({ field }: ListLookup): boolean {
  return 'static' in field && field.static === 'hostname';
}
