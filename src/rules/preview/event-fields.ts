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

/** A dynamic field. Byte strings. */
export interface DynamicField {
  readonly name: string;
  readonly value: string;
}

/** A field whose text is made when it is first asked for: most rules never look at the arrays of an event. */
class LazyField implements DynamicField {
  readonly name: string;
  #make: (() => string) | undefined;
  #value = '';

  constructor(name: string, make: () => string) {
    this.name = name;
    this.#make = make;
  }

  get value(): string {
    if (this.#make) this.#value = this.#make();
    this.#make = undefined;
    return this.#value;
  }
}

/** What the decoders found in one event. All texts are byte strings. */
export class EventFields {
  readonly statics: Partial<Record<StaticField, string>> = {};
  /** In the order of decoding; names may repeat. */
  readonly dynamics: DynamicField[] = [];
  readonly #byLowerName = new Map<string, DynamicField>();

  /** @param lowerName the name in ASCII lower case, where the caller knows it. */
  addDynamic(name: string, value: string | (() => string), lowerName = asciiLowerCase(name)): void {
    if (this.dynamics.length >= MAX_DYNAMIC_FIELDS) return;
    const field = typeof value === 'string' ? { name, value } : new LazyField(name, value);
    this.dynamics.push(field);
    if (!this.#byLowerName.has(lowerName)) this.#byLowerName.set(lowerName, field);
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
    return this.#byLowerName.get(lowerName)?.value;
  }
}
