import { createHmac } from 'node:crypto';
import type { AuditEvent } from './audit-event.ts';
import type { FieldPath } from './field-path.ts';
import { mapAtPath, mapScalars } from './map-event.ts';

/** Of the 64 hexadecimal digits of an HMAC-SHA-256: 128 bits, so that no two users meet by chance. */
const HASH_DIGITS = 32;
const HASH_PREFIX = 'hmac:';
/** A value that this made. */
const HASH = /^hmac:[0-9a-f]{32}$/;
/** A shorter value is replaced in its own place only: elsewhere it may mean anything. */
const MIN_FOUND_LENGTH = 4;
/** Of one event; an event with more different values is no audit event of Microsoft's. Those beyond are found where they stand alone. */
const MAX_PATTERNS = 200;
/** Values and their hashes that are kept at hand: the same users and addresses come again and again. */
const MAX_CACHED = 20_000;

/**
 * Replaces the values of some fields by keyed hashes, `hmac:` and 32 hexadecimal digits, so that who knows the key can find an event and who does
 * not can still tell users apart.
 *
 * The same value is replaced wherever else it stands in the event, also within texts, URLs, JSON in texts, and names of fields: `UserId` is
 * worth little hashed when `ObjectId` tells it. In between, a character that is no letter or digit may be written as in URLs (`%40`), in JSON
 * (`\u0040`), or as `_`, which is how the address of a OneDrive spells its owner.
 *
 * Case and surrounding blanks do not count, and of an address with a port only the address does: the same user and the same client have one
 * hash.
 */
export class FieldHasher {
  readonly #key: string;
  readonly #paths: readonly FieldPath[];
  readonly #hashes = new Map<string, string>();
  readonly #patterns = new Map<string, RegExp>();

  /** @param key any text; 32 characters and more make it hopeless to try all users of a tenant. */
  constructor(key: string, paths: readonly FieldPath[]) {
    this.#key = key;
    this.#paths = paths;
  }

  /** @param paths of what was replaced are added to it. */
  apply(event: AuditEvent, paths: Set<string>): AuditEvent {
    const clear = new Set<string>();
    let hashed = event;
    for (const path of this.#paths) {
      hashed = mapAtPath(hashed, path, (value, at) =>
        mapScalars(
          value,
          at,
          (scalar, place) => {
            const text = String(scalar);
            if (text.trim() === '' || HASH.test(text)) return scalar;
            clear.add(text.trim().toLowerCase());
            paths.add(place);
            return this.#hash(text);
          },
          key => key,
        ),
      );
    }
    return clear.size === 0 ? event : this.#hideElsewhere(hashed, clear, paths);
  }

  #hideElsewhere(event: AuditEvent, clear: ReadonlySet<string>, paths: Set<string>): AuditEvent {
    const spellings = new Set<string>();
    for (const text of clear) {
      spellings.add(text);
      spellings.add(withoutPort(text));
    }
    const findable = [...spellings].filter(text => text.length >= MIN_FOUND_LENGTH);
    if (findable.length === 0) return event;
    const pattern = this.#patternOf(findable.sort((a, b) => b.length - a.length).slice(0, MAX_PATTERNS));
    const hide = (text: string): string => {
      if (spellings.has(text.toLowerCase()) && text.length >= MIN_FOUND_LENGTH) return this.#hash(text);
      return text.replace(pattern, (found: string) => this.#hash(this.#meant(found, findable)));
    };
    return mapScalars(
      event,
      '',
      (scalar, place) => {
        if (typeof scalar !== 'string' || scalar.length < MIN_FOUND_LENGTH) return scalar;
        const hidden = hide(scalar);
        if (hidden !== scalar) paths.add(place);
        return hidden;
      },
      (key, path) => {
        const name = key.length < MIN_FOUND_LENGTH ? key : hide(key);
        if (name !== key) paths.add(path === '' ? name : `${path}.${name}`);
        return name;
      },
    ) as AuditEvent;
  }

  /** The value that was found in another spelling: its hash is that of the value itself. */
  #meant(found: string, values: readonly string[]): string {
    const lower = found.toLowerCase();
    if (values.includes(lower)) return lower;
    return values.find(value => this.#patternOf([value], '^', '$').test(found)) ?? lower;
  }

  #hash(text: string): string {
    const value = withoutPort(text.trim().toLowerCase());
    let hash = this.#hashes.get(value);
    if (hash === undefined) {
      hash = `${HASH_PREFIX}${createHmac('sha256', this.#key).update(value).digest('hex').slice(0, HASH_DIGITS)}`;
      if (this.#hashes.size >= MAX_CACHED) this.#hashes.clear();
      this.#hashes.set(value, hash);
    }
    return hash;
  }

  #patternOf(values: readonly string[], before = '', after = ''): RegExp {
    const key = `${before}${values.join('\n')}`;
    let pattern = this.#patterns.get(key);
    if (!pattern) {
      const any = values.map(patternText).join('|');
      pattern = new RegExp(`${before}(?:${any})${after}`, before === '' ? 'giu' : 'iu');
      if (this.#patterns.size >= MAX_CACHED) this.#patterns.clear();
      this.#patterns.set(key, pattern);
    }
    pattern.lastIndex = 0;
    return pattern;
  }
}

function patternText(value: string): string {
  return Array.from(value.toWellFormed(), character => {
    if (/[\p{L}\p{N}]/u.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    const itself = `\\u{${code.toString(16)}}`;
    // Backslashes are counted so that a long run of them costs nothing.
    const inJson = String.raw`\\{1,16}u${code.toString(16).padStart(4, '0')}`;
    const inUrl = encodeURIComponent(character) === character ? '' : `|${encodeURIComponent(character)}`;
    return code > 0xffff ? itself : `(?:${itself}|${inJson}${inUrl}|_)`;
  }).join('');
}

/** `192.0.2.1:443` and `[2001:db8::1]:443` without port and brackets, as `::ffff:192.0.2.1` without what goes before; all else as it is. */
function withoutPort(text: string): string {
  const bare = /^\[?(?:::ffff:)?(?<v4>\d{1,3}(?:\.\d{1,3}){3})\]?(?::\d{1,5})?$/.exec(text)?.groups?.['v4'];
  return bare ?? /^\[(?<v6>[0-9a-f:.]+)\](?::\d{1,5})?$/.exec(text)?.groups?.['v6'] ?? text;
}
