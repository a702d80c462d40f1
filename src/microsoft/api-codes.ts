import type { SkipReason } from '../collect/ports.ts';
import type { ErrorCode } from '../error-table.ts';
import { MUCH_LATER_MS } from './retry.ts';

/** What we make of one error code of the Activity API. */
export type ApiCode = {
  /** What Microsoft means by it, one sentence. */
  readonly meaning: string;
  readonly error: ErrorCode;
  /** Where the cure of `error` in the error table does not fit this code. */
  readonly cure?: string;
} & (
  | { readonly disposition: 'success' | 'retry' | 'throttle' | 'fatal' }
  /** Refused now; worth asking again, but not within this call. */
  | { readonly disposition: 'later'; readonly afterMs: number }
  | { readonly disposition: 'skip'; readonly reason: SkipReason }
);

/** Subscriptions change by the quarter of an hour: that is how often one may be started. */
const SUBSCRIPTION_WAIT_MS = 15 * 60_000;

function defect(meaning: string): ApiCode {
  return { meaning, error: 'REQUEST_REFUSED', disposition: 'later', afterMs: MUCH_LATER_MS };
}

/**
 * Every error code known of the Activity API: those of "Office 365 Management Activity API reference" and those that live
 * tenants were seen to send. The code decides, not the HTTP status: every error of an argument is a 400.
 */
export const API_CODES: Readonly<Record<string, ApiCode>> = {
  AF10001: {
    meaning: 'The token lacks a permission.',
    error: 'PERMISSION_MISSING',
    disposition: 'fatal',
  },
  AF20001: defect('A parameter is missing.'),
  AF20002: defect('A parameter has the wrong type.'),
  AF20003: defect('The expiration lies in the past.'),
  AF20010: {
    meaning: 'The tenant of the URL is not the tenant of the token.',
    error: 'TENANT_MISMATCH',
    disposition: 'fatal',
  },
  AF20011: {
    meaning: 'The tenant does not exist or was deleted.',
    error: 'TENANT_UNKNOWN',
    disposition: 'fatal',
  },
  AF20012: {
    meaning: 'The tenant is wrongly set up on Microsoft’s side.',
    error: 'TENANT_UNKNOWN',
    cure: 'Open a support ticket with Microsoft and give them the tenant id and AF20012.',
    disposition: 'fatal',
  },
  AF20013: {
    meaning: 'The tenant id of the URL is not a GUID.',
    error: 'TENANT_MISMATCH',
    disposition: 'fatal',
  },
  AF20020: defect('The content type does not exist.'),
  AF20021: defect('The webhook could not be validated.'),
  AF20022: {
    meaning: 'There is no subscription for this content type, or it was started a moment ago.',
    error: 'SUBSCRIPTION_MISSING',
    disposition: 'later',
    afterMs: SUBSCRIPTION_WAIT_MS,
  },
  AF20023: {
    meaning: 'The subscription was disabled.',
    error: 'SUBSCRIPTION_DISABLED',
    disposition: 'later',
    afterMs: SUBSCRIPTION_WAIT_MS,
  },
  AF20024: {
    meaning: 'The subscription is enabled already; nothing was changed.',
    // Only where it answers anything but a start, which does not happen.
    error: 'REQUEST_REFUSED',
    disposition: 'success',
  },
  AF20030: {
    meaning: 'The times asked for are not within 24 hours and the last 7 days.',
    error: 'WINDOW_REFUSED',
    disposition: 'retry',
  },
  AF20031: {
    meaning: 'The page asked for does not exist.',
    error: 'NEXT_PAGE_REFUSED',
    disposition: 'retry',
  },
  AF20050: {
    meaning: 'The blob does not exist.',
    error: 'BLOB_MISSING',
    disposition: 'skip',
    reason: 'missing',
  },
  AF20051: {
    meaning: 'The blob has expired.',
    error: 'BLOB_EXPIRED',
    disposition: 'skip',
    reason: 'expired',
  },
  AF20052: {
    meaning: 'The blob’s id is not valid at this host.',
    error: 'BLOB_INVALID',
    disposition: 'skip',
    reason: 'invalid',
  },
  AF20053: defect('More than one language was asked for.'),
  AF20054: defect('The language asked for is misspelt.'),
  AF20055: {
    meaning: 'The times asked for are not in order, not within 24 hours, or not within the last 7 days.',
    error: 'WINDOW_REFUSED',
    disposition: 'retry',
  },
  AF429: {
    meaning: 'Too many requests.',
    error: 'THROTTLED',
    disposition: 'throttle',
  },
  AF50000: {
    meaning: 'An internal error; the request is to be sent again.',
    error: 'MICROSOFT_UNAVAILABLE',
    disposition: 'retry',
  },
  AF50005: {
    meaning: 'An internal error (not documented).',
    error: 'MICROSOFT_UNAVAILABLE',
    disposition: 'retry',
  },
  AF50006: {
    meaning: 'An internal error (not documented).',
    error: 'MICROSOFT_UNAVAILABLE',
    disposition: 'retry',
  },
};
