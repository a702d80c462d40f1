import type { AuditEvent, Json } from '../../../src/events/audit-event.ts';

/*
 * A model of what happens behind the queue: analysisd's JSON decoder (json_decoder.c), its alert writer (W_JSON_AddField), and the
 * indexer's dynamic mapping with Wazuh's template (texts are keywords). Only what can lose an event or a part of it.
 */

export interface DecodedAlert {
  readonly data: AuditEvent;
  /** Fields that Wazuh would drop, and why. */
  readonly lost: string[];
}

/** Decodes the message of a datagram and writes the alert's `data` object. */
export function decodeAsWazuh(message: string): DecodedAlert {
  const lost: string[] = [];
  if (!message.startsWith('{"')) lost.push('not decoded: no compact JSON');
  // An escaped backslash is no beginning of an escape.
  const escapes = message.replaceAll('\\\\', '');
  if (/\\ud[89ab][0-9a-f]{2}(?!\\ud[c-f])|(?<!\\ud[89ab][0-9a-f]{2})\\ud[c-f][0-9a-f]{2}/.test(escapes)) {
    lost.push('not decoded: lone surrogate');
  }
  const fields: [path: string, value: string][] = [];
  readFields(JSON.parse(message) as AuditEvent, '', fields);
  for (const [path] of fields.slice(256)) lost.push(`${path}: too many fields`);
  const data: AuditEvent = {};
  for (const [path, value] of fields.slice(0, 256)) {
    const whole = value.split('\0')[0] ?? '';
    if (whole !== value) lost.push(`${path}: cut at NUL`);
    if (whole !== '' && !addField(data, path.split('.'), whole)) lost.push(`${path}: taken already`);
  }
  return { data, lost };
}

function readFields(object: AuditEvent, parent: string, into: [string, string][]): void {
  for (const [key, value] of Object.entries(object)) {
    const path = parent === '' ? key : `${parent}.${key}`;
    if (Array.isArray(value)) into.push([path, JSON.stringify(value)]);
    else if (typeof value === 'object' && value !== null) readFields(value, path, into);
    else into.push([path, typeof value === 'number' ? printNumber(value) : String(value)]);
  }
}

function printNumber(value: number): string {
  return (value | 0) === value ? String(value) : value.toFixed(6);
}

function addField(object: AuditEvent, path: readonly string[], value: string): boolean {
  const [name = '', ...rest] = path;
  const taken = Object.keys(object).find(key => key.toLowerCase() === name.toLowerCase());
  if (rest.length === 0) {
    if (taken !== undefined) return false;
    define(object, name, asArray(value) ?? value);
    return true;
  }
  if (taken === undefined) define(object, name, {});
  const inner = object[taken ?? name];
  return typeof inner === 'object' && inner !== null && !Array.isArray(inner) && addField(inner, rest, value);
}

function define(object: AuditEvent, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function asArray(value: string): Json | undefined {
  if (!value.startsWith('[')) return undefined;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return undefined;
  }
}

type Mapping = 'keyword' | 'long' | 'float' | 'boolean' | Map<string, Mapping>;

/** One daily index. */
export class IndexModel {
  readonly #root = new Map<string, Mapping>();
  #fields = 0;

  /** Maps a document. @returns why the indexer would refuse it, or undefined. */
  refusal(data: AuditEvent): string | undefined {
    try {
      // `data` itself is the first level.
      this.#object(data, this.#root, 'data', 2);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  #object(object: AuditEvent, mapping: Map<string, Mapping>, path: string, depth: number): void {
    if (depth > 20) throw new Error(`${path}: deeper than 20`);
    for (const [key, value] of Object.entries(object)) {
      const segments = key.split('.');
      if (segments.some(segment => segment.trim() === ''))
        throw new Error(`${path}: blank name ${JSON.stringify(key)}`);
      let inner = mapping;
      for (const segment of segments.slice(0, -1)) {
        const step = inner.get(segment) ?? new Map<string, Mapping>();
        if (!(step instanceof Map)) throw new Error(`${path}.${key}: ${segment} is no object`);
        inner.set(segment, step);
        inner = step;
      }
      this.#value(value, inner, segments.at(-1) ?? '', `${path}.${key}`, depth);
    }
  }

  #value(value: Json, mapping: Map<string, Mapping>, name: string, path: string, depth: number): void {
    if (value === null) return;
    if (Array.isArray(value)) {
      for (const element of value) this.#value(element, mapping, name, path, depth);
      return;
    }
    let known = mapping.get(name);
    if (known === undefined) {
      known = firstMapping(value);
      mapping.set(name, known);
      this.#fields += 1;
      if (this.#fields > 10_000) throw new Error(`${path}: more than 10,000 fields`);
    }
    if (typeof value === 'object') {
      if (!(known instanceof Map)) throw new Error(`${path}: object where ${known} is mapped`);
      this.#object(value, known, path, depth + 1);
      return;
    }
    if (!accepts(known, value))
      throw new Error(
        `${path}: ${JSON.stringify(value)} where ${known instanceof Map ? 'object' : known} is mapped`,
      );
  }
}

function firstMapping(value: Exclude<Json, null | Json[]>): Mapping {
  if (typeof value === 'object') return new Map();
  if (typeof value === 'string') return 'keyword';
  if (typeof value === 'boolean') return 'boolean';
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? 'long' : 'float';
}

function accepts(mapping: Mapping, value: string | number | boolean): boolean {
  if (mapping instanceof Map) return false;
  if (mapping === 'keyword') return Buffer.byteLength(String(value)) <= 32_766;
  if (mapping === 'boolean')
    return typeof value === 'boolean' || ['true', 'false', ''].includes(String(value));
  if (typeof value === 'boolean' || value === '' || !Number.isFinite(Number(value))) return false;
  return mapping === 'float' || Math.abs(Number(value)) < 2 ** 63;
}
