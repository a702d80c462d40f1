import { z } from 'zod';
import { secretFile } from './credential-schema.ts';

/** How requests leave this machine: for all tenants at the top of the file, and for one tenant in its entry. */
export const networkKeys = {
  proxy: z
    .string({ error: 'must be an http:// or https:// URL, or none' })
    .regex(/^(?:none|https?:\/\/\S+)$/, { error: 'must be an http:// or https:// URL, or none' })
    .optional()
    .describe(
      'HTTP or HTTPS proxy for all requests to Microsoft; none for no proxy at all. When left out, HTTPS_PROXY and NO_PROXY of the environment count.',
    ),
  proxy_user: z
    .string({ error: 'must be a user name' })
    .regex(/^[^:\p{Cc}]+$/u, { error: 'must be a user name, without a colon' })
    .optional()
    .describe('User name for the proxy.'),
  proxy_password_file: secretFile(
    'File with the password for the proxy, mode 0600; or systemd:NAME.',
  ).optional(),
  proxy_certificate_file: secretFile(
    'PEM file with the client certificate that an https proxy asks for.',
  ).optional(),
  proxy_key_file: secretFile('PEM file with the private key of proxy_certificate_file.').optional(),
  no_proxy: z
    .array(z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' }), {
      error: 'must be a list of hosts',
    })
    .optional()
    .describe(
      'Hosts that are reached without the proxy, as in NO_PROXY: a name stands for its subdomains too; name:port; addresses and ranges such as 10.0.0.0/8; * for all.',
    ),
  ca_file: z
    .string({ error: 'must be an absolute path, or system' })
    .regex(/^(?:\/|system$)/, { error: 'must be an absolute path, or system' })
    .optional()
    .describe(
      'PEM file with further trusted certificate authorities, for a proxy that inspects TLS; system for those of this machine.',
    ),
};

const networkSchema = z.object(networkKeys);
export type WrittenNetwork = z.output<typeof networkSchema>;

/** @returns what is wrong with the keys taken together, by key. */
export function networkProblems(network: WrittenNetwork): [key: keyof WrittenNetwork, rule: string][] {
  const problems: [keyof WrittenNetwork, string][] = [];
  const hasProxy = network.proxy !== undefined && network.proxy !== 'none';
  for (const key of ['proxy_user', 'proxy_certificate_file', 'no_proxy'] as const) {
    if (network[key] !== undefined && !hasProxy) problems.push([key, 'needs a proxy beside it']);
  }
  if (network.proxy_certificate_file !== undefined && /^http:/i.test(network.proxy ?? ''))
    problems.push(['proxy_certificate_file', 'needs a proxy whose URL begins with https://']);
  if (network.proxy_password_file !== undefined && network.proxy_user === undefined)
    problems.push(['proxy_password_file', 'needs proxy_user beside it']);
  if ((network.proxy_key_file === undefined) !== (network.proxy_certificate_file === undefined)) {
    const lone = network.proxy_key_file === undefined ? 'proxy_certificate_file' : 'proxy_key_file';
    problems.push([
      lone,
      'must stand together with its other half: proxy_certificate_file and proxy_key_file',
    ]);
  }
  return problems;
}
