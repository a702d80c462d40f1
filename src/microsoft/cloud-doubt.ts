import type { CloudName } from '../config/schema.ts';
import { cloudOfApiHost, type Endpoints } from './clouds.ts';

/** So many ids refused with not one blob ever fetched are no accident. */
const SUSPICIOUS_REFUSALS = 3;

/**
 * Watches for a tenant of another cloud. Its listing works, but every blob is refused as invalid (AF20052), and each refusal
 * taken at its word would be recorded as a lost blob.
 */
export class CloudDoubt {
  readonly #apiUrl: string;
  #otherCloud: CloudName | undefined;
  #refused = 0;
  #fetched = false;

  constructor(endpoints: Endpoints) {
    this.#apiUrl = endpoints.apiUrl;
  }

  /** @param contentUri as a listing gives it; only its host is looked at, and nothing is ever sent there. */
  sawContentUri(contentUri: unknown): void {
    const url = typeof contentUri === 'string' ? URL.parse(contentUri) : null;
    if (url && url.origin !== this.#apiUrl) this.#otherCloud ??= cloudOfApiHost(url.host);
  }

  sawBlob(): void {
    this.#fetched = true;
  }

  /** @returns why an id refused as invalid is to be blamed on the cloud setting; undefined when the id itself is to blame. */
  sawRefusedId(): { readonly why: string; readonly hint?: string } | undefined {
    this.#refused += 1;
    if (this.#fetched) return undefined;
    if (this.#otherCloud) {
      const why = `Microsoft’s listing names the hosts of the cloud ${this.#otherCloud}.`;
      return { why, hint: `Set cloud to ${this.#otherCloud}.` };
    }
    return this.#refused >= SUSPICIOUS_REFUSALS
      ? { why: `Every one of ${this.#refused} blobs was refused as invalid.` }
      : undefined;
  }
}
