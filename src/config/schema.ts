import { z } from 'zod';
import { CONTENT_TYPES } from '../events/content-type.ts';
import type { MessageFormat } from '../events/envelope.ts';
import { credentialSchema, secretFile } from './credential-schema.ts';
import { parseDuration } from './duration.ts';
import { filtersSchema } from './filter-schema.ts';
import { networkKeys, networkProblems } from './network-schema.ts';
import { privacySchema } from './privacy-schema.ts';

/** The clouds of the Management Activity API; `microsoft/clouds.ts` knows their hosts. */
export const CLOUD_NAMES = ['worldwide', 'gcc', 'gcc-high', 'dod', 'china'] as const;
export type CloudName = (typeof CLOUD_NAMES)[number];

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const MESSAGE_FORMATS = ['office_365', 'native'] as const satisfies readonly MessageFormat[];

/** A duration such as `5m`, between two bounds that are durations themselves. */
function duration(min: string, max: string) {
  const rule = `must be a duration from ${min} to ${max}, written as a whole number with s, m, h or d`;
  const [minMs, maxMs] = [parseDuration(min) ?? 0, parseDuration(max) ?? 0];
  return z
    .string({ error: rule })
    .refine(
      text => {
        const ms = parseDuration(text);
        return ms !== undefined && ms >= minMs && ms <= maxMs;
      },
      { error: rule },
    )
    .meta({ bounds: `${min} to ${max}` });
}

function line(what: string) {
  // Wazuh does not decode an event with half a surrogate pair, and takes a text such as [1] for a list.
  const rule = `must be ${what}, 1 to 128 characters in one line, not beginning with [`;
  return z.string({ error: rule }).regex(/^(?!\[)[^\p{Cc}\p{Cs}]{1,128}$/u, { error: rule });
}

function guid(what: string) {
  return z
    .string({ error: `must be ${what}, a GUID` })
    .regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, { error: `must be ${what}, a GUID` });
}

const url = z
  .string()
  .regex(/^https?:\/\/[^\s/?#]+\/?$/i, {
    error: 'must be the root of a host: https://host or http://127.0.0.1:port',
  })
  .describe('Root URL without a path. http is accepted for loopback only.');

/** One tenant, as a list entry of config.yml and as a file of tenants.d write it. */
export const tenantSchema = z
  .strictObject({
    name: z
      .string({ error: 'must be a short name' })
      .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, {
        error: 'must be 1 to 63 of a-z, 0-9, dot, dash, underscore, starting with a letter or digit',
      })
      .describe('Label of the tenant: in logs, in status, and on each event.'),
    tenant_id: guid('the directory (tenant) id').describe('Directory (tenant) id of Microsoft Entra.'),
    client_id: guid('the application (client) id')
      .optional()
      .describe(
        'Application (client) id of the app registration. With managed_identity: of a user-assigned identity, if any.',
      ),
    client_secret_file: secretFile(
      'File that holds the client secret’s value on its first line; mode 0600. systemd:NAME reads a credential of the service.',
    ).optional(),
    client_secret_env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'must be the name of an environment variable' })
      .optional()
      .describe('Environment variable that holds the client secret’s value.'),
    credential: credentialSchema
      .optional()
      .describe('Any other way to prove the application’s identity; see the next section.'),
    cloud: z
      .enum(CLOUD_NAMES, { error: `must be one of ${CLOUD_NAMES.join(', ')}` })
      .default('worldwide')
      .describe(
        'Microsoft cloud of the tenant. china is not documented by Microsoft for this API: unverified.',
      ),
    login_url: url.optional(),
    api_url: url.optional(),
    ...networkKeys,
    content_types: z
      .array(z.enum(CONTENT_TYPES, { error: `must be one of ${CONTENT_TYPES.join(', ')}` }), {
        error: 'must be a list of content types',
      })
      .min(1, { error: 'must name at least one content type' })
      .refine(list => new Set(list).size === list.length, { error: 'must not name a content type twice' })
      .default([...CONTENT_TYPES])
      .describe('Content types to collect. All five when left out; DLP.All needs ActivityFeed.ReadDlp.'),
    stop_others: z
      .boolean({ error: 'must be true or false' })
      .default(false)
      .describe('Stop this app’s subscriptions to content types that are not listed.'),
    customer: line('the name of a customer')
      .optional()
      .describe('On each event of the tenant, as `o365_wazuh.customer`.'),
    labels: z
      .record(z.string().regex(/^[a-z][a-z0-9_]{0,31}$/), line('the text of a label'), {
        error:
          'must be labels, each a name (1 to 32 of a-z, 0-9, underscore, starting with a letter) and a text',
      })
      .refine(labels => Object.keys(labels).length <= 16, { error: 'must have at most 16 labels' })
      .optional()
      .describe('On each event of the tenant, as `o365_wazuh.labels.<name>`.'),
    format: z
      .enum(MESSAGE_FORMATS, { error: `must be one of ${MESSAGE_FORMATS.join(', ')}` })
      .optional()
      .describe(
        'Shape of the events: `office_365` for this product’s rules, `native` as Wazuh’s own office365 module sends them, for Wazuh’s rules and dashboard. `office_365` when left out.',
      ),
    first_lookback: duration('1h', '7d').optional().describe('For this tenant, in place of the file’s.'),
    overlap: duration('0m', '23h').optional().describe('For this tenant, in place of the file’s.'),
    filters: filtersSchema
      .optional()
      .describe('Applied after the file’s. One of the same name takes the place of the file’s.'),
    privacy: privacySchema.optional().describe('For this tenant, in place of the file’s.'),
  })
  .refine(hasOneProof, {
    error: 'must have exactly one of client_secret_file, client_secret_env and credential',
    when: isEvenIfInvalid,
  })
  .refine(hasClientId, {
    path: ['client_id'],
    error: 'must be the application (client) id, a GUID',
    when: isEvenIfInvalid,
  })
  .superRefine((t, context) => {
    for (const [key, message] of networkProblems(t))
      context.addIssue({ code: 'custom', path: [key], message });
  });

