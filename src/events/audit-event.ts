/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One audit event as Microsoft sent it: an open set of fields, of which only `Id` and `CreationTime` are counted on, and even they may be absent. */
export type AuditEvent = { [key: string]: Json };
