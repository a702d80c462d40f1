import { type Answer, apiError } from './answer.ts';

/** Public ids of Microsoft's built-in types; the list of the live service is much longer. */
const TYPES = [
  { id: '50842eb7-edc8-4019-85dd-5a5c1f2bb085', name: 'Credit Card Number' },
  { id: 'a44669fe-0d48-453d-a9b1-2cc83f2cba77', name: 'U.S. Social Security Number (SSN)' },
  { id: 'e7dc4711-11b7-4cb0-b88b-2c394a771f0e', name: 'International Banking Account Number (IBAN)' },
  { id: '2de77d45-9d47-4ce2-990d-18e26b487194', name: 'User Login Credentials' },
];

/** Answers `GET /resources/dlpSensitiveTypes`. Names come in English whatever the language. */
export function sensitiveTypes(acceptLanguage: string | undefined): Answer {
  if (acceptLanguage?.includes(',')) {
    return apiError(400, 'AF20053', 'Only one language may be present in the Accept-Language header.');
  }
  if (acceptLanguage !== undefined && !/^(?:\*|[a-z]{2,3}(?:-[a-z0-9]{2,8})*)$/i.test(acceptLanguage)) {
    return apiError(400, 'AF20054', 'Invalid syntax in Accept-Language header.');
  }
  return { status: 200, body: TYPES };
}
