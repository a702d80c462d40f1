import { asciiLowerCase } from './byte-string.ts';

/** The fields of an event that have a place of their own in analysisd. */
export type StaticField =
  | 'srcip'
  | 'dstip'
  | 'srcport'
  | 'dstport'
  | 'srcuser'
  | 'dstuser'
  | 'protocol'
  | 'action'
  | 'id'
  | 'url'
  | 'data'
  | 'extra_data'
  | 'status'
  | 'system_name';

/** `analysisd.decoder_order_size`: dynamic fields beyond it are dropped with an error in ossec.log. */
const MAX_DYNAMIC_FIELDS = 256;

/** What the decoders found in one event. All texts are byte strings. */
export class EventFields {
  readonly statics: Partial<Record<StaticField, string>> = {};
  /** In the order of decoding; names may repeat. */
  readonly dynamics: { readonly name: string; readonly value: string }[] = [];
  readonly #byLowerName = new Map<string, string>();

  addDynamic(name: string, value: string): void {
    if (this.dynamics.length >= MAX_DYNAMIC_FIELDS) return;
    this.dynamics.push({ name, value });
    const lower = asciiLowerCase(name);
    if (!this.#byLowerName.has(lower)) this.#byLowerName.set(lower, value);
  }

  /** True when no further dynamic field fits: a regex of a decoder is then no longer applied. */
  get full(): boolean {
    return this.dynamics.length >= MAX_DYNAMIC_FIELDS;
  }

  /**
   * The first dynamic field of a name, whatever its case.
   *
   * @param lowerName in ASCII lower case.
   */
  dynamic(lowerName: string): string | undefined {
    return this.#byLowerName.get(lowerName);
  }
}
