import type { Theme } from '../model.ts';
import { DEFENDER } from './defender.ts';
import { DLP } from './dlp.ts';
import { NAMED_ALERT_RULES } from './named-alerts.ts';
import { QUARANTINE } from './quarantine.ts';
import { SENSITIVITY_LABELS } from './sensitivity-labels.ts';

export const DLP_AND_PROTECTION: Theme = {
  name: 'dlp-and-protection',
  title: 'Data loss prevention and Defender',
  rules: [...DLP, ...SENSITIVITY_LABELS, ...DEFENDER, ...QUARANTINE, ...NAMED_ALERT_RULES],
};
