import { Command, Option } from 'commander';
import { homeOption, jsonOption, planOption, yesOption } from '../common-options.ts';
import { parse } from 'yaml';
import { askForTenant, canAsk, correctTenant, lacksTenant } from '../../../installer/ask-for-tenant.ts';
import { addTenant } from '../../../installer/tenants/add-tenant.ts';
import type { TenantOrder } from '../../../installer/tenants/put-tenant.ts';
import { runTenantChange } from '../../../installer/tenants/run-tenant-change.ts';
import type { TenantConfig } from '../../config/config.ts';
import type { TenantReport } from '../../tenants/tenant-check.ts';
import { readContentTypes } from '../../config/legacy-flags.ts';
import { CLOUD_NAMES, tenantSchema } from '../../config/schema.ts';
import { O365WazuhError } from '../../errors.ts';
import type { ContentType } from '../../events/content-type.ts';
import { readSecretFlags, type SecretFlags } from './secret-flags.ts';

interface Flags extends SecretFlags {
  readonly home?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly clientSecretFile?: string;
  readonly clientSecretStdin?: boolean;
  readonly cloud?: string;
  readonly contentTypes?: readonly string[];
  readonly loginUrl?: string;
  readonly apiUrl?: string;
  readonly set: readonly string[];
  readonly test: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly yes?: boolean;
}

/** `tenant add`: one more tenant to collect, tested first. */
export function tenantAddCommand(): Command {
  return (
    new Command('add')
      .description(
        'add a tenant to config.yml, or change the one of that name; asks Microsoft first whether it works',
      )
      .argument('<name>', 'label of the tenant: in logs, in status, and on each event')
      .option('--tenant-id <guid>', 'directory (tenant) id')
      .option('--client-id <guid>', 'application (client) id')
      .option('--secret-file <file>', 'file whose first line is the client secret’s value; it is copied')
      .option('--secret-env <variable>', 'environment variable that holds the value; it is copied')
      .option('--secret-stdin', 'read the value from standard input')
      // As `install` calls them.
      .addOption(new Option('--client-secret-file <file>').hideHelp())
      .addOption(new Option('--client-secret-stdin').hideHelp())
      .option('--cloud <name>', 'worldwide, gcc, gcc-high, dod or china')
      .option('--content-types <types...>', 'content types to collect (default: all five)')
      .option('--login-url <url>', 'root of the login service, instead of the cloud’s')
      .option('--api-url <url>', 'root of the Activity API, instead of the cloud’s')
      .option(
        '--set <key=value>',
        'any other key of a tenant, the value as YAML; KEY.INNER=VALUE for a key within a key; repeatable',
        (text: string, before: readonly string[]) => [...before, text],
        [],
      )
      .option('--no-test', 'do not ask Microsoft first')
      .addOption(homeOption())
      .addOption(planOption())
      .addOption(jsonOption())
      .addOption(yesOption())
      .addHelpText(
        'after',
        `
On a terminal it asks for what is missing, the secret hidden, and lets any answer be corrected that Microsoft refuses. The secret goes into a file of its own, mode 0600; its value is never an
option, since every user of the machine can read those. Comments and order of config.yml stay.

Examples:
  o365-wazuh tenant add fabrikam
  pass show fabrikam | o365-wazuh tenant add fabrikam --secret-stdin --yes \\
    --tenant-id 22222222-3333-4444-5555-666666666666 --client-id bbbbbbbb-cccc-dddd-eeee-ffffffffffff
  o365-wazuh tenant add fabrikam --tenant-id GUID --client-id GUID --yes \\
    --set credential.type=certificate --set credential.file=/etc/ssl/private/fabrikam.pem`,
      )
      .action(async (name: string, flags: Flags) => {
        const secret = readSecretFlags({
          ...flags,
          secretFile: flags.secretFile ?? flags.clientSecretFile,
          secretStdin: flags.secretStdin ?? flags.clientSecretStdin,
        });
        let order: TenantOrder = { name, keys: keysOf(flags), ...(secret === undefined ? {} : { secret }) };
        const home = flags.home === undefined ? {} : { home: flags.home };
        await runTenantChange(
          flags,
          async (dryRun, deps) => {
            try {
              return await addTenant(order, { ...home, dryRun }, deps);
            } catch (error) {
              // Only a tenant that is new here needs them, and only the configuration tells.
              if (!lacksTenant(error) || flags.yes || !canAsk()) throw error;
              order = await askFor(order, deps.signal);
              return addTenant(order, { ...home, dryRun }, deps);
            }
          },
          () => order.secret,
          // Another way in than a secret is not typed in at a question.
          flags.set.some(text => text.startsWith('credential'))
            ? undefined
            : async (report, tenant) => {
                const corrected = await correctOrder(order, report, tenant);
                if (corrected === 'anyway') return 'anyway';
                order = corrected;
                return 'again';
              },
        );
      })
  );
}

