/** What a token says about itself. Read for diagnosis only; nothing here is verified. */
export interface TokenClaims {
  /** Whom the token is for, without a trailing slash. */
  readonly aud?: string;
  /** The tenant that issued it, lower case. */
  readonly tid?: string;
  readonly appid?: string;
  /** Application permissions; empty when the token carries none. */
  readonly roles: readonly string[];
  readonly expMs?: number;
}

/**
 * Decodes a token's claims without checking its signature. Officially tokens are opaque to clients, so the result may only
 * word a hint, never decide what is sent.
 *
 * @returns undefined for anything that is not a readable JWT.
 */
export function readTokenClaims(token: string): TokenClaims | undefined {
  const parts = token.split('.');
  if (parts.length !== 3 || !parts[1]) return undefined;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(parts[1], 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) return undefined;
  const { aud, tid, appid, roles, exp } = claims as Record<string, unknown>;
  return {
    ...(typeof aud === 'string' ? { aud: aud.replace(/\/+$/, '') } : {}),
    ...(typeof tid === 'string' ? { tid: tid.toLowerCase() } : {}),
    ...(typeof appid === 'string' ? { appid: appid.toLowerCase() } : {}),
    roles: Array.isArray(roles) ? roles.filter(role => typeof role === 'string') : [],
    ...(typeof exp === 'number' && Number.isFinite(exp) ? { expMs: exp * 1000 } : {}),
  };
}
