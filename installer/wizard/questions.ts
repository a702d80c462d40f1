import { isCancel, multiselect, password, select, text } from '@clack/prompts';
import { CLOUD_NAMES, type CloudName } from '../../src/config/schema.ts';
import { O365WazuhError } from '../../src/errors.ts';
import { CONTENT_TYPES, type ContentType } from '../../src/events/content-type.ts';

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is asked about a tenant. */
export interface TenantAnswers {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly cloud: CloudName;
  readonly contentTypes: readonly ContentType[];
}

/** Questions go to standard error, so that standard output stays a result. */
const output = process.stderr;

const CLOUD_HINTS: Readonly<Record<CloudName, string>> = {
  worldwide: 'login.microsoftonline.com; nearly every tenant',
  gcc: 'US Government Community Cloud',
  'gcc-high': 'login.microsoftonline.us',
  dod: 'US Department of Defense',
  china: '21Vianet; not documented for this API',
};

/** One question each; `before` is what was answered the last time. Each throws INTERRUPTED when the person gives up. */
export const QUESTIONS = {
  tenantId: (before?: string) => askGuid('Directory (tenant) ID', before),
  clientId: (before?: string) => askGuid('Application (client) ID', before),
  clientSecret: async () =>
    answered(
      await password({
        message: 'Client secret: its Value, not its Secret ID (it is not shown)',
        output,
        validate: value => (value?.trim() ? undefined : 'The secret’s value is needed.'),
      }),
    ).trim(),
  cloud: async (before: CloudName = 'worldwide') =>
    answered(
      await select<CloudName>({
        message: 'Microsoft cloud of the tenant',
        output,
        initialValue: before,
        options: CLOUD_NAMES.map(value => ({ value, label: value, hint: CLOUD_HINTS[value] })),
      }),
    ),
  contentTypes: async (before: readonly ContentType[] = CONTENT_TYPES) =>
    answered(
      await multiselect<ContentType>({
        message: 'Content types to collect (space to choose, enter to go on)',
        output,
        required: true,
        initialValues: [...before],
        options: CONTENT_TYPES.map(value => ({
          value,
          label: value,
          ...(value === 'DLP.All' ? { hint: 'needs the permission ActivityFeed.ReadDlp' } : {}),
        })),
      }),
    ),
} as const;

async function askGuid(message: string, before: string | undefined): Promise<string> {
  const answer = await text({
    message,
    output,
    ...(before === undefined ? {} : { initialValue: before }),
    placeholder: '00000000-0000-0000-0000-000000000000',
    validate: value => (GUID.test(value?.trim() ?? '') ? undefined : 'This must be a GUID.'),
  });
  return answered(answer).trim().toLowerCase();
}

/** @throws INTERRUPTED. */
export function answered<T>(answer: T): Exclude<T, symbol> {
  if (!isCancel(answer)) return answer as Exclude<T, symbol>;
  throw new O365WazuhError('INTERRUPTED', 'Nothing was changed.', { hint: '' });
}
