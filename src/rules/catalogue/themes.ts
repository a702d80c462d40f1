import type { Theme } from '../model.ts';
import { nativeVariant } from '../native-variant.ts';
import { BASE } from './base.ts';
import { COPILOT } from './copilot.ts';
import { DLP_AND_PROTECTION } from './dlp-and-protection.ts';
import { EDISCOVERY } from './ediscovery.ts';
import { FEED_HEALTH } from './feed-health.ts';
import { FILES_AND_SHARING } from './files-and-sharing.ts';
import { LIST_ADJUSTMENTS } from './lists.ts';
import { MAIL_FLOW } from './mail-flow.ts';
import { MAILBOXES } from './mailboxes.ts';
import { NODES } from './nodes.ts';
import { PLAIN_SIGN_INS } from './plain-sign-ins.ts';
import { POLICIES_AND_AUDIT } from './policies-and-audit.ts';
import { POWER_PLATFORM } from './power-platform.ts';
import { PRIVILEGE_AND_CONSENT } from './privilege-and-consent.ts';
import { RECORD_TYPE_LABELS } from './record-types.ts';
import { SEQUENCES } from './sequences.ts';
import { SIGN_INS } from './sign-ins.ts';
import { TEAMS } from './teams.ts';
import { WATCHED_USERS } from './watched-users.ts';
import { WORKLOAD_RULES } from './workloads.ts';

/** What every installation gets, in the order in which the files hold it. */
export const BASE_THEMES: readonly Theme[] = [BASE, WORKLOAD_RULES];
export const DETECTION_THEMES: readonly Theme[] = [
  NODES,
  SIGN_INS,
  PRIVILEGE_AND_CONSENT,
  MAILBOXES,
  MAIL_FLOW,
  FILES_AND_SHARING,
  POLICIES_AND_AUDIT,
  EDISCOVERY,
  DLP_AND_PROTECTION,
  TEAMS,
  POWER_PLATFORM,
  COPILOT,
  FEED_HEALTH,
  SEQUENCES,
];
export const LABEL_THEMES: readonly Theme[] = [RECORD_TYPE_LABELS];

/** Need the user's CDB lists to be declared; read before the detections. */
export const WATCH_THEMES: readonly Theme[] = [WATCHED_USERS];
/** Need the user's CDB lists to be declared; read after the detections. */
export const ADJUSTMENT_THEMES: readonly Theme[] = [LIST_ADJUSTMENTS];

/** Delivered, not installed. */
export const PLAIN_THEMES: readonly Theme[] = [PLAIN_SIGN_INS];
export const NATIVE_THEMES: readonly Theme[] = [nativeVariant(DETECTION_THEMES)];
