import { O365WazuhError } from '../errors.ts';
import { Rng } from './rng.ts';

/** Where a fault strikes; shown in the list of faults. */
type Place = 'login' | 'any request' | 'listing' | 'blob' | 'content' | 'tenant';

interface FaultDescription {
  readonly place: Place;
  readonly text: string;
}

/** Every fault that the simulator knows, each met by somebody at the real service. A rate of 1 means always. */
export const FAULTS = {
  'token-wrong-secret': { place: 'login', text: 'AADSTS7000215 although the secret is right' },
  'token-expired-secret': { place: 'login', text: 'AADSTS7000222: the secret has expired' },
  'token-unavailable': { place: 'login', text: '503 with AADSTS90033' },
  'token-throttled': { place: 'login', text: '429 at the token endpoint' },
  'token-strings': { place: 'login', text: 'expires_in as a string, as the v1 endpoint sends it' },
  'token-short-lived': { place: 'login', text: 'tokens that live for 60 s' },
  unauthorized: { place: 'any request', text: '401 with a bare Message, although the token is valid' },
  'error-500': { place: 'any request', text: '500 with AF50000' },
  'error-500-af50005': { place: 'any request', text: '500 with AF50005' },
  'error-502-html': { place: 'any request', text: '502 with an HTML page' },
  'error-503': { place: 'any request', text: '503 without a body' },
  'error-408': { place: 'any request', text: '408 without a body' },
  quota: { place: 'any request', text: '403 with AF429, as the documentation shows it' },
  throttled: { place: 'any request', text: '429 without Retry-After' },
  'throttled-retry-after': { place: 'any request', text: '429 with Retry-After: 1' },
  reset: { place: 'any request', text: 'the connection is reset before the answer' },
  stall: { place: 'any request', text: 'no byte of an answer for 10 minutes' },
  redirect: { place: 'any request', text: 'a redirect to another host' },
  'slow-body': { place: 'any request', text: 'the body dribbles in over about a second' },
  'truncated-json': { place: 'any request', text: 'a body that ends half-way, with a length that fits it' },
  'truncated-gzip': { place: 'any request', text: 'a gzip stream that ends half-way' },
  'reset-in-body': { place: 'any request', text: 'the connection is reset half-way through the body' },
  'empty-200': { place: 'any request', text: '200 with no body' },
  'not-json': { place: 'any request', text: '200 with an HTML page' },
  'single-object': { place: 'any request', text: 'a list of one comes as the bare object' },
  'next-page-lower-case': {
    place: 'listing',
    text: 'the header nextpageuri, with a lower-case endtime in it',
  },
  'next-page-loop': { place: 'listing', text: 'a next page that leads back to the first' },
  'next-page-foreign-host': { place: 'listing', text: 'a next page on another host' },
  'next-page-expired': { place: 'listing', text: 'the next page is refused with AF20031' },
  'empty-page': { place: 'listing', text: 'an empty page that has a next one' },
  'pages-shuffled': { place: 'listing', text: 'blobs of a page in no order' },
  'blob-listed-twice': { place: 'listing', text: 'a blob twice in one listing' },
  'filters-ignored': { place: 'listing', text: 'times are ignored and the last 24 hours answered' },
  'exact-24h-refused': { place: 'listing', text: 'AF20055 for windows of exactly 24 hours' },
  'foreign-content-uri': { place: 'listing', text: 'contentUri on another host, over http' },
  'late-blob': { place: 'content', text: 'blobs that are listed 3 hours after their contentCreated' },
  'blob-missing': { place: 'blob', text: 'blobs that are listed but answer 404 AF20050 for good' },
  'blob-expired': { place: 'blob', text: 'blobs that are listed but answer AF20051 for good' },
  'event-in-two-blobs': { place: 'content', text: 'an event that comes again in the next blob' },
  'last-event-repeated': { place: 'content', text: 'the last event of a blob comes first in the next' },
  redelivered: { place: 'content', text: 'an event that comes again 5 days later' },
  'dlp-twins': { place: 'content', text: 'two DLP events of one Id with other content' },
  'lone-surrogate': { place: 'content', text: 'an event with a lone surrogate' },
  nul: { place: 'content', text: 'an event with \\u0000 in a text' },
  'huge-string': { place: 'content', text: 'an event with a text of 100,000 characters' },
  'many-fields': { place: 'content', text: 'an event with 300 fields' },
  'deep-nesting': { place: 'content', text: 'an event that nests 60 levels deep' },
  'duplicate-keys': { place: 'content', text: 'an event with keys that differ in case only' },
  'big-numbers': { place: 'content', text: 'an event with numbers beyond 32 and 53 bits' },
  'no-consent': { place: 'tenant', text: 'tokens without roles: AF10001 with ()' },
  'dlp-forbidden': { place: 'tenant', text: 'DLP.All answers AF10001: ActivityFeed.ReadDlp is missing' },
  'auditing-off': { place: 'tenant', text: 'start answers the exception text of a tenant with auditing off' },
  'subscription-disabled': { place: 'tenant', text: 'listings answer AF20023' },
  'clock-skew': { place: 'tenant', text: 'the Date header is an hour ahead' },
} as const satisfies Record<string, FaultDescription>;

