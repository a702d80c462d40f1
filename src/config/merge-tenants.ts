import type { TenantConfig } from './config.ts';
import { type ConfigProblem, type Place, problemAt } from './config-problem.ts';

/** A tenant and where it is written. */
export interface PlacedTenant {
  readonly tenant: TenantConfig;
  readonly placeOf: (key: 'name' | 'tenant_id') => Place;
}

/**
 * What is wrong with a tenant beside those before it: a name twice, or content that two tenants would collect.
 *
 * Two apps in one tenant are fine as long as they share no content type: what was delivered is remembered by tenant and content type.
 *
 * @param before accepted tenants, in order.
 * @returns nothing when it may join them.
 */
export function clashesWith(before: readonly PlacedTenant[], added: PlacedTenant): ConfigProblem[] {
  const { tenant } = added;
  const problems: ConfigProblem[] = [];
  const namesake = before.find(other => other.tenant.name === tenant.name);
  if (namesake) {
    const rule = `must not be used twice; it is the name of the tenant in ${where(namesake.placeOf('name'))}`;
    problems.push(problemAt(added.placeOf('name'), tenant.name, rule));
  }
  const rival = before.find(other => sharedContent(other.tenant, tenant).length > 0);
  if (rival) {
    const sameApp = rival.tenant.clientId === tenant.clientId;
    const shared = sharedContent(rival.tenant, tenant).join(', ');
    const what = sameApp ? 'with the same app' : `for ${shared}`;
    const rule = `is collected ${what} by the tenant ${rival.tenant.name} in ${where(rival.placeOf('tenant_id'))}: each event would be collected twice`;
    problems.push(problemAt(added.placeOf('tenant_id'), tenant.tenantId, rule));
  }
  return problems;
}

/** Content types that both collect. With one app for both, all of them: its subscriptions are shared. */
function sharedContent(one: TenantConfig, other: TenantConfig): readonly string[] {
  if (one.tenantId !== other.tenantId) return [];
  if (one.clientId === other.clientId) return one.contentTypes;
  return one.contentTypes.filter(type => other.contentTypes.includes(type));
}

function where({ file, line }: Place): string {
  return line === undefined ? file : `${file}, line ${line}`;
}
