import type { Theme } from '../model.ts';
import { AUDIT_SETTINGS } from './audit-settings.ts';
import { DATA_POLICIES } from './data-policies.ts';
import { PROTECTION_POLICIES } from './protection-policies.ts';

export const POLICIES_AND_AUDIT: Theme = {
  name: 'policies-and-audit',
  title: 'Policies and audit',
  rules: [...AUDIT_SETTINGS, ...PROTECTION_POLICIES, ...DATA_POLICIES],
};