interface ProofKeys {
  readonly client_id?: unknown;
  readonly client_secret_file?: unknown;
  readonly client_secret_env?: unknown;
  readonly credential?: unknown;
}

function hasOneProof(tenant: ProofKeys): boolean {
  const proofs = [tenant.client_secret_file, tenant.client_secret_env, tenant.credential];
  return proofs.filter(one => one !== undefined).length === 1;
}

/** A token that another program prints, or that belongs to the machine, knows its application by itself. */
function hasClientId(tenant: ProofKeys): boolean {
  const type = (tenant.credential as { type?: unknown } | null | undefined)?.type;
  return tenant.client_id !== undefined || type === 'managed_identity' || type === 'exec';
}

/** All problems are told at once: these two also where a key is wrong besides. */
function isEvenIfInvalid({ value }: { readonly value: unknown }): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `config.yml` as the user writes it. Strict: an unknown key is an error, since it is usually a misspelt one. */
export const configSchema = z
  .strictObject({
    version: z.literal(1, { error: 'must be 1' }).describe('Version of this file’s format.'),
    interval: duration('1m', '24h')
      .default('5m')
      .describe('How often the wodle runs; the stalled-feed check derives from it.'),
    first_lookback: duration('1h', '7d')
      .default('24h')
      .describe(
        'How far the first run looks back. Microsoft keeps 7 days. A tenant taken over from another collector goes on where that left off.',
      ),
    overlap: duration('0m', '23h')
      .default('2h')
      .describe('How far each run re-lists behind its cursor, for blobs that appear late.'),
    concurrency: z
      .int({ error: 'must be a whole number from 1 to 64' })
      .min(1, { error: 'must be a whole number from 1 to 64' })
      .max(64, { error: 'must be a whole number from 1 to 64' })
      .default(8)
      .describe('Blobs downloaded at the same time per tenant.'),
    log_level: z
      .enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` })
      .default('info')
      .describe('Lines below this level are not written to logs/o365-wazuh.log.'),
    max_events_per_second: z
      .int({ error: 'must be a whole number from 10 to 100000' })
      .min(10, { error: 'must be a whole number from 10 to 100000' })
      .max(100_000, { error: 'must be a whole number from 10 to 100000' })
      .default(2000)
      .describe(
        'Ceiling where the manager shows no figures to pace by (before 4.4). Elsewhere the figures decide.',
      ),
    metrics_file: z
      .string()
      .regex(/^\/.*\.prom$/, { error: 'must be an absolute path that ends in .prom' })
      .optional()
      .describe(
        'File that each run writes its metrics to, for the textfile collector of Prometheus’ node exporter.',
      ),
    ...networkKeys,
    insecure_files: z
      .boolean({ error: 'must be true or false' })
      .default(false)
      .describe(
        'Take secret files that others can read or that another user owns. For machines where nobody else has an account.',
      ),
    max_requests_per_second: z
      .int({ error: 'must be a whole number from 1 to 1000' })
      .min(1, { error: 'must be a whole number from 1 to 1000' })
      .max(1_000, { error: 'must be a whole number from 1 to 1000' })
      .default(20)
      .describe(
        'Requests for tokens, subscriptions and listings, all tenants together. Downloads are bounded by Microsoft’s quota of each tenant.',
      ),
    filters: filtersSchema
      .optional()
      .describe('What is kept from Wazuh, in all tenants: see [filters](filters.md).'),
    privacy: privacySchema
      .optional()
      .describe('What leaves only redacted or hashed: see [filters](filters.md).'),
    tenants: z
      .array(tenantSchema, { error: 'must be a list of tenants' })
      .default([])
      .describe('The tenants to collect. Further ones may stand in tenants.d; there must be one in all.'),
  })
  .superRefine((file, context) => {
    for (const [key, message] of networkProblems(file))
      context.addIssue({ code: 'custom', path: [key], message });
  });

/** The file after defaults were filled in. */
export type WrittenConfig = z.output<typeof configSchema>;
