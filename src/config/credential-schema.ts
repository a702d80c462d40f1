import { z } from 'zod';
import { parseDuration } from './duration.ts';

/** The source of a secret: a file, or `systemd:NAME` for a credential that systemd hands to the service. */
export function secretFile(what: string) {
  return z
    .string({ error: 'must be an absolute path, or systemd:NAME' })
    .regex(/^(?:\/|systemd:[A-Za-z0-9][A-Za-z0-9._-]*$)/, {
      error: 'must be an absolute path, or systemd:NAME for a credential of the service',
    })
    .describe(what);
}

function variableName(what: string) {
  return z
    .string({ error: 'must be the name of an environment variable' })
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'must be the name of an environment variable' })
    .optional()
    .describe(what);
}

const text = (what: string) =>
  z.string({ error: 'must be a text' }).min(1, { error: 'must not be empty' }).optional().describe(what);

const clientSecret = z
  .strictObject({
    type: z.literal('client_secret'),
    file: secretFile(
      'File with the secret’s value on its first line, mode 0600; or systemd:NAME.',
    ).optional(),
    env: variableName('Environment variable that holds the secret’s value.'),
  })
  .refine(one => (one.file === undefined) !== (one.env === undefined), {
    error: 'must have exactly one of file and env',
  });

const certificate = z.strictObject({
  type: z.literal('certificate'),
  file: secretFile(
    'PEM file with certificate and private key, PEM file with the certificate alone, or PFX (PKCS #12) file.',
  ),
  key_file: secretFile('PEM file with the private key, where file does not hold it.').optional(),
  password_file: secretFile('File with the password of the PFX file or of the private key.').optional(),
});

const managedIdentity = z
  .strictObject({
    type: z.literal('managed_identity'),
    source: z
      .enum(['auto', 'imds', 'app_service', 'arc'], { error: 'must be auto, imds, app_service or arc' })
      .default('auto')
      .describe(
        'Where the identity lives: an Azure VM (imds), App Service or Container Apps (app_service), an Arc-enabled server (arc).',
      ),
    object_id: text('Object (principal) id of a user-assigned identity, in place of client_id.'),
    resource_id: text('Azure resource id of a user-assigned identity, in place of client_id.'),
    endpoint: z
      .string()
      .regex(/^http:\/\/[^\s?#]+$/i, { error: 'must be an http:// URL' })
      .optional()
      .describe('Another address of the token service; this machine’s or a link-local one only.'),
  })
  .refine(one => one.object_id === undefined || one.resource_id === undefined, {
    error: 'must not have both object_id and resource_id',
  });

const workloadIdentity = z.strictObject({
  type: z.literal('workload_identity'),
  token_file: z
    .string()
    .regex(/^\//, { error: 'must be an absolute path' })
    .optional()
    .describe('File with the token of the other issuer. AZURE_FEDERATED_TOKEN_FILE names it when left out.'),
});

const EXEC_TIMEOUT_RULE = 'must be a duration from 1s to 5m, written as a whole number with s or m';

const exec = z.strictObject({
  type: z.literal('exec'),
  command: z
    .array(z.string({ error: 'must be a text' }), { error: 'must be a list: the program and its arguments' })
    .min(1, { error: 'must name a program' })
    .refine(words => words[0] === undefined || words[0].startsWith('/'), {
      error: 'must begin with the absolute path of the program',
    })
    .describe('Program and arguments, run without a shell. Prints the token, or JSON with token and expiry.'),
  timeout: z
    .string({ error: EXEC_TIMEOUT_RULE })
    .refine(
      value => {
        const ms = parseDuration(value);
        return ms !== undefined && ms >= 1_000 && ms <= 300_000;
      },
      { error: EXEC_TIMEOUT_RULE },
    )
    .meta({ bounds: '1s to 5m' })
    .default('30s')
    .describe('The program is ended after this time.'),
  environment: z
    .array(variableName('').unwrap(), { error: 'must be a list of names' })
    .default([])
    .describe('Names of environment variables that the program gets beside PATH, HOME and LANG.'),
});

/** How a tenant’s application proves itself, one shape per `type`. */
export const CREDENTIAL_SHAPES = [
  clientSecret,
  certificate,
  managedIdentity,
  workloadIdentity,
  exec,
] as const;

const TYPES = 'client_secret, certificate, managed_identity, workload_identity or exec';

export const credentialSchema = z.discriminatedUnion('type', CREDENTIAL_SHAPES, {
  error: issue =>
    issue.code === 'invalid_union' ? `must be one of ${TYPES}` : `must be a map with the key type: ${TYPES}`,
});

export type WrittenCredential = z.output<typeof credentialSchema>;
