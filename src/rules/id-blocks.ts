/** First id of the movable block. Wazuh keeps 100000…120000 for users' own rules. */
export const DEFAULT_RULE_BASE = 110_000;

/** Ids that the block takes: base … base + 5,999. The second half is for the optional copies for native events. */
export const RULE_BLOCK_SIZE = 6_000;

/** Where the block may begin, both ends included: inside 100000…120000, and clear of the generic rule and of 100001. */
export const RULE_BASES = { first: 100_010, last: 120_000 - RULE_BLOCK_SIZE } as const;

/** The copy of a detection for events of Wazuh's own module has the detection's id plus this. */
export const NATIVE_OFFSET = 3_000;

/** The blog's generic rule. It keeps its id wherever the block moves, unless another rule has it. 100001 belongs to Wazuh's stock local_rules.xml. */
export const GENERIC_RULE_ID = 100_002;

/** Offset that is kept free for the generic rule, for where it must move as well. */
export const GENERIC_OFFSET = 2;

/** Offsets from the base, both ends included. Gaps are room to grow: an id is never given to another rule once published. */
export const ID_BLOCKS = {
  base: [0, 9],
  workloads: [10, 48],
  nodes: [49, 99],
  'record-types': [100, 799],
  'feed-health': [800, 899],
  'sign-ins': [1000, 1199],
  'privilege-and-consent': [1200, 1399],
  mailboxes: [1400, 1549],
  'mail-flow': [1550, 1649],
  'files-and-sharing': [1650, 1799],
  'policies-and-audit': [1800, 1949],
  ediscovery: [1950, 2049],
  'dlp-and-protection': [2050, 2249],
  teams: [2250, 2349],
  'power-platform': [2350, 2449],
  copilot: [2450, 2549],
  sequences: [2560, 2599],
  lists: [2600, 2699],
  'plain-sign-ins': [2700, 2749],
  native: [3000, 5999],
} as const satisfies Record<string, readonly [number, number]>;

export type BlockName = keyof typeof ID_BLOCKS;

/**
 * Moves a catalogue id to another base.
 *
 * @param base first id of the moved block, see `RULE_BASES`.
 * @param genericRule id of the generic rule there.
 * @returns a mapping for `generateRuleFiles`.
 */
export function moveRuleIds(base: number, genericRule: number = GENERIC_RULE_ID): (id: number) => number {
  const { first, last } = RULE_BASES;
  if (!Number.isInteger(base) || base < first || base > last) {
    throw new RangeError(`The rule base ${base} must be a whole number from ${first} to ${last}.`);
  }
  return id => (id === GENERIC_RULE_ID ? genericRule : id - DEFAULT_RULE_BASE + base);
}
