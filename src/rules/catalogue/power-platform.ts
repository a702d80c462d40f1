import type { Theme } from '../model.ts';
import { POWER_APPS } from './power-apps.ts';
import { POWER_BI } from './power-bi.ts';

/** Reports, flows, apps and forms. */
export const POWER_PLATFORM: Theme = {
  name: 'power-platform',
  title: 'Power Platform and Forms',
  rules: [...POWER_BI, ...POWER_APPS],
};
