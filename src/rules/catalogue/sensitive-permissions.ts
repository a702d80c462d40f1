/*
 * Microsoft Graph and Exchange permissions by what an attacker can do with them. Names as Microsoft documents them; the ids are those of
 * the application permissions, which is all that an "Update application" event shows.
 */

/** Whoever holds one of these can read or send all mail, read all files, or make themselves anything. */
export const TAKEOVER_PERMISSIONS =
  /(?:full_access_as_app|Mail\.ReadWrite|Mail\.Send|MailboxSettings\.ReadWrite|Files\.ReadWrite\.All|Sites\.(?:FullControl|Manage|ReadWrite)\.All|Directory\.(?:ReadWrite|AccessAsUser)\.All|RoleManagement\.ReadWrite|AppRoleAssignment\.ReadWrite\.All|Application\.ReadWrite\.All|User\.ReadWrite\.All|Group\.ReadWrite\.All|GroupMember\.ReadWrite\.All|UserAuthenticationMethod\.ReadWrite\.All|Policy\.ReadWrite|Domain\.ReadWrite\.All|PrivilegedAccess\.ReadWrite|Exchange\.ManageAsApp|EWS\.AccessAsUser\.All)/;

/** Whoever holds one of these reads what is private to users. */
export const READING_PERMISSIONS =
  /(?:Mail\.Read|MailboxSettings\.Read|Files\.Read|Sites\.Read|Notes\.Read|Contacts\.Read|Calendars\.Read|Chat\.Read|ChannelMessage\.Read|People\.Read|IMAP\.AccessAsUser|POP\.AccessAsUser|SMTP\.Send)/;

/** Ids of the application permissions behind the first group. */
export const TAKEOVER_PERMISSION_IDS =
  /(?:dc890d15-9560-4a4c-9b7f-a736ec74ec40|1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9|06b708a9-e830-4db3-a914-8e69da51d44f|9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8|19dbc75e-c2e2-444c-a770-ec69d8559fc7|e2a3a72e-5f79-4c64-b1b1-878b674786c9|b633e1c5-b582-4048-a93e-9f11b44c7e96|75359482-378d-4052-8f01-80520e7db3cd|a82116e5-55eb-4c41-a434-62fe8a61c773)/i;

/** Id of Mail.Read as an application permission. */
export const MAIL_READ_ID = /810c84a8-4a9e-49e6-bf7d-12d183f40d01/i;
