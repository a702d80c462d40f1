import type { TenantConfig } from '../config/config.ts';
import { O365WazuhError } from '../errors.ts';
import type { TokenClaims } from '../microsoft/token-claims.ts';
import { judgePermissions, READ } from './judge-token.ts';
import { bad, good, type TenantCheck } from './tenant-check.ts';

/**
 * What a token says that it may do, against what the content types need. A token that cannot be read gives no finding.
 *
 * @param apiAnswers whether the API has answered a request with it.
 */
export function checkPermissions(
  { contentTypes }: Pick<TenantConfig, 'contentTypes'>,
  claims: TokenClaims | undefined,
  apiAnswers: boolean,
): TenantCheck[] {
  const verdict = judgePermissions(claims, contentTypes, apiAnswers);
  if (verdict === undefined) return [];
  const { wanted, missing, carried, apiIsContent } = verdict;
  if (missing.length === 0) return [good('permissions', `The token carries ${wanted.join(' and ')}.`)];
  const what = carried.length === 0 ? 'no application permission at all' : carried.join(', ');
  const text = `The token lacks ${missing.join(' and ')}; it carries ${what}`;
  const code = missing.includes(READ) ? 'PERMISSION_MISSING' : 'READ_DLP_MISSING';
  if (!apiIsContent) return [bad('permissions', new O365WazuhError(code, `${text}.`))];
  return [
    bad('permissions', new O365WazuhError(code, `${text}, although the API answers.`), { status: 'warn' }),
  ];
}
