import type { ContentType } from '../events/content-type.ts';
import type { TokenClaims } from '../microsoft/token-claims.ts';

/*
 * What a token says about itself, against what is wanted of it: the one judge of `doctor`, `tenant test` and the questions of `install`. A
 * token that cannot be read is judged by nobody; officially it is no one's business but the API's.
 */

/** Whom a token is for. */
export type TokenVerdict =
  | { readonly status: 'ok' }
  | { readonly status: 'other-tenant'; readonly tenantId: string }
  | { readonly status: 'other-cloud'; readonly origin: string };

/**
 * @param wanted.tenantId in lower case.
 * @param wanted.apiUrl root of the Activity API that the token is to be shown to.
 */
export function judgeToken(
  claims: TokenClaims | undefined,
  wanted: { readonly tenantId: string; readonly apiUrl: string },
): TokenVerdict {
  if (claims?.tid !== undefined && claims.tid !== wanted.tenantId)
    return { status: 'other-tenant', tenantId: claims.tid };
  // The audience may also be the API's application id, the same in every cloud.
  const audience = URL.parse(claims?.aud ?? '');
  if (audience && audience.origin !== wanted.apiUrl)
    return { status: 'other-cloud', origin: audience.origin };
  return { status: 'ok' };
}

export const READ = 'ActivityFeed.Read';
export const READ_DLP = 'ActivityFeed.ReadDlp';

export interface PermissionVerdict {
  readonly wanted: readonly string[];
  readonly missing: readonly string[];
  readonly carried: readonly string[];
  /** The API answers all the same: then there is nothing that fails. */
  readonly apiIsContent: boolean;
}

/**
 * @param apiAnswers whether the API has answered a request with this token.
 * @returns undefined for a token that does not tell.
 */
export function judgePermissions(
  claims: TokenClaims | undefined,
  contentTypes: readonly ContentType[],
  apiAnswers: boolean,
): PermissionVerdict | undefined {
  if (claims === undefined) return undefined;
  const wanted = contentTypes.includes('DLP.All') ? [READ, READ_DLP] : [READ];
  const missing = wanted.filter(role => !claims.roles.includes(role));
  return { wanted, missing, carried: claims.roles, apiIsContent: apiAnswers && missing.includes(READ) };
}
