import type { CloudName } from '../config/schema.ts';
import { O365WazuhError } from '../errors.ts';
import { isLoopback } from './loopback.ts';

interface Cloud {
  /** Host of the Activity API; also the audience of its tokens. */
  readonly apiUrl: string;
  readonly loginUrl: string;
  /** False where Microsoft's documentation of this API does not name the hosts. */
  readonly verified: boolean;
}

/**
 * The hosts of each cloud. API hosts from "Office 365 Management Activity API reference", login hosts from Entra's page on
 * national clouds. The hosts of `china` come from other clients only: whoever uses them may have to override both.
 */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  worldwide: {
    apiUrl: 'https://manage.office.com',
    loginUrl: 'https://login.microsoftonline.com',
    verified: true,
  },
  gcc: {
    apiUrl: 'https://manage-gcc.office.com',
    loginUrl: 'https://login.microsoftonline.com',
    verified: true,
  },
  'gcc-high': {
    apiUrl: 'https://manage.office365.us',
    loginUrl: 'https://login.microsoftonline.us',
    verified: true,
  },
  dod: {
    apiUrl: 'https://manage.protection.apps.mil',
    loginUrl: 'https://login.microsoftonline.us',
    verified: true,
  },
  china: {
    apiUrl: 'https://manage.office365.cn',
    loginUrl: 'https://login.partner.microsoftonline.cn',
    verified: false,
  },
};

/** Which cloud, and which of its hosts are replaced (a simulator, a private gateway). */
export interface CloudSettings {
  readonly cloud: CloudName;
  readonly loginUrl?: string;
  readonly apiUrl?: string;
}

/** The two roots that requests go to, and nowhere else. Without a trailing slash. */
export interface Endpoints {
  readonly cloud: CloudName;
  readonly apiUrl: string;
  readonly loginUrl: string;
}

/**
 * The roots of a cloud, with the overrides applied.
 *
 * @throws CLOUD_URL_INSECURE for http to anything but loopback, CLOUD_URL_INVALID for anything that is not the bare root of
 *   a host.
 */
export function resolveCloud(settings: CloudSettings): Endpoints {
  const cloud = CLOUDS[settings.cloud];
  return {
    cloud: settings.cloud,
    apiUrl: settings.apiUrl === undefined ? cloud.apiUrl : checkRoot('api_url', settings.apiUrl),
    loginUrl: settings.loginUrl === undefined ? cloud.loginUrl : checkRoot('login_url', settings.loginUrl),
  };
}

/** The cloud whose API answers at this host, if it is one of Microsoft's. */
export function cloudOfApiHost(host: string): CloudName | undefined {
  for (const [name, cloud] of Object.entries(CLOUDS) as [CloudName, Cloud][]) {
    if (new URL(cloud.apiUrl).host === host.toLowerCase()) return name;
  }
  return undefined;
}

/** The clouds whose login a text names: gcc-high and dod share one, worldwide and gcc another, which is no news and left out. */
export function cloudsNamedIn(text: string): readonly CloudName[] {
  if (/microsoftonline\.us\b|usgov/i.test(text)) return ['gcc-high', 'dod'];
  return /microsoftonline\.cn\b|chinacloudapi\.cn|azurechina/i.test(text) ? ['china'] : [];
}

function checkRoot(setting: string, text: string): string {
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new O365WazuhError('CLOUD_URL_INVALID', `${setting} is not an https URL.`);
  }
  if (url.username || url.password || url.pathname !== '/' || url.search || url.hash) {
    throw new O365WazuhError(
      'CLOUD_URL_INVALID',
      `${setting} must be the root of a host, without a user, path or query: ${url.protocol}//${url.host}`,
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    throw new O365WazuhError(
      'CLOUD_URL_INSECURE',
      `${setting} is ${url.origin}: over http the token and the secret could be read on the way.`,
    );
  }
  return url.origin;
}
