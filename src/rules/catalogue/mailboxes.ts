import type { Theme } from '../model.ts';
import { INBOX_RULES } from './inbox-rules.ts';
import { MAILBOX_CMDLETS } from './mailbox-cmdlets.ts';
import { MAILBOX_ITEMS } from './mailbox-items.ts';

export const MAILBOXES: Theme = {
  name: 'mailboxes',
  title: 'Mailboxes',
  rules: [...INBOX_RULES, ...MAILBOX_CMDLETS, ...MAILBOX_ITEMS],
};
