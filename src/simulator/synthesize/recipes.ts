import type { ContentType } from '../../events/content-type.ts';
import { COMPLIANCE } from './compliance.ts';
import { COPILOT } from './copilot.ts';
import { DLP } from './dlp.ts';
import { ENTRA_ADMIN } from './entra-admin.ts';
import { ENTRA_APPS } from './entra-apps.ts';
import { ENTRA_SIGN_INS } from './entra-sign-ins.ts';
import { EXCHANGE_ADMIN } from './exchange-admin.ts';
import { EXCHANGE_MAILBOX } from './exchange-mailbox.ts';
import { LABELS_AND_APPS } from './labels-and-apps.ts';
import { POWER_PLATFORM } from './power-platform.ts';
import type { Recipe } from './recipe.ts';
import { SHAREPOINT_FILES } from './sharepoint-files.ts';
import { SHAREPOINT_SITES } from './sharepoint-sites.ts';
import { TEAMS } from './teams.ts';
import { THREATS } from './threats.ts';

/** Every kind of event the simulator can make. */
export const RECIPES: readonly Recipe[] = [
  ...ENTRA_SIGN_INS,
  ...ENTRA_ADMIN,
  ...ENTRA_APPS,
  ...EXCHANGE_MAILBOX,
  ...EXCHANGE_ADMIN,
  ...SHAREPOINT_FILES,
  ...SHAREPOINT_SITES,
  ...TEAMS,
  ...POWER_PLATFORM,
  ...COPILOT,
  ...THREATS,
  ...COMPLIANCE,
  ...LABELS_AND_APPS,
  ...DLP,
];

/** Every operation the simulator can make, each once, spelt as on the wire. */
export const SYNTHETIC_OPERATIONS: readonly string[] = [...new Set(RECIPES.map(recipe => recipe.operation))];

/** Of a hundred events, how many are of each content type. A guess at a middling tenant, not a measurement. */
export const CONTENT_TYPE_SHARES: Readonly<Record<ContentType, number>> = {
  'Audit.AzureActiveDirectory': 28,
  'Audit.Exchange': 25,
  'Audit.SharePoint': 30,
  'Audit.General': 13,
  'DLP.All': 4,
};
