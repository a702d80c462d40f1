import type { TenantConfig } from './config.ts';

/** A tenant's cloud, with the hosts that its configuration names in place of the cloud's own. */
export function cloudSettingsOf({
  cloud,
  loginUrl,
  apiUrl,
}: TenantConfig): Pick<TenantConfig, 'cloud' | 'loginUrl' | 'apiUrl'> {
  return {
    cloud,
    ...(loginUrl === undefined ? {} : { loginUrl }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  };
}
