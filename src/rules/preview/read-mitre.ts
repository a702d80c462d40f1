import type { WazuhXmlElement } from '../read/wazuh-xml.ts';
import { toByteString } from './byte-string.ts';
import type { ProblemLog } from './problem.ts';

/** The MITRE blocks of one rule, as they are read one after the other. */
export class MitreIds {
  /** From `<id>`, the form of all versions. */
  readonly #plain: string[] = [];
  /** From `<tacticID>` with `<techniqueID>`, since 4.3. */
  readonly #techniques: string[] = [];
  #paired = false;

  /** The ids that alerts show. The pairs win over plain ids. */
  get ids(): readonly string[] {
    return this.#paired ? this.#techniques : this.#plain;
  }

  /** Adds one `<mitre>` block. What is wrong with it is a warning, and the block is left out. */
  read(block: WazuhXmlElement, ruleId: number, log: ProblemLog): void {
    const warn = (message: string): void => log.warn('MITRE_INVALID', block.line, message, ruleId);
    if (block.children.length === 0) return warn(`Empty Mitre information for rule '${ruleId}'`);
    const plain: string[] = [];
    const tactics: string[] = [];
    const techniques: string[] = [];
    const kinds = new Map([
      ['id', plain],
      ['tacticid', tactics],
      ['techniqueid', techniques],
    ]);
    let failed = false;
    for (const child of block.children) {
      const into = kinds.get(child.name.toLowerCase());
      if (!into)
        log.error(
          'OPTION_INVALID',
          child.line,
          `Invalid option '${child.name}' for rule '${ruleId}'`,
          ruleId,
        );
      else if (child.content === '') warn(`Empty Mitre ID for rule '${ruleId}'`);
      failed ||= !into || child.content === '';
      into?.push(toByteString(child.content));
    }
    if (failed) return;
    if (plain.length > 0) {
      if (tactics.length + techniques.length > 0) {
        return warn(
          `Rule '${ruleId}' combined old and new Mitre formats in the same block. The Mitre block will be discarded.`,
        );
      }
      if (this.#paired) {
        return warn(
          `Rule '${ruleId}' combined old and new Mitre formats, the old Mitre Technique format will be discarded.`,
        );
      }
      for (const id of plain) if (!this.#plain.includes(id)) this.#plain.push(id);
      return;
    }
    const [technique] = techniques;
    if (tactics.length > 1 || techniques.length > 1) {
      return warn(
        `In rule '${ruleId}' is not allowed to join more than one Mitre techniqueID or tacticID in the same block. The Mitre block will be discarded.`,
      );
    }
    if (technique === undefined) return warn(`Mitre techniqueID should be defined in rule '${ruleId}'`);
    if (tactics.length === 0) return warn(`Mitre tacticID should be defined in rule '${ruleId}'`);
    if (this.#plain.length > 0 && !this.#paired) {
      warn(
        `Rule '${ruleId}' combined old and new Mitre formats, the old Mitre Technique format will be discarded.`,
      );
    }
    this.#paired = true;
    if (!this.#techniques.includes(technique)) this.#techniques.push(technique);
  }
}