export type FaultName = keyof typeof FAULTS;
/** Rate per fault, 0 to 1. */
export type FaultRates = Partial<Record<FaultName, number>>;

/**
 * Decides which request or blob a fault strikes: each fault by a stream of its own, so that the same seed and the same order of
 * requests give the same faults whatever other faults are on.
 */
export class FaultPlan {
  readonly #seed: number;
  readonly #streams = new Map<FaultName, { readonly rng: Rng; count: number }>();
  #rates: FaultRates;
  /** How often each has struck. */
  readonly fired: Partial<Record<FaultName, number>> = {};

  constructor(seed: number, rates: FaultRates) {
    this.#seed = seed;
    this.#rates = rates;
  }

  /** Replaces all rates. */
  set(rates: FaultRates): void {
    this.#rates = rates;
  }

  /** Whether the fault strikes the next request that it could strike. */
  fires(name: FaultName): boolean {
    const rate = this.#rates[name] ?? 0;
    if (rate <= 0) return false;
    const stream = this.#stream(name);
    stream.rng.seek(stream.count);
    stream.count += 1;
    return this.#note(name, rate >= 1 || stream.rng.chance(rate));
  }

  /** Whether the fault strikes the thing of that number, the same at each question. */
  strikes(name: FaultName, number: number): boolean {
    const rate = this.#rates[name] ?? 0;
    if (rate <= 0) return false;
    const { rng } = this.#stream(name);
    rng.seek(number);
    return this.#note(name, rate >= 1 || rng.chance(rate));
  }

  #stream(name: FaultName): { readonly rng: Rng; count: number } {
    let stream = this.#streams.get(name);
    if (!stream) {
      stream = { rng: new Rng(this.#seed, 'fault', name), count: 0 };
      this.#streams.set(name, stream);
    }
    return stream;
  }

  #note(name: FaultName, strikes: boolean): boolean {
    if (strikes) this.fired[name] = (this.fired[name] ?? 0) + 1;
    return strikes;
  }
}

/** Reads `name` (rate 1) or `name=0.1`. @throws USAGE for an unknown name, listing the known ones, or a rate out of bounds. */
export function parseFault(text: string): [FaultName, number] {
  const [name = '', rateText = '1'] = text.split('=', 2);
  if (!(name in FAULTS)) {
    throw new O365WazuhError('USAGE', `Unknown fault ${JSON.stringify(name)}.`, {
      hint: `Known faults: ${Object.keys(FAULTS).join(', ')}`,
    });
  }
  const rate = Number(rateText);
  if (rateText === '' || !(rate >= 0 && rate <= 1)) {
    throw new O365WazuhError(
      'USAGE',
      `The rate of ${name} is ${JSON.stringify(rateText)}; it must be a number from 0 to 1.`,
      {
        hint: `For example --fault ${name}=0.1`,
      },
    );
  }
  return [name as FaultName, rate];
}
