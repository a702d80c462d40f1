import type { Theme } from '../model.ts';
import { BASE } from './base.ts';
import { FILES_AND_SHARING } from './files-and-sharing.ts';
import { MAIL_FLOW } from './mail-flow.ts';
import { MAILBOXES } from './mailboxes.ts';
import { NODES } from './nodes.ts';
import { PRIVILEGE_AND_CONSENT } from './privilege-and-consent.ts';
import { RECORD_TYPE_LABELS } from './record-types.ts';
import { SIGN_INS } from './sign-ins.ts';
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
];
export const LABEL_THEMES: readonly Theme[] = [RECORD_TYPE_LABELS];

/** Every theme. */
export const ALL_THEMES: readonly Theme[] = [...BASE_THEMES, ...DETECTION_THEMES, ...LABEL_THEMES];
