/** Where a fault strikes; shown in the list of faults. */
type Place =
  | 'everywhere'
  | 'login'
  | 'identity'
  | 'any request'
  | 'subscriptions'
  | 'listing'
  | 'blob'
  | 'content'
  | 'event';

interface FaultDescription {
  readonly place: Place;
  readonly text: string;
}

/**
 * Every fault that the simulator knows, each met by somebody at the real service.
 *
 * Those of the places `blob` (missing, expired, invalid), `content` and `event` are decided when a blob comes into being, all
 * others request by request.
 */
export const FAULTS = {
  'token-wrong-secret': { place: 'login', text: 'AADSTS7000215 although the secret is right' },
  'token-expired-secret': { place: 'login', text: 'AADSTS7000222: the secret has expired' },
  'token-blocked': { place: 'login', text: 'AADSTS53003: blocked by Conditional Access' },
  'token-request-loop': { place: 'login', text: 'AADSTS50196: the client asks too often' },
  'token-unavailable': { place: 'login', text: '503 with AADSTS90033' },
  'token-throttled': { place: 'login', text: '429 with Retry-After: 1 at the token endpoint' },
  'token-strings': { place: 'login', text: 'expires_in as a string, as the v1 endpoint sends it' },
  'token-short-lived': { place: 'login', text: 'tokens that live for 60 s' },
  'other-cloud': {
    place: 'login',
    text: 'AADSTS90002, and a discovery document by which the tenant lives in GCC High',
  },
  'token-wrong-audience': { place: 'login', text: 'tokens for another API, which the feed denies' },
  'no-consent': { place: 'login', text: 'tokens without roles: AF10001 with ()' },
  'identity-updating': { place: 'identity', text: '410: the token service is being updated' },
  'identity-not-ready': { place: 'identity', text: '404: the token service does not know its identity yet' },
  'identity-missing': { place: 'identity', text: '400: no managed identity is assigned' },
  unauthorized: { place: 'any request', text: '401 with a bare Message, although the token is valid' },
  forbidden: { place: 'any request', text: 'AF10001, as if the permission were missing' },
  'tenant-gone': { place: 'any request', text: 'AF20011: the tenant does not exist or was deleted' },
  'error-500': { place: 'any request', text: '500 with AF50000' },
  'error-500-af50005': { place: 'any request', text: '500 with AF50005' },
  'error-500-message': { place: 'any request', text: '500 with a bare Message' },
  'error-502-html': { place: 'any request', text: '502 with an HTML page' },
  'error-503': { place: 'any request', text: '503 without a body' },
  'error-504': { place: 'any request', text: '504 without a body' },
  'error-408': { place: 'any request', text: '408 without a body' },
  quota: { place: 'any request', text: '403 with AF429, as the documentation shows it' },
  throttled: { place: 'any request', text: '429 without Retry-After' },
  'throttled-retry-after': { place: 'any request', text: '429 with Retry-After: 1' },
  reset: { place: 'any request', text: 'the connection is reset before the answer' },
  stall: { place: 'any request', text: 'no byte of an answer for 10 minutes' },
  redirect: { place: 'any request', text: 'a redirect to another host' },
  'slow-body': { place: 'any request', text: 'the body dribbles in over about a second' },
  'stall-in-body': { place: 'any request', text: 'nothing more for 10 minutes after half of the body' },
  'reset-in-body': { place: 'any request', text: 'the connection is reset half-way through the body' },
  'truncated-json': { place: 'any request', text: 'a body that ends half-way, with a length that fits it' },
  'truncated-gzip': { place: 'any request', text: 'a gzip stream that ends half-way' },
  'empty-200': { place: 'any request', text: '200 with no body' },
  'not-json': { place: 'any request', text: '200 with an HTML page' },
  'error-in-200': { place: 'any request', text: '200 with an error object' },
  'single-object': { place: 'any request', text: 'the first element bare, in place of a list' },
  'clock-skew': { place: 'everywhere', text: 'the server’s clock, and its Date header, an hour ahead' },
  'auditing-off': {
    place: 'subscriptions',
    text: 'start answers the exception of a tenant with auditing off',
  },
  'restart-stays-disabled': {
    place: 'subscriptions',
    text: 'a restart says enabled but listings go on with AF20023',
  },
  'subscription-disabled': { place: 'subscriptions', text: 'list says disabled, listings answer AF20023' },
  'next-page-lower-case': {
    place: 'listing',
    text: 'the header nextpageuri, with a lower-case endtime in it',
  },
  'next-page-loop': { place: 'listing', text: 'a next page that leads back to the same page' },
  'next-page-foreign-host': { place: 'listing', text: 'a next page on another host' },
  'next-page-http': { place: 'listing', text: 'a next page over http on a host that is called localhost' },
  'next-page-aged': { place: 'listing', text: 'a next page whose startTime has passed the 7 days: AF20055' },
  'next-page-expired': { place: 'listing', text: 'the next page is refused with AF20031' },
  'empty-page': { place: 'listing', text: 'an empty page that has a next one' },
  'pages-shuffled': { place: 'listing', text: 'blobs in no order, over all pages' },
  'blob-listed-twice': { place: 'listing', text: 'a blob twice in one listing' },
  'filters-ignored': { place: 'listing', text: 'times are ignored and the last 24 hours answered' },
  'exact-24h-refused': { place: 'listing', text: 'AF20055 for windows of exactly 24 hours' },
  'over-24h-partial': { place: 'listing', text: 'a window over 24 hours is answered in part, not refused' },
  'old-window-code': { place: 'listing', text: 'AF20030 in place of AF20055' },
  'foreign-content-uri': { place: 'listing', text: 'contentUri on another host, over http' },
  'blob-missing': { place: 'blob', text: 'listed, but 404 AF20050 for good' },
  'blob-expired': { place: 'blob', text: 'listed, but AF20051 for good' },
  'blob-invalid': { place: 'blob', text: 'listed, but AF20052 for good, as on the wrong cloud’s host' },
  'blob-expires-early': {
    place: 'blob',
    text: 'contentExpiration a minute after contentCreated, and kept to',
  },
  'late-blob': { place: 'content', text: 'blobs that are listed 3 hours after their contentCreated' },
  'huge-blob': { place: 'content', text: 'blobs of 3,000 events more: several MB' },
  'event-in-two-blobs': { place: 'content', text: 'an event that comes again in the next blob' },
  'last-event-repeated': { place: 'content', text: 'the last event of a blob comes first in the next' },
  redelivered: { place: 'content', text: 'the events of a blob come again in a new one 5 days later' },
  'dlp-twins': { place: 'content', text: 'a DLP match and its undo share one Id' },
  'lone-surrogate': { place: 'event', text: 'an event with a lone surrogate' },
  nul: { place: 'event', text: 'an event with \\u0000 in a text' },
  'huge-string': { place: 'event', text: 'an event with a text of 100,000 characters' },
  'many-fields': { place: 'event', text: 'an event with 300 fields' },
  'deep-nesting': { place: 'event', text: 'an event that nests 60 levels deep' },
  'duplicate-keys': { place: 'event', text: 'an event with a key twice, and keys that differ in case only' },
  'big-numbers': { place: 'event', text: 'an event with numbers beyond 32 and 53 bits' },
  'not-an-object': { place: 'event', text: 'a text where an event should stand' },
} as const satisfies Record<string, FaultDescription>;

export type FaultName = keyof typeof FAULTS;

/** True for the name of a fault. */
export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(FAULTS, text);
}
