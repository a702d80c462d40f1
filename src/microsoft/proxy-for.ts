import { O365WazuhError } from '../errors.ts';
import { isLoopback } from './loopback.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that a request to `target` goes through, by the usual rules: the setting first, else `HTTPS_PROXY` or `HTTP_PROXY`
 * by the target's scheme, else `ALL_PROXY`, in lower or upper case; the environment's choice is undone by `NO_PROXY`. Loopback
 * is never proxied.
 *
 * @param settingUrl the user's own setting; it overrides the environment, `NO_PROXY` included.
 * @returns undefined for a direct connection.
 * @throws PROXY_URL_INVALID when the proxy's address is no http or https URL.
 */
export function proxyFor(target: URL, environment: Environment, settingUrl?: string): URL | undefined {
  if (isLoopback(target.hostname)) return undefined;
  if (settingUrl) return parseProxy(settingUrl, 'the proxy setting');

  const read = (name: string): string | undefined =>
    environment[name]?.trim() || environment[name.toUpperCase()]?.trim() || undefined;
  for (const name of [`${target.protocol.slice(0, -1)}_proxy`, 'all_proxy']) {
    const value = read(name);
    if (value) return isExempt(target, read('no_proxy') ?? '') ? undefined : parseProxy(value, name);
  }
  return undefined;
}

function parseProxy(text: string, origin: string): URL {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (!url?.hostname || !['http:', 'https:'].includes(url.protocol)) {
    // The value is not repeated: it may hold a password.
    throw new O365WazuhError('PROXY_URL_INVALID', `The proxy named by ${origin} is no http or https URL.`);
  }
  return url;
}

/** `NO_PROXY`: host names, each standing for its subdomains too, with an optional port; `*` for all. No address ranges. */
function isExempt(target: URL, noProxy: string): boolean {
  const port = target.port || (target.protocol === 'https:' ? '443' : '80');
  for (const entry of noProxy.toLowerCase().split(/[\s,]+/)) {
    if (entry === '*') return true;
    const match = /^\*?\.?(?<name>\[[^\]]+\]|[^:]+)(?::(?<port>\d+))?$/.exec(entry);
    const name = match?.groups?.['name'];
    if (!name || (match.groups?.['port'] ?? port) !== port) continue;
    if (target.hostname === name || target.hostname.endsWith(`.${name}`)) return true;
  }
  return false;
}
