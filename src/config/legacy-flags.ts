import { CONTENT_TYPES, type ContentType, isContentType } from '../events/content-type.ts';
import { O365WazuhError } from '../errors.ts';
import type { Config } from './config.ts';
import type { SecretSource } from './credential-config.ts';

/** What the blog's `office_365.py` took on its command line, plus a file for the secret. */
export interface LegacyFlags {
  readonly contentTypes?: readonly string[];
  readonly hours?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly clientSecretFile?: string;
  readonly debug?: boolean;
  readonly loginUrl?: string;
  readonly apiUrl?: string;
  readonly stopOthers?: boolean;
  readonly insecureFiles?: boolean;
}

/** Microsoft keeps content for 7 days; the blog's script allowed 24 h. */
const MAX_HOURS = 168;

/**
 * Makes a configuration of the blog's flags, so that `office_365.py` can be replaced in place.
 *
 * `--hours` keeps its meaning: each run looks that far back, and what was delivered before is not delivered again.
 *
 * @throws USAGE naming the flag, its value and its rule.
 */
export function configFromFlags(flags: LegacyFlags): Config {
  const hoursMs = readHours(flags.hours ?? '24') * 3_600_000;
  return {
    intervalMs: 300_000,
    firstLookbackMs: hoursMs,
    overlapMs: hoursMs,
    concurrency: 8,
    logLevel: flags.debug ? 'debug' : 'info',
    maxEventsPerSecond: 2000,
    insecureFiles: flags.insecureFiles ?? false,
    network: {},
    tenants: [
      {
        name: 'default',
        tenantId: readGuid('--tenantId', flags.tenantId),
        clientId: readGuid('--clientId', flags.clientId),
        credential: { type: 'client_secret', secret: readSecretFlags(flags) },
        network: {},
        cloud: 'worldwide',
        ...(flags.loginUrl === undefined ? {} : { loginUrl: flags.loginUrl }),
        ...(flags.apiUrl === undefined ? {} : { apiUrl: flags.apiUrl }),
        contentTypes: readContentTypes(flags.contentTypes ?? CONTENT_TYPES),
        stopOthers: flags.stopOthers ?? false,
      },
    ],
  };
}

/** Checks a list of content types. @throws USAGE that lists the five. */
export function readContentTypes(texts: readonly string[]): ContentType[] {
  const types = texts.flatMap(text => text.split(/[\s,]+/)).filter(text => text !== '');
  for (const type of types) {
    if (isContentType(type)) continue;
    throw new O365WazuhError('USAGE', `Unknown content type ${JSON.stringify(type)}.`, {
      hint: `The five are: ${CONTENT_TYPES.join(' ')}`,
    });
  }
  if (types.length === 0) {
    throw new O365WazuhError('USAGE', 'No content type is given.', {
      hint: `The five are: ${CONTENT_TYPES.join(' ')}`,
    });
  }
  return [...new Set(types.filter(isContentType))];
}

function readHours(text: string): number {
  const hours = Number(text);
  if (Number.isInteger(hours) && hours >= 1 && hours <= MAX_HOURS) return hours;
  throw new O365WazuhError(
    'USAGE',
    `--hours is ${JSON.stringify(text)}; it must be a whole number from 1 to ${MAX_HOURS}.`,
    {
      hint: 'Microsoft keeps content for 7 days.',
    },
  );
}

function readGuid(flag: string, text: string | undefined): string {
  if (text !== undefined && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text))
    return text.toLowerCase();
  throw new O365WazuhError(
    'USAGE',
    `${flag} is ${text === undefined ? 'missing' : JSON.stringify(text)}; it must be a GUID.`,
    {
      hint: 'Both ids stand on the overview page of the app registration in Microsoft Entra.',
    },
  );
}

function readSecretFlags(flags: LegacyFlags): SecretSource {
  if (flags.clientSecretFile !== undefined) return { kind: 'file', path: flags.clientSecretFile };
  if (flags.clientSecret !== undefined && flags.clientSecret !== '')
    return { kind: 'value', value: flags.clientSecret };
  throw new O365WazuhError('USAGE', 'No client secret is given.', {
    hint: 'Give --clientSecretFile FILE (mode 0600). --clientSecret works as in the blog, but every user of the machine can read it in the process list.',
  });
}
