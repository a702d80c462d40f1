import type { InstallOptions } from '../../../installer/options.ts';

export const TENANT_ID = '11111111-2222-3333-4444-555555555555';
export const CLIENT_ID = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
export const SECRET = 'not-a-real-secret-0123456789';

/** What a first installation is told. */
export function firstInstall(home: string, more: Partial<InstallOptions> = {}): InstallOptions {
  return { home, tenantId: TENANT_ID, clientId: CLIENT_ID, clientSecret: SECRET, ...more };
}
