import { readFileSync, statSync } from 'node:fs';

/** A `.state` file of a Wazuh daemon: `key='value'` lines, rewritten every 5 s. */
export interface StateFile {
  readonly values: ReadonlyMap<string, string>;
  /** When it was written, epoch ms. */
  readonly writtenAtMs: number;
}

/** Reads a `.state` file. @returns undefined when it cannot be read: the daemon never ran, or its state file is switched off. */
export function readStateFile(path: string): StateFile | undefined {
  try {
    const writtenAtMs = statSync(path).mtimeMs;
    return { values: parseState(readFileSync(path, 'utf8')), writtenAtMs };
  } catch {
    return undefined;
  }
}

/** Reads the `key='value'` lines; comments and anything else are passed over. */
export function parseState(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { groups } of text.matchAll(/^(?<key>\w+)='(?<value>[^']*)'$/gm)) {
    if (groups?.['key'] !== undefined) values.set(groups['key'], groups['value'] ?? '');
  }
  return values;
}

/** A value that must be a whole number, or undefined: absent, or empty as `msg_buffer` is with anti-flooding off. */
export function stateNumber(state: StateFile, key: string): number | undefined {
  const value = state.values.get(key);
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
