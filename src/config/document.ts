import { z } from 'zod';
import { CREDENTIAL_SHAPES } from './credential-schema.ts';
import { configSchema } from './schema.ts';

interface SchemaNode {
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: string;
  readonly properties?: Record<string, SchemaNode>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly bounds?: string;
  readonly oneOf?: readonly SchemaNode[];
  readonly anyOf?: readonly SchemaNode[];
}

/** The JSON Schema of config.yml, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, { io: 'input' });
}

/** `docs/configuration.md`: every key with its meaning, bounds and default, from the schema that checks the file. */
export function configurationDocument(): string {
  const schema = configJsonSchema() as unknown as SchemaNode;
  const tenant = schema.properties?.['tenants']?.items;
  const filter = schema.properties?.['filters']?.items;
  return `# Configuration

\`HOME/etc/o365-wazuh/config.yml\` is written by \`install\` and read at every run. Comments are yours to keep. Check it after an edit with
\`o365-wazuh config check\`: all problems are told at once, with line, value and rule. Unknown keys are errors.

Durations are a whole number and a unit: \`90s\`, \`5m\`, \`24h\`, \`7d\`.

\`\`\`yaml
version: 1
interval: 5m
first_lookback: 24h
tenants:
  - name: contoso
    tenant_id: 11111111-2222-3333-4444-555555555555
    client_id: aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee
    client_secret_file: /var/ossec/etc/o365-wazuh/contoso.secret
    content_types: [Audit.AzureActiveDirectory, Audit.Exchange, Audit.SharePoint, Audit.General, DLP.All]
\`\`\`

## The file

${table(schema)}

## Each tenant

${table(tenant)}

Exactly one of \`client_secret_file\`, \`client_secret_env\` and \`credential\` is needed. \`login_url\` and \`api_url\` replace the hosts of the
cloud; plain http is taken for loopback only. A tenant's \`proxy\` replaces the general one with all its \`proxy_…\` keys.

## credential

One map, of one of these types. [credentials.md](credentials.md) shows how each is set up in Azure. Every key that names a secret file also takes
\`systemd:NAME\`: a credential that systemd hands to the service (\`LoadCredential=\`, \`LoadCredentialEncrypted=\`).

${CREDENTIAL_SHAPES.map(shape => credentialSection(z.toJSONSchema(shape, { io: 'input' }) as unknown as SchemaNode)).join('\n\n')}

## Each filter

${table(filter)}

Exactly one of \`exclude\`, \`include\` and \`preset\` is needed. What \`exclude\` and \`include\` hold:

${table(filter?.properties?.['exclude'])}

## privacy

${table(schema.properties?.['privacy'])}

\`hash_fields\` and \`key_file\` go together: a tenant that has its own list has its own key.

## tenants.d

Files in \`HOME/etc/o365-wazuh/tenants.d\` named \`*.yml\` or \`*.yaml\` hold further tenants, each file one tenant with the keys above, or a list of
them. They follow those of config.yml in the order of the file names. A file with another name is left alone, so renaming switches it off;
hidden files too.

\`\`\`yaml
# tenants.d/fabrikam.yml
name: fabrikam
tenant_id: 22222222-3333-4444-5555-666666666666
client_id: bbbbbbbb-cccc-dddd-eeee-ffffffffffff
client_secret_file: /var/ossec/etc/o365-wazuh/fabrikam.secret
\`\`\`

A name may be used once, and no content type of a tenant may be collected twice; an error names both files. \`config check\` and every command that
changes something refuse a file with an error. The collector leaves such a file out, collects all other tenants, and says so in its log and by
its exit code.

## Related settings outside this file

- The wodle's \`<interval>\` in ossec.conf decides how often the collector runs; \`interval\` here tells the collector what to expect.
- \`<timeout>\` there ends a run that takes longer; nothing is lost, the next run goes on.
`;
}

function credentialSection(shape: SchemaNode): string {
  const { type, ...properties } = shape.properties ?? {};
  return `### type: ${String(type?.const)}\n\n${table({ ...shape, properties })}`;
}

function table(node: SchemaNode | undefined): string {
  const rows = Object.entries(node?.properties ?? {}).map(([key, property]) => {
    const required = node?.required?.includes(key) && property.default === undefined;
    const fallback =
      property.default === undefined ? (required ? 'required' : '–') : `\`${inline(property.default)}\``;
    return `| \`${key}\` | ${property.description ?? ''} | ${bounds(property)} | ${fallback} |`;
  });
  return ['| key | meaning | values | default |', '|---|---|---|---|', ...rows].join('\n');
}

function bounds(property: SchemaNode): string {
  if (property.bounds) return property.bounds;
  if (property.oneOf ?? property.anyOf) return 'map';
  if (property.enum) return property.enum.map(value => `\`${String(value)}\``).join(', ');
  if (property.properties) return 'see below';
  if (property.items?.properties) return 'list, see below';
  if (property.items?.enum)
    return `list of ${property.items.enum.map(value => `\`${String(value)}\``).join(', ')}`;
  if (property.minimum !== undefined) return `${property.minimum} to ${property.maximum ?? ''}`;
  return property.type ?? '';
}

function inline(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value);
}
