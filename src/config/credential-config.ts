import { parseDuration } from './duration.ts';
import type { WrittenCredential } from './credential-schema.ts';

/** Where a client secret's value is read from, at each renewal of a token. */
export type SecretSource =
  /** A path, or `systemd:NAME`. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'env'; readonly name: string }
  /** Given on the command line of the blog's drop-in; kept in memory only. */
  | { readonly kind: 'value'; readonly value: string };

/** How one tenant's application proves itself, ready to be used. Holds names of secrets, no secret (but for the drop-in's flag). */
export type CredentialConfig =
  | { readonly type: 'client_secret'; readonly secret: SecretSource }
  | {
      readonly type: 'certificate';
      readonly file: string;
      readonly keyFile?: string;
      readonly passwordFile?: string;
    }
  | {
      readonly type: 'managed_identity';
      readonly source: 'auto' | 'imds' | 'app_service' | 'arc';
      /** Undefined for the machine's own (system-assigned) identity. */
      readonly userAssigned?: {
        readonly by: 'client_id' | 'object_id' | 'resource_id';
        readonly id: string;
      };
      readonly endpoint?: string;
    }
  /** Without a file, `AZURE_FEDERATED_TOKEN_FILE` names it. */
  | { readonly type: 'workload_identity'; readonly tokenFile?: string }
  | {
      readonly type: 'exec';
      readonly program: string;
      readonly args: readonly string[];
      readonly timeoutMs: number;
      readonly environment: readonly string[];
    };

/** The two keys of a tenant that name a client secret without a `credential`. */
interface SecretKeys {
  readonly client_id?: string | undefined;
  readonly client_secret_file?: string | undefined;
  readonly client_secret_env?: string | undefined;
  readonly credential?: WrittenCredential | undefined;
}

/** Turns the validated keys of a tenant into its credential. */
export function resolveCredential(tenant: SecretKeys): CredentialConfig {
  const { credential } = tenant;
  switch (credential?.type) {
    case undefined:
      return clientSecret(tenant.client_secret_file, tenant.client_secret_env);
    case 'client_secret':
      return clientSecret(credential.file, credential.env);
    case 'certificate':
      return {
        type: 'certificate',
        file: credential.file,
        ...(credential.key_file === undefined ? {} : { keyFile: credential.key_file }),
        ...(credential.password_file === undefined ? {} : { passwordFile: credential.password_file }),
      };
    case 'managed_identity': {
      const { source, object_id, resource_id, endpoint } = credential;
      const named = [
        ['object_id', object_id],
        ['resource_id', resource_id],
        ['client_id', tenant.client_id?.toLowerCase()],
      ] as const;
      const [by, id] = named.find(([, value]) => value !== undefined) ?? [];
      return {
        type: 'managed_identity',
        source,
        ...(by === undefined || id === undefined ? {} : { userAssigned: { by, id } }),
        ...(endpoint === undefined ? {} : { endpoint }),
      };
    }
    case 'workload_identity':
      return {
        type: 'workload_identity',
        ...(credential.token_file === undefined ? {} : { tokenFile: credential.token_file }),
      };
    case 'exec': {
      const [program = '', ...args] = credential.command;
      return {
        type: 'exec',
        program,
        args,
        timeoutMs: parseDuration(credential.timeout) ?? 30_000,
        environment: credential.environment,
      };
    }
  }
}

function clientSecret(file: string | undefined, env: string | undefined): CredentialConfig {
  return {
    type: 'client_secret',
    secret: file === undefined ? { kind: 'env', name: env ?? '' } : { kind: 'file', path: file },
  };
}
