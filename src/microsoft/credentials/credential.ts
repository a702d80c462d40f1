import type { Outcome } from '../../collect/ports.ts';
import type { HttpSender } from '../http.ts';
import type { FreshToken } from '../token.ts';

/** Where and for what a token is asked. */
export interface TokenTarget {
  readonly sender: HttpSender;
  /** The v2 token endpoint of the tenant. */
  readonly tokenUrl: string;
  readonly clientId: string;
  /** The audience: the root of the Activity API. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
}

/** A way to prove who we are. One file each; the token keeper knows nothing of them. */
export interface Credential {
  /** As messages name it: `client secret`. */
  readonly kind: string;
  /**
   * Gets one fresh token, trying once. Whatever it proves itself with is read anew each time, so that a rotated secret works
   * without a restart.
   *
   * @throws the signal's reason when it aborts; nothing else.
   */
  requestToken(target: TokenTarget, signal: AbortSignal): Promise<Outcome<FreshToken>>;
}