async function askFor(order: TenantOrder, signal: AbortSignal): Promise<TenantOrder> {
  const { keys } = order;
  const text = (key: string): string | undefined => {
    const value = keys[key];
    return typeof value === 'string' ? value : undefined;
  };
  const given = {
    tenantId: text('tenant_id'),
    clientId: text('client_id'),
    clientSecret: order.secret,
    cloud: CLOUD_NAMES.find(name => name === keys['cloud']),
    contentTypes: keys['content_types'] as readonly ContentType[] | undefined,
    loginUrl: text('login_url'),
    apiUrl: text('api_url'),
  };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  // What is answered is tested with all that the tenant has besides, once the whole of it is planned.
  const answers = await askForTenant({ ...known, name: order.name }, { test: false, signal });
  return {
    name: order.name,
    keys: {
      ...keys,
      tenant_id: answers.tenantId,
      client_id: answers.clientId,
      cloud: answers.cloud,
      content_types: answers.contentTypes,
    },
    secret: answers.clientSecret,
  };
}

/** The order with what was answered anew; all else stays as it was asked for. */
async function correctOrder(
  order: TenantOrder,
  report: TenantReport,
  { tenantId, clientId, cloud, contentTypes }: TenantConfig,
): Promise<TenantOrder | 'anyway'> {
  const before = { tenantId, clientId, cloud, contentTypes, clientSecret: order.secret ?? '' };
  const after = await correctTenant(before, report);
  if (after === 'anyway') return 'anyway';
  const keys = {
    ...order.keys,
    ...(after.tenantId === tenantId ? {} : { tenant_id: after.tenantId }),
    ...(after.clientId === clientId ? {} : { client_id: after.clientId }),
    ...(after.cloud === cloud ? {} : { cloud: after.cloud }),
    ...(after.contentTypes === contentTypes ? {} : { content_types: after.contentTypes }),
  };
  return { ...order, keys, ...(after.clientSecret === '' ? {} : { secret: after.clientSecret }) };
}

function keysOf(flags: Flags): Record<string, unknown> {
  const given = {
    tenant_id: flags.tenantId,
    client_id: flags.clientId,
    cloud: flags.cloud,
    login_url: flags.loginUrl,
    api_url: flags.apiUrl,
    content_types: flags.contentTypes && readContentTypes(flags.contentTypes),
  };
  const keys: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) if (value !== undefined) keys[key] = value;
  for (const text of flags.set) setKey(keys, text);
  return keys;
}

/** Only the form is checked here: what a key may hold is the schema's word, with the whole file. */
function setKey(keys: Record<string, unknown>, text: string): void {
  const {
    key = '',
    inner,
    value = '',
  } = /^(?<key>\w+)(?:\.(?<inner>\w+))?=(?<value>.*)$/s.exec(text)?.groups ?? {};
  const known = Object.keys(tenantSchema.shape).filter(one => one !== 'name');
  if (!known.includes(key)) {
    // Not the value: it may be a secret in the wrong place.
    const what =
      key === '' ? 'is not KEY=VALUE' : `names the key ${JSON.stringify(key)}, which is none of a tenant`;
    throw new O365WazuhError('USAGE', `--set ${what}.`, { hint: `The keys are: ${known.join(', ')}` });
  }
  const parsed: unknown = parseValue(key, value);
  keys[key] = inner === undefined ? parsed : { ...(keys[key] as object | undefined), [inner]: parsed };
}

function parseValue(key: string, value: string): unknown {
  try {
    return parse(value);
  } catch {
    throw new O365WazuhError('USAGE', `The value of --set ${key} is no YAML.`);
  }
}
