import { parseDocument, stringify } from 'yaml';
import { z } from 'zod';
import { configSchema, tenantSchema } from '../config/schema.ts';

const REMOVED = '[removed]';

export interface RedactedConfig {
  /** YAML without comments, and with values of known keys only. */
  readonly text: string;
  /** What was removed, and may stand elsewhere too. */
  readonly removed: readonly string[];
  /** Files that hold secrets, as written. */
  readonly secretFiles: readonly string[];
  /** Environment variables that hold secrets. */
  readonly variables: readonly string[];
  /** Words that tell whose installation it is: tenants' names, customers, labels; with the kind of each. */
  readonly labels: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

/**
 * Reads a configuration file for showing it to others, broken ones too. Secrets do not belong into it, but one may have got there by mistake: only
 * values of keys that the configuration knows are kept, file names only where they look like one, and of a program's arguments none.
 *
 * @throws whatever the YAML parser throws for what is no document at all.
 */
export function redactConfig(text: string): RedactedConfig {
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
  const found: Found = { removed: [], secretFiles: [], variables: [], labels: new Map() };
  const shown = walk(document.toJS({ maxAliasCount: 100 }) as unknown, '', found);
  // Of a comment nobody knows what is in it.
  for (const line of text.split('\n')) {
    const value = /^\s*#.*[:=]\s*["']?(?<value>\S{12,}?)["']?\s*$/.exec(line)?.groups?.['value'];
    if (value !== undefined && !value.startsWith('/')) found.removed.push(value);
  }
  return {
    ...found,
    text: stringify(shown),
    problems: document.errors.map(({ code, pos }) => `${code} at character ${pos[0]}`),
  };
}

interface Found {
  readonly removed: string[];
  readonly secretFiles: string[];
  readonly variables: string[];
  readonly labels: Map<string, string>;
}

function walk(value: unknown, key: string, found: Found): unknown {
  if (key === 'command' && Array.isArray(value)) {
    const [program, ...rest] = value as unknown[];
    return [walk(program, 'program', found), ...rest.map(argument => remove(argument, found))];
  }
  if (key === 'command') return remove(value, found);
  if (Array.isArray(value)) return value.map(one => walk(one, key, found));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        if (key === 'labels') return [name, label(inner, 'label', found)];
        return [name, KNOWN_KEYS.has(name) ? walk(inner, name, found) : remove(inner, found)];
      }),
    );
  }
  return typeof value === 'string' ? shownText(value, key, found) : key === '' ? null : value;
}

function shownText(value: string, key: string, found: Found): unknown {
  if (key === '') return remove(value, found);
  if (key === 'name') return label(value, 'tenant', found);
  if (key === 'customer') return label(value, 'customer', found);
  if (key === 'client_secret_env' || key === 'env' || key === 'environment') {
    if (!/^[A-Z_][A-Z0-9_]*$/.test(value)) return remove(value, found);
    found.variables.push(value);
  }
  if (key === 'file' || key.endsWith('_file')) {
    if (!/^(?:\.{0,2}\/|systemd:)/.test(value) && !/^[\w.-]+\.[a-z]{2,8}$/.test(value))
      return remove(value, found);
    if (key !== 'ca_file' && key !== 'metrics_file') found.secretFiles.push(value);
  }
  return value;
}

function label(value: unknown, kind: string, found: Found): unknown {
  if (typeof value === 'string') found.labels.set(value, kind);
  return value;
}

function remove(value: unknown, found: Found): unknown {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) remove(inner, found);
  } else if (typeof value === 'string' || typeof value === 'number') {
    found.removed.push(
      ...String(value)
        .split('\n')
        .map(line => line.trim()),
    );
  }
  return REMOVED;
}

const KNOWN_KEYS = keysOf([configSchema, tenantSchema]);

function keysOf(schemas: readonly z.ZodType[]): ReadonlySet<string> {
  const keys = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'properties' && typeof inner === 'object' && inner !== null) {
        for (const key of Object.keys(inner)) keys.add(key);
      }
      look(inner);
    }
  };
  for (const schema of schemas) look(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }));
  return keys;
}
