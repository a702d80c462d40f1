import type { WrittenNetwork } from './network-schema.ts';

/** How requests leave this machine. Names of files with secrets, no secret. */
export interface NetworkConfig {
  /** Undefined: the environment decides. */
  readonly proxy?: 'none' | ProxyConfig;
  /** A path, or `system` for the authorities of this machine. */
  readonly caFile?: string;
}

export interface ProxyConfig {
  readonly url: string;
  readonly user?: string;
  readonly passwordFile?: string;
  /** For mutual TLS with the proxy itself. */
  readonly clientCertificate?: { readonly certificateFile: string; readonly keyFile: string };
  readonly noProxy: readonly string[];
}

/**
 * Turns the validated keys into a network. A tenant's `proxy` replaces the general proxy with all that belongs to it, and its
 * `ca_file` the general one.
 */
export function resolveNetwork(written: WrittenNetwork, general: NetworkConfig = {}): NetworkConfig {
  const proxy = written.proxy === undefined ? general.proxy : resolveProxy(written);
  const caFile = written.ca_file ?? general.caFile;
  return {
    ...(proxy === undefined ? {} : { proxy }),
    ...(caFile === undefined ? {} : { caFile }),
  };
}

function resolveProxy(written: WrittenNetwork): 'none' | ProxyConfig {
  const { proxy = 'none', proxy_certificate_file: certificateFile, proxy_key_file: keyFile } = written;
  if (proxy === 'none') return 'none';
  return {
    url: proxy,
    ...(written.proxy_user === undefined ? {} : { user: written.proxy_user }),
    ...(written.proxy_password_file === undefined ? {} : { passwordFile: written.proxy_password_file }),
    ...(certificateFile === undefined || keyFile === undefined
      ? {}
      : { clientCertificate: { certificateFile, keyFile } }),
    noProxy: written.no_proxy ?? [],
  };
}
