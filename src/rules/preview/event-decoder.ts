import { O365WazuhError } from '../../errors.ts';
import type { Decoder, DecoderNode, DecoderOffset, DecoderTree } from './decoder-model.ts';
import type { EventFields } from './event-fields.ts';
import type { FindingExpression } from './expression.ts';
import { flattenJson } from './flatten-json.ts';

/** Places in the log that later patterns may begin at; undefined where the engine has none yet. */
interface Offsets {
  afterParent: number | undefined;
  afterPrematch: number | undefined;
  afterRegex: number | undefined;
}

/** The decoders of one session. */
export class EventDecoder {
  readonly #tree: DecoderTree;
  /** Groups found last and not yet used. A PCRE2 regex without groups of its own fills its fields from them, be they of another event. */
  #groups: readonly string[] = [];

  /** The log had a syslog header with a program name. */
  #named = false;

  constructor(tree: DecoderTree) {
    this.#tree = tree;
  }

  /**
   * Finds the decoder of a log and fills the fields, as analysisd's `DecodeEvent` does.
   *
   * @param log byte string, without the syslog header.
   * @returns the decoder that the event belongs to, or undefined.
   * @throws O365WazuhError `RULE_UNSUPPORTED` when the event gets to a decoder that the preview does not run in full.
   */
  decode(log: string, programName: string | undefined, fields: EventFields): Decoder | undefined {
    this.#named = programName !== undefined;
    const nodes = programName === undefined ? this.#tree.withoutProgramName : this.#tree.withProgramName;
    for (const node of nodes) {
      const { decoder } = node;
      if (programName !== undefined && !decoder.programName?.test(programName)) continue;
      const end = decoder.prematch ? this.#find(decoder.prematch, log, 0) : 0;
      if (end !== undefined) return this.#decodeWith(node, log, end, fields);
    }
    return undefined;
  }

  #decodeWith(node: DecoderNode, log: string, parentEnd: number, fields: EventFields): Decoder {
    refuseUnsupported(node.decoder);
    if (node.children.length === 0) {
      const offsets = { afterParent: parentEnd, afterPrematch: undefined, afterRegex: undefined };
      const json = { afterParent: undefined, afterPrematch: parentEnd, afterRegex: undefined };
      if (node.decoder.plugin) runJson(node.decoder, log, json, fields);
      else this.#runRegex(node.decoder, log, offsets, fields);
      return node.decoder;
    }
    const chosen = this.#chooseChild(node, log, parentEnd);
    if (!chosen) return node.decoder;
    const { owner, offsets } = chosen;
    for (let i = chosen.index; ; i += 1) {
      const child = node.children[i];
      if (!child) return owner;
      refuseUnsupported(child);
      if (child.plugin) runJson(owner, log, chosen.json, fields);
      else if (!child.regex || !this.#runRegex(child, log, offsets, fields)) return owner;
      if (!child.getNext) return owner;
    }
  }

  /** The first child without a prematch, or whose prematch is found. */
  #chooseChild(
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
      const end = this.#find(child.prematch, log, child.prematchOffset === 'after_parent' ? parentEnd : 0);
      if (end !== undefined) {
        refuseUnsupported(child);
        const offsets = { afterParent: parentEnd, afterPrematch: end, afterRegex: undefined };
        return { index, owner: child, offsets, json: offsets };
      }
      // Siblings of one name stand and fall together.
      while (node.children[index]?.getNext) index += 1;
    }
    return undefined;
  }

  /** Applies the regex where it is found. False when the event has no room for fields left, which ends the decoding. */
  #runRegex(decoder: Decoder, log: string, offsets: Offsets, fields: EventFields): boolean {
    const start = startOf(decoder.regexOffset, offsets);
    const end = start !== undefined && decoder.regex ? this.#find(decoder.regex, log, start) : undefined;
    if (end === undefined) return true;
    offsets.afterRegex = end;
    if (fields.full) return false;
    for (const [index, capture] of this.#groups.entries()) {
      const item = decoder.order[index];
      if (!item) continue;
      if ('static' in item) fields.statics[item.static] = capture;
      else fields.addDynamic(item.dynamic, capture);
    }
    this.#groups = [];
    return true;
  }

  /** @returns the offset behind what was found. */
  #find(expression: FindingExpression, log: string, start: number): number | undefined {
    if (expression.forgetsGroups) this.#groups = [];
    const found = expression.find(log.slice(start));
    if (!found) return undefined;
    if (found.captures.length > 0) this.#groups = found.captures;
    const end = start + found.end;
    // Where nothing was taken from the beginning of the log, the engine ends up before it, at the zero byte behind the copy of the whole message:
    // there is nothing to read. Behind a program name stands a blank instead.
    return end === 0 && !this.#named ? log.length : end;
  }
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
  const start = startOf(owner.pluginOffset, offsets);
  if (start !== undefined) flattenJson(log.slice(start), owner.flatten, fields);
}

function refuseUnsupported({ ownName, unsupported }: Decoder): void {
  if (unsupported === undefined) return;
  throw new O365WazuhError(
    'RULE_UNSUPPORTED',
    `Decoder '${ownName}': the preview does not run ${unsupported}.`,
    {
      details: { decoder: ownName, element: unsupported },
    },
  );
}
