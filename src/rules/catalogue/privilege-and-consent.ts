import type { Theme } from '../model.ts';
import { ACCOUNT_CHANGES } from './account-changes.ts';
import { ACCOUNTS } from './accounts.ts';
import { APPLICATION_SETTINGS } from './application-settings.ts';
import { APPLICATIONS } from './applications.ts';
import { AUTHENTICATION_METHODS } from './authentication-methods.ts';
import { CONSENTS } from './consents.ts';
import { DEVICES } from './devices.ts';
import { ENTRA_POLICIES } from './entra-policies.ts';
import { EXCHANGE_ROLES } from './exchange-roles.ts';
import { PERMISSION_GRANTS } from './permission-grants.ts';
import { ROLES } from './roles.ts';
import { TENANT_SETTINGS } from './tenant-settings.ts';

export const PRIVILEGE_AND_CONSENT: Theme = {
  name: 'privilege-and-consent',
  title: 'Privilege and consent',
  rules: [
    ...CONSENTS,
    ...PERMISSION_GRANTS,
    ...ROLES,
    ...APPLICATIONS,
    ...APPLICATION_SETTINGS,
    ...ACCOUNTS,
    ...ACCOUNT_CHANGES,
    ...AUTHENTICATION_METHODS,
    ...DEVICES,
    ...ENTRA_POLICIES,
    ...TENANT_SETTINGS,
    ...EXCHANGE_ROLES,
  ],
};
