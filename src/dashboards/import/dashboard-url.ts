import { O365WazuhError } from '../../errors.ts';

/**
 * Reads the address of a Wazuh dashboard, with the path under which a proxy may offer it.
 *
 * @param options `insecureHttp` lets the password travel unencrypted to another machine.
 * @throws USAGE for what is no http(s) address; DASHBOARD_CLEARTEXT for http to another machine.
 */
export function parseDashboardUrl(text: string, options: { readonly insecureHttp?: boolean } = {}): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new O365WazuhError(
      'USAGE',
      `--url is ${JSON.stringify(text)}; it must be an http or https address.`,
      {
        hint: 'For example --url https://wazuh.example',
      },
    );
  }
  if (url.username || url.password) {
    throw new O365WazuhError('USAGE', '--url must not hold a user or a password.', {
      hint: 'Give the user with --user and the password with --password-file.',
    });
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname) && !options.insecureHttp) {
    throw new O365WazuhError(
      'DASHBOARD_CLEARTEXT',
      `${url.origin} is not encrypted and not on this machine: the password would travel in clear.`,
    );
  }
  url.search = '';
  url.hash = '';
  // As copied from the browser: what begins at /app is a page of the dashboard, not its base path.
  url.pathname = `${url.pathname.replace(/\/app(?:\/.*)?$/, '').replace(/\/+$/, '')}/`;
  return url;
}

/** True for the names and addresses of this very machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
