import type { Outcome } from '../../collect/ports.ts';
import type { HttpSender } from '../http.ts';
import type { FreshToken } from '../token.ts';

/** Where and for what a token is asked. */
export interface TokenTarget {
  readonly sender: HttpSender;
  /** The v2 token endpoint of the tenant. */
  readonly tokenUrl: string;
  /** Empty where the credential knows its application by itself. */
  readonly clientId: string;
  /** The audience: the root of the Activity API. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
}

/** What a credential shows of itself without asking anybody. Never a secret. */
export interface CredentialFacts {
  /** One line: `certificate CN=collector, SHA-256 thumbprint 3F…`. */
  readonly description: string;
  /** When it ends to be of use; undefined where only Microsoft knows (a client secret) or where nothing ends. */
  readonly expiresAtMs?: number;
}

/** A way to prove who we are. One file each; the token keeper knows nothing of them. */
export interface Credential {
  /** As messages name it: `client secret`. */
  readonly kind: string;
  /** When the certificate ends that was last read; undefined before the first token, and for all other kinds. */
  readonly expiresAtMs?: number | undefined;
  /**
   * Reads what it proves itself with and looks whether that can be used at all. Asks nobody, runs nothing.
   *
   * @throws SECRET_…, CERTIFICATE_…, TOKEN_COMMAND_UNSAFE
   */
  inspect(): Promise<CredentialFacts>;
  /**
   * Gets one fresh token, trying once. Whatever it proves itself with is read anew each time, so that a rotated secret works
   * without a restart; and once more when Microsoft refuses it and the file has changed meanwhile.
   *
   * @throws the signal's reason when it aborts; nothing else.
   */
  requestToken(target: TokenTarget, signal: AbortSignal): Promise<Outcome<FreshToken>>;
}

/** A certificate is to be renewed when it has less than this left: 30 days. */
export const EXPIRY_WARNING_MS = 30 * 86_400_000;
