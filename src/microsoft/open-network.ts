import { readFileSync } from 'node:fs';
import { getCACertificates } from 'node:tls';
import type { NetworkConfig } from '../config/network-config.ts';
import { readSecretFile, type SecretRules } from '../config/secret-file.ts';
import { readSecret } from '../config/secrets.ts';
import { O365WazuhError } from '../errors.ts';
import type { NetworkSettings } from './agents.ts';

export interface NetworkParts {
  readonly rules?: SecretRules;
  /** Told every secret that is read, so that it can be kept out of logs. */
  readonly onSecret?: (secret: string) => void;
}

/**
 * Reads the files that a network names.
 *
 * @throws SECRET_… for the proxy's password and key, CONFIG_UNREADABLE for `ca_file`.
 */
export function openNetwork(
  config: NetworkConfig,
  { rules = {}, onSecret }: NetworkParts = {},
): NetworkSettings {
  const { proxy, caFile } = config;
  const environment = rules.environment === undefined ? {} : { environment: rules.environment };
  const trust = caFile === undefined ? {} : { caBundle: readCaFile(caFile) };
  if (proxy === undefined) return { ...environment, ...trust };
  if (proxy === 'none') return { ...environment, ...trust, proxyUrl: 'none' };
  const { url, user, passwordFile, clientCertificate: files, noProxy } = proxy;
  const inUrl = decodeURIComponent(URL.parse(url)?.password ?? '');
  if (inUrl !== '') onSecret?.(inUrl);
  const password = passwordFile === undefined ? '' : readSecret({ kind: 'file', path: passwordFile }, rules);
  if (password !== '') onSecret?.(password);
  return {
    ...environment,
    ...trust,
    proxyUrl: url,
    noProxy,
    ...(user === undefined ? {} : { proxyLogin: { user, password } }),
    ...(files === undefined
      ? {}
      : {
          proxyCertificate: {
            // The certificate is no secret, but one file may hold both.
            cert: readSecretFile(files.certificateFile, { ...rules, insecureFiles: true }).toString('latin1'),
            key: readSecretFile(files.keyFile, rules).toString('latin1'),
          },
        }),
  };
}

function readCaFile(path: string): string {
  if (path === 'system') return getCACertificates('system').join('\n');
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new O365WazuhError(
      'CONFIG_UNREADABLE',
      `Cannot read ca_file ${path}: ${(error as Error).message}`,
      {
        cause: error,
        hint: 'Correct ca_file in config.yml, or make the file readable.',
      },
    );
  }
}
