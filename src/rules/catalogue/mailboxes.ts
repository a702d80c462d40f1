import type { Theme } from '../model.ts';
import { CLIENT_INBOX_RULES } from './client-inbox-rules.ts';
import { INBOX_RULES } from './inbox-rules.ts';
import { MAILBOX_CMDLETS } from './mailbox-cmdlets.ts';
import { MAILBOX_DELETING } from './mailbox-deleting.ts';
import { MAILBOX_READING } from './mailbox-reading.ts';
import { MAILBOX_SENDING } from './mailbox-sending.ts';
import { MAILBOX_SETTINGS } from './mailbox-settings.ts';

export const MAILBOXES: Theme = {
  name: 'mailboxes',
  title: 'Mailboxes',
  rules: [
    ...INBOX_RULES,
    ...CLIENT_INBOX_RULES,
    ...MAILBOX_CMDLETS,
    ...MAILBOX_SETTINGS,
    ...MAILBOX_SENDING,
    ...MAILBOX_READING,
    ...MAILBOX_DELETING,
  ],
};
