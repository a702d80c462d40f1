import { O365WazuhError } from '../errors.ts';
import { isLinkLocal, isLoopback } from './loopback.ts';
import { isExempt } from './no-proxy.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that a request to `target` goes through, by the usual rules: the setting first, else `HTTPS_PROXY` or `HTTP_PROXY`
 * by the target's scheme, else `ALL_PROXY`, in lower or upper case; the environment's choice is undone by `NO_PROXY`, the setting's by
 * `settingExempt`. Loopback and link-local addresses (metadata services) are never proxied.
 *
 * @param settingUrl the user's own setting, or `none`; it overrides the environment, `NO_PROXY` included.
 * @param settingExempt hosts that the setting is not for, in the forms of `NO_PROXY`.
 * @returns undefined for a direct connection.
 * @throws PROXY_URL_INVALID when the proxy's address is no http or https URL.
 */
export function proxyFor(
  target: URL,
  environment: Environment,
  settingUrl?: string,
  settingExempt: readonly string[] = [],
): URL | undefined {
  if (isLoopback(target.hostname) || isLinkLocal(target.hostname) || settingUrl === 'none') return undefined;
  if (settingUrl) {
    return isExempt(target, settingExempt.join(','))
      ? undefined
      : parseProxy(settingUrl, 'the proxy setting');
  }

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
