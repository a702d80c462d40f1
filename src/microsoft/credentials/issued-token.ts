import type { FreshToken } from '../token.ts';
import { readTokenClaims } from '../token-claims.ts';

/** Where a program prints a token that says nothing of its end. */
const UNKNOWN_LIFETIME_MS = 5 * 60_000;

/**
 * Reads a token as programs and token services give it: the token alone, or JSON with the token (`access_token`, `accessToken`, `token`,
 * `status.token`) and its end (`expires_in` in seconds; `expires_on`, `expiresOn`, `expirationTimestamp` as epoch seconds or as a time
 * with a zone). Without an end the token's own claim counts, else five minutes.
 *
 * @returns what is wrong, to be put behind "but"; it never repeats the text.
 */
export function readIssuedToken(text: string, nowMs: number): FreshToken | string {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (!trimmed.startsWith('{')) return checked(trimmed, undefined, nowMs);
  let fields: Record<string, unknown>;
  try {
    fields = JSON.parse(trimmed) as Record<string, unknown>;
  } catch {
    return 'its JSON cannot be read';
  }
  const status = fields['status'];
  if (typeof status === 'object' && status !== null) fields = { ...fields, ...status };
  const token = fields['access_token'] ?? fields['accessToken'] ?? fields['token'];
  if (typeof token !== 'string') return 'its JSON has no access_token';
  return checked(token.trim(), endOf(fields, nowMs), nowMs);
}

function checked(token: string, endMs: number | undefined, nowMs: number): FreshToken | string {
  if (token === '') return 'it is empty';
  // Anything but visible ASCII could not be sent as a header.
  if (!/^[\x21-\x7e]{1,65536}$/.test(token)) return 'it is no token (one word without blanks)';
  const expiresMs = endMs ?? readTokenClaims(token)?.expMs ?? nowMs + UNKNOWN_LIFETIME_MS;
  if (expiresMs <= nowMs) return 'the token has expired already';
  return { value: token, lifetimeMs: expiresMs - nowMs };
}

function endOf(fields: Record<string, unknown>, nowMs: number): number | undefined {
  const inSeconds = Number(fields['expires_in'] ?? NaN);
  if (inSeconds > 0) return nowMs + inSeconds * 1000;
  for (const name of ['expires_on', 'expiresOn', 'expirationTimestamp']) {
    const value = fields[name];
    const seconds = typeof value === 'number' || typeof value === 'string' ? Number(value) : NaN;
    if (seconds > 0) return seconds * 1000;
    // Without a zone it would be this machine's local time, or UTC: nobody can tell.
    const isTime =
      typeof value === 'string' && /^\d{4}-\d\d-\d\d[T ][\d:.]+ ?(?:Z|[+-]\d\d:?\d\d)$/i.test(value);
    const ms = isTime ? Date.parse(value) : NaN;
    if (!Number.isNaN(ms)) return ms;
  }
  return undefined;
}
