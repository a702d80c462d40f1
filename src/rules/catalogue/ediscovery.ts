import type { Theme } from '../model.ts';
import { COMPLIANCE_SEARCHES } from './compliance-searches.ts';
import { EDISCOVERY_CASES } from './ediscovery-cases.ts';

/** Searching and exporting everybody’s content: a legal tool that serves thieves as well. */
export const EDISCOVERY: Theme = {
  name: 'ediscovery',
  title: 'eDiscovery',
  rules: [...EDISCOVERY_CASES, ...COMPLIANCE_SEARCHES],
};
