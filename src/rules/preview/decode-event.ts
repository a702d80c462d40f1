import type { Decoder, DecoderNode, DecoderOffset, DecoderTree } from './decoder-model.ts';
import type { EventFields } from './event-fields.ts';
import { flattenJson } from './flatten-json.ts';

/** Places in the log that later patterns may begin at; undefined where the engine has none yet. */
interface Offsets {
  afterParent: number | undefined;
  afterPrematch: number | undefined;
  afterRegex: number | undefined;
}

/**
 * Finds the decoder of a log and fills the fields, as analysisd's `DecodeEvent` does.
 *
 * @param log byte string, without the syslog header.
 * @returns the decoder that the event belongs to, or undefined.
 */
export function decodeEvent(
  tree: DecoderTree,
  log: string,
  programName: string | undefined,
  fields: EventFields,
): Decoder | undefined {
  const nodes = programName === undefined ? tree.withoutProgramName : tree.withProgramName;
  for (const node of nodes) {
    const { decoder } = node;
    if (programName !== undefined && !decoder.programName?.test(programName)) continue;
    const found = decoder.prematch?.find(log);
    if (decoder.prematch && !found) continue;
    return decodeWith(node, log, found?.end ?? 0, fields);
  }
  return undefined;
}

function decodeWith(node: DecoderNode, log: string, parentEnd: number, fields: EventFields): Decoder {
  if (node.children.length === 0) {
    const offsets = { afterParent: parentEnd, afterPrematch: undefined, afterRegex: undefined };
    const json = { afterParent: undefined, afterPrematch: parentEnd, afterRegex: undefined };
    if (node.decoder.json) runJson(node.decoder, log, json, fields);
    else runRegex(node.decoder, log, offsets, fields);
    return node.decoder;
  }
  const chosen = chooseChild(node, log, parentEnd);
  if (!chosen) return node.decoder;
  const { owner, offsets } = chosen;
  for (let i = chosen.index; ; i += 1) {
    const child = node.children[i];
    if (!child) return owner;
    if (child.json) runJson(owner, log, chosen.json, fields);
    else if (!child.regex || !runRegex(child, log, offsets, fields)) return owner;
    if (!child.getNext) return owner;
  }
}

/** The first child without a prematch, or whose prematch is found. */
function chooseChild(
  node: DecoderNode,
  log: string,
  parentEnd: number,
): { index: number; owner: Decoder; offsets: Offsets; json: Offsets } | undefined {
  for (let index = 0; index < node.children.length; index += 1) {
    const child = node.children[index];
    if (!child) break;
    if (!child.prematch) {
      // The event stays the parent's, and so do the options of the JSON decoder.
      const offsets = { afterParent: parentEnd, afterPrematch: parentEnd, afterRegex: undefined };
      const json = { afterParent: undefined, afterPrematch: parentEnd, afterRegex: undefined };
      return { index, owner: node.decoder, offsets, json };
    }
    const from = child.prematchOffset === 'after_parent' ? parentEnd : 0;
    const found = child.prematch.find(log.slice(from));
    if (found) {
      const afterPrematch = from + found.end;
      const offsets = { afterParent: parentEnd, afterPrematch, afterRegex: undefined };
      return { index, owner: child, offsets, json: offsets };
    }
    // Siblings of one name stand and fall together.
    while (node.children[index]?.getNext) index += 1;
  }
  return undefined;
}

function startOf(offset: DecoderOffset, offsets: Offsets): number | undefined {
  switch (offset) {
    case 'log':
      return 0;
    case 'after_parent':
      return offsets.afterParent;
    case 'after_prematch':
      return offsets.afterPrematch;
    case 'after_regex':
      return offsets.afterRegex ?? offsets.afterPrematch;
  }
}

function runJson(owner: Decoder, log: string, offsets: Offsets, fields: EventFields): void {
  const start = startOf(owner.jsonOffset, offsets);
  if (start !== undefined) flattenJson(log.slice(start), owner.flatten, fields);
}

/** Applies the regex where it is found. False when the event has no room for fields left, which ends the decoding. */
function runRegex(decoder: Decoder, log: string, offsets: Offsets, fields: EventFields): boolean {
  const start = startOf(decoder.regexOffset, offsets);
  const found = start === undefined ? undefined : decoder.regex?.find(log.slice(start));
  if (!found || start === undefined) return true;
  offsets.afterRegex = start + found.end;
  if (fields.full) return false;
  for (const [index, capture] of found.captures.entries()) {
    const item = decoder.order[index];
    if (!item) continue;
    if ('static' in item) fields.statics[item.static] = capture;
    else fields.addDynamic(item.dynamic, capture);
  }
  return true;
}
