import { ADMIN } from './boards/admin.ts';
import { DLP } from './boards/dlp.ts';
import { EXCHANGE } from './boards/exchange.ts';
import { FEED_HEALTH } from './boards/feed-health.ts';
import { OVERVIEW } from './boards/overview.ts';
import { SECURITY_ALERTS } from './boards/security-alerts.ts';
import { SHAREPOINT } from './boards/sharepoint.ts';
import { SIGN_INS } from './boards/sign-ins.ts';
import type { Board } from './model.ts';

/** In the order of the links on top of each. */
export const BOARDS: readonly Board[] = [
  OVERVIEW,
  SIGN_INS,
  EXCHANGE,
  SHAREPOINT,
  DLP,
  ADMIN,
  SECURITY_ALERTS,
  FEED_HEALTH,
];
