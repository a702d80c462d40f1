import type { TenantConfig } from '../config/config.ts';
import { O365WazuhError } from '../errors.ts';
import { readTokenClaims } from '../microsoft/token-claims.ts';
import { bad, good, type TenantCheck } from './tenant-check.ts';

/** What a token says that it may do, against what the content types need. A token that cannot be read gives no finding. */
export function checkPermissions(tenant: TenantConfig, token: string): TenantCheck[] {
  const claims = readTokenClaims(token);
  if (!claims) return [];
  const wanted = [
    'ActivityFeed.Read',
    ...(tenant.contentTypes.includes('DLP.All') ? ['ActivityFeed.ReadDlp'] : []),
  ];
  const missing = wanted.filter(role => !claims.roles.includes(role));
  if (missing.length === 0) {
    return [good('permissions', `The token carries ${wanted.join(' and ')}.`)];
  }
  const carried = claims.roles.length === 0 ? 'no application permission at all' : claims.roles.join(', ');
  const text = `The token lacks ${missing.join(' and ')}; it carries ${carried}.`;
  const code = missing.includes('ActivityFeed.Read') ? 'PERMISSION_MISSING' : 'READ_DLP_MISSING';
  return [bad('permissions', new O365WazuhError(code, text))];
}
