import { type Answer, apiError, bareMessage, DENIED, noPermission, quotaExceeded } from './answer.ts';
import type { FaultPlan, Opportunity } from './fault-plan.ts';
import type { FaultName } from './faults.ts';

/** The page of a front end that cannot reach what is behind it. */
export const HTML_PAGE =
  '<html><head><title>502 Bad Gateway</title></head><body><h1>Our services aren’t available right now</h1></body></html>';

const html = { 'content-type': 'text/html' } as const;

/** What each fault answers in place of the route. */
const ANSWERS: readonly (readonly [FaultName, Answer])[] = [
  ['unauthorized', DENIED],
  ['forbidden', noPermission(['ServiceHealth.Read'])],
  [
    'tenant-gone',
    apiError(400, 'AF20011', 'Specified tenant ID does not exist in the system or has been deleted.'),
  ],
  ['error-500', apiError(500, 'AF50000', 'An internal error occurred. Retry the request.')],
  ['error-500-af50005', apiError(500, 'AF50005', 'An internal error occurred. Retry the request.')],
  ['error-500-message', bareMessage(500, 'An error has occurred.')],
  ['error-502-html', { status: 502, headers: html, body: HTML_PAGE }],
  ['error-503', { status: 503 }],
  ['error-504', { status: 504 }],
  ['error-408', { status: 408 }],
  ['quota', quotaExceeded(403, 'GetBlob')],
  ['throttled', quotaExceeded(429, 'GetBlob')],
  ['throttled-retry-after', { ...quotaExceeded(429, 'GetBlob'), headers: { 'retry-after': '1' } }],
  ['redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } }],
  ['empty-200', { status: 200 }],
  ['not-json', { status: 200, headers: html, body: HTML_PAGE }],
  ['error-in-200', { ...apiError(200, 'AF20055', 'The requested window is not valid.') }],
];

/** What a fault answers in place of the route, if one strikes this request. `reset` and `stall` never answer. */
export function faultBefore(
  faults: FaultPlan,
  opportunity: Opportunity,
): Answer | 'reset' | 'stall' | undefined {
  if (faults.fires('reset', opportunity)) return 'reset';
  if (faults.fires('stall', opportunity)) return 'stall';
  return ANSWERS.find(([name]) => faults.fires(name, opportunity))?.[1];
}
