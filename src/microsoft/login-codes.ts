import type { ErrorCode } from '../error-table.ts';

/** What we make of one AADSTS code of Microsoft's login. */
export interface LoginCode {
  /** What Microsoft means by it, one sentence. */
  readonly meaning: string;
  readonly error: ErrorCode;
  readonly disposition: 'retry' | 'later' | 'fatal';
  /** Where the cure of `error` in the error table does not fit this code. */
  readonly cure?: string;
}

/**
 * The AADSTS codes that an application's own sign-in meets. Microsoft warns that numbers may change, so a number that is not
 * here is judged by its HTTP status, and the text is always shown.
 */
export const LOGIN_CODES: Readonly<Record<number, LoginCode>> = {
  7000215: { meaning: 'The client secret is wrong.', error: 'SECRET_WRONG', disposition: 'fatal' },
  7000222: { meaning: 'The client secret has expired.', error: 'SECRET_EXPIRED', disposition: 'fatal' },
  7000216: {
    meaning: 'No client secret or assertion was sent.',
    error: 'SECRET_WRONG',
    disposition: 'fatal',
  },
  700016: {
    meaning: 'There is no such application in the tenant.',
    error: 'APP_UNKNOWN',
    disposition: 'fatal',
  },
  7000229: {
    meaning: 'The application exists elsewhere but has no service principal in the tenant.',
    error: 'APP_UNKNOWN',
    cure: 'In Entra, in this very tenant: give admin consent to the application, or register it there.',
    disposition: 'fatal',
  },
  7000112: {
    meaning: 'The application is disabled in the tenant.',
    error: 'APP_UNKNOWN',
    cure: 'In Entra, open the enterprise application and set “Enabled for users to sign-in” to Yes.',
    disposition: 'fatal',
  },
  90002: { meaning: 'There is no such tenant.', error: 'TENANT_UNKNOWN', disposition: 'fatal' },
  900023: {
    meaning: 'The tenant is neither a GUID nor a domain name.',
    error: 'TENANT_UNKNOWN',
    disposition: 'fatal',
  },
  700027: {
    meaning: 'The assertion’s signature does not fit any certificate of the application.',
    error: 'ASSERTION_REFUSED',
    disposition: 'fatal',
  },
  700024: {
    meaning: 'The assertion is not valid at this time.',
    error: 'CLOCK_SKEWED',
    disposition: 'fatal',
  },
  70021: {
    meaning: 'No federated credential of the application fits the assertion.',
    error: 'ASSERTION_REFUSED',
    cure: 'Compare issuer, subject and audience of the federated credential in Entra; a new one takes minutes to work.',
    disposition: 'fatal',
  },
  700213: {
    meaning: 'No federated credential of the application has the assertion’s subject.',
    error: 'ASSERTION_REFUSED',
    cure: 'Compare issuer, subject and audience of the federated credential in Entra; a new one takes minutes to work.',
    disposition: 'fatal',
  },
  70011: { meaning: 'The scope is not valid.', error: 'CLOUD_WRONG', disposition: 'fatal' },
  1002012: { meaning: 'The scope does not end in /.default.', error: 'CLOUD_WRONG', disposition: 'fatal' },
  500011: {
    meaning: 'The tenant does not know the Activity API of this cloud.',
    error: 'CLOUD_WRONG',
    disposition: 'fatal',
  },
  90038: { meaning: 'The tenant belongs to a national cloud.', error: 'CLOUD_WRONG', disposition: 'fatal' },
  900382: {
    meaning: 'An application cannot sign in across clouds.',
    error: 'CLOUD_WRONG',
    disposition: 'fatal',
  },
  900383: {
    meaning: 'The tenant’s national cloud has a login of its own.',
    error: 'CLOUD_WRONG',
    disposition: 'fatal',
  },
  53003: {
    meaning: 'A Conditional Access policy blocks the sign-in.',
    error: 'CONDITIONAL_ACCESS_BLOCKED',
    disposition: 'fatal',
  },
  50196: {
    meaning: 'The same client asks for tokens in a loop.',
    error: 'THROTTLED',
    disposition: 'later',
  },
  90033: {
    meaning: 'The login service is down for a moment.',
    error: 'MICROSOFT_UNAVAILABLE',
    disposition: 'retry',
  },
};
