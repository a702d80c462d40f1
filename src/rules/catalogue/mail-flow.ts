import type { Theme } from '../model.ts';
import { MAIL_ROUTES } from './mail-routes.ts';
import { TRANSPORT_RULES } from './transport-rules.ts';

/** How mail travels through the organisation. */
export const MAIL_FLOW: Theme = {
  name: 'mail-flow',
  title: 'Mail flow',
  rules: [...TRANSPORT_RULES, ...MAIL_ROUTES],
};
