import { isIPv4, isIPv6 } from 'node:net';

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const ADDRESS = /[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+/g;
const TENANT_DOMAIN = /\b[\w-]+(?:\.mail)?\.onmicrosoft\.(?:com|us|de)\b/gi;
const IPV4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)/g;
const IPV6 = /(?<![\w:.])[0-9a-f]{0,4}:[0-9a-f:]*:[0-9a-f:.]*[0-9a-f]/gi;
/** They name nobody. */
const KEPT = new Set(['127.0.0.1', '0.0.0.0', '::1']);

/**
 * Replaces who and where by numbered names: the same one has the same name throughout, so that texts can still be laid side by side.
 * Numbers are given in the order of appearance; nothing can be reckoned back from them. The names break no JSON and no YAML.
 */
export class Pseudonyms {
  readonly #given = new Map<string, string>();
  readonly #counts = new Map<string, number>();
  #labels: RegExp | undefined;
  readonly #kinds = new Map<string, string>();

  /**
   * @param labels words that are replaced wherever they stand alone, with the kind that their names begin with.
   */
  constructor(labels: ReadonlyMap<string, string>) {
    for (const [label, kind] of labels) {
      if (label.length < 2) continue;
      this.#kinds.set(label.toLowerCase(), kind);
      this.#nameOf(kind, label);
    }
    const words = [...this.#kinds.keys()]
      .sort((a, b) => b.length - a.length)
      .map(word => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    if (words.length > 0)
      this.#labels = new RegExp(`(?<![\\p{L}\\p{N}])(?:${words.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  }

  replace(text: string): string {
    let clean = text
      .replace(ADDRESS, found => `${this.#nameOf('user', found)}@domain.example`)
      .replace(GUID, found => this.#guidOf(found))
      .replace(TENANT_DOMAIN, found => `${this.#nameOf('domain', found)}.onmicrosoft.com`)
      .replace(IPV4, found => (isIPv4(found) && !KEPT.has(found) ? this.#nameOf('ip', found) : found))
      .replace(IPV6, found => (isIPv6(found) && !KEPT.has(found) ? this.#nameOf('ip', found) : found));
    if (this.#labels) {
      clean = clean.replace(this.#labels, found =>
        this.#nameOf(this.#kinds.get(found.toLowerCase()) ?? 'label', found),
      );
    }
    return clean;
  }

  #guidOf(guid: string): string {
    const number = this.#nameOf('id', guid).slice('id-'.length);
    return `00000000-0000-4000-8000-${number.padStart(12, '0')}`;
  }

  #nameOf(kind: string, text: string): string {
    const key = `${kind} ${text.toLowerCase()}`;
    const known = this.#given.get(key);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const name = `${kind}-${count}`;
    this.#given.set(key, name);
    return name;
  }
}
