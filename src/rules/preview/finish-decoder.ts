import type { Decoder } from './decoder-model.ts';
import type { DecoderDraft, DecoderPattern } from './decoder-draft.ts';
import { compileExpression, type FindingExpression } from './expression.ts';
import { compileFindingOsRegex } from './os-regex.ts';
import { compileFindingPcre2 } from './pcre2.ts';
import type { ProblemLog } from './problem.ts';

/** Stand for patterns that the preview cannot run: the event that reaches one is refused, so it must be reached. */
const UNKNOWN_NAME = { test: () => true };
const UNKNOWN_FIND: FindingExpression = { forgetsGroups: false, find: () => ({ end: 0, captures: [] }) };

/**
 * Makes the checks that analysisd makes once it has seen all elements of a decoder, and compiles its patterns.
 *
 * @returns undefined where analysisd would refuse it; the log says why.
 */
export function finishDecoder(draft: DecoderDraft, log: ProblemLog): Decoder | undefined {
  if (!isConsistent(draft, log)) return undefined;
  const { programName, prematch, regex } = draft;
  const compiledName =
    programName &&
    accept(compileExpression(programName.type, programName.text), UNKNOWN_NAME, programName, draft, log);
  const compiledPrematch = prematch && accept(finding(prematch, false), UNKNOWN_FIND, prematch, draft, log);
  const compiledRegex = regex && accept(finding(regex, true), UNKNOWN_FIND, regex, draft, log);
  if ((programName && !compiledName) || (prematch && !compiledPrematch) || (regex && !compiledRegex))
    return undefined;
  return {
    ownName: draft.name,
    name: draft.parent === undefined || draft.useOwnName ? draft.name : '',
    parent: draft.parent,
    type: draft.type,
    programName: compiledName,
    prematch: compiledPrematch,
    prematchOffset: prematch?.offset ?? 'log',
    regex: compiledRegex,
    regexOffset: regex?.offset ?? 'log',
    order: draft.order ?? [],
    plugin: draft.plugin && (draft.plugin.json ? 'json' : 'other'),
    pluginOffset: draft.plugin?.offset ?? 'log',
    flatten: { nulls: draft.nulls, arrays: draft.arrays },
    unsupported: draft.unsupported,
    getNext: false,
  };
}

function isConsistent(draft: DecoderDraft, log: ProblemLog): boolean {
  const refuse = (code: '2107' | '2108' | '2111' | '2120', message: string): false => {
    log.error(code, draft.line, message);
    return false;
  };
  const { name, parent, prematch, regex, order, plugin } = draft;
  if (!prematch && parent === undefined && !draft.programName) {
    return refuse('2108', `No 'prematch' found in decoder: '${name}'.`);
  }
  if (regex ? !order : order !== undefined || draft.fts)
    return refuse('2107', `Decoder configuration error: '${name}'.`);
  const root = parent === undefined;
  if (root && regex?.offset === 'after_prematch') regex.offset = 'after_parent';
  else if (regex?.offset === 'after_parent' && root)
    return refuse('2120', `Invalid offset value: 'after_parent' in '${name}'`);
  else if (regex?.offset === 'after_prematch' && !prematch) {
    return refuse('2120', `Invalid offset value: 'after_prematch' in '${name}'`);
  } else if (regex?.offset === 'after_regex' && root)
    return refuse('2120', `Invalid offset value: 'after_regex' in '${name}'`);
  if (prematch && prematch.offset !== 'log' && (prematch.offset !== 'after_parent' || root)) {
    return refuse('2120', `Invalid offset value: '${prematch.offset}' in the prematch of '${name}'`);
  }
  if ((plugin?.offset === 'after_parent' && root) || (plugin?.offset === 'after_prematch' && !prematch)) {
    return refuse('2120', `Invalid offset value: '${plugin.offset}' in the plugin of '${name}'`);
  }
  if (plugin && (regex || order)) return refuse('2111', `Additional data to plugin decoder: '${name}'.`);
  return true;
}

function finding(pattern: DecoderPattern, captures: boolean): ReturnType<typeof compileFindingPcre2> {
  if (pattern.type === 'pcre2') return compileFindingPcre2(pattern.text);
  return compileFindingOsRegex(pattern.text, { captures });
}

function accept<T extends object>(
  compiled: T | { readonly refused: string } | { readonly unmapped: string },
  unknown: T,
  pattern: DecoderPattern,
  draft: DecoderDraft,
  log: ProblemLog,
): T | undefined {
  if ('refused' in compiled) {
    log.error(
      '1452',
      pattern.line,
      `Syntax error on regex: '${pattern.text}' of decoder '${draft.name}': it ${compiled.refused}.`,
    );
    return undefined;
  }
  if ('unmapped' in compiled) {
    draft.unsupported ??= `the pattern '${pattern.text}'`;
    log.error(
      'RULE_UNSUPPORTED',
      pattern.line,
      `Decoder '${draft.name}': the preview cannot run '${pattern.text}': it ${compiled.unmapped}.`,
    );
    return unknown;
  }
  return compiled;
}
