import type { Theme } from '../model.ts';
import { ACCOUNTS } from './accounts.ts';
import { APPLICATIONS } from './applications.ts';
import { AUTHENTICATION_METHODS } from './authentication-methods.ts';
import { CONSENTS } from './consents.ts';
import { DEVICES } from './devices.ts';
import { ENTRA_POLICIES } from './entra-policies.ts';
import { EXCHANGE_ROLES } from './exchange-roles.ts';
import { ROLES } from './roles.ts';
import { TENANT_SETTINGS } from './tenant-settings.ts';

export const PRIVILEGE_AND_CONSENT: Theme = {
  name: 'privilege-and-consent',
  title: 'Privilege and consent',
  rules: [
    ...CONSENTS,
    ...ROLES,
    ...APPLICATIONS,
    ...ACCOUNTS,
    ...AUTHENTICATION_METHODS,
    ...DEVICES,
    ...ENTRA_POLICIES,
    ...TENANT_SETTINGS,
    ...EXCHANGE_ROLES,
  ],
};
