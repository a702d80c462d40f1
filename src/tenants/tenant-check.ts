import type { ErrorCode } from '../error-table.ts';
import type { O365WazuhError } from '../errors.ts';
import type { ContentType } from '../events/content-type.ts';

/** What was looked at. `content` is one content type: its subscription, its listing. */
export type CheckName =
  'settings' | 'credential' | 'token' | 'cloud' | 'clock' | 'permissions' | 'subscriptions' | 'content';

/** One finding about a tenant. */
export interface TenantCheck {
  readonly check: CheckName;
  readonly contentType?: ContentType;
  readonly status: 'ok' | 'warn' | 'fail';
  /** One sentence. */
  readonly text: string;
  /** With `fail`, and with a `warn` that has a cure. */
  readonly code?: ErrorCode;
  readonly hint?: string;
  /** `AADSTS7000215`, `AF20022`: Microsoft's own code. */
  readonly microsoftCode?: string;
}

/** All findings about one tenant. */
export interface TenantReport {
  readonly name: string;
  readonly tenantId: string;
  readonly checks: readonly TenantCheck[];
}

export function good(check: CheckName, text: string): TenantCheck {
  return { check, status: 'ok', text };
}

/** A finding made of an error. */
export function bad(
  check: CheckName,
  error: O365WazuhError,
  more: { readonly status?: 'warn' | 'fail'; readonly contentType?: ContentType } = {},
): TenantCheck {
  const { microsoftCode } = error.details;
  return {
    check,
    ...(more.contentType === undefined ? {} : { contentType: more.contentType }),
    status: more.status ?? 'fail',
    text: error.message,
    code: error.code,
    hint: error.hint,
    ...(typeof microsoftCode === 'string' ? { microsoftCode } : {}),
  };
}

/** True when nothing failed; warnings count as passed. */
export function passed(report: TenantReport): boolean {
  return report.checks.every(check => check.status !== 'fail');
}
