import { select } from '@clack/prompts';
import type { TenantConfig } from '../src/config/config.ts';
import type { NetworkConfig } from '../src/config/network-config.ts';
import { isO365WazuhError } from '../src/errors.ts';
import { testTenants } from '../src/tenant-test-run.ts';
import { renderTenantReport } from '../src/tenants/render-tenants.ts';
import { passed, type TenantReport } from '../src/tenants/tenant-check.ts';
import { answered, QUESTIONS, type TenantAnswers } from './wizard/questions.ts';

/** What is known of the tenant before the first question; nothing of it is asked. */
export interface KnownOfTenant extends Partial<TenantAnswers> {
  /** Label, for the findings. */
  readonly name: string;
  readonly loginUrl?: string;
  readonly apiUrl?: string;
  /** The way to Microsoft that a configuration names already. */
  readonly network?: NetworkConfig;
}

export interface AskOptions {
  /** Ask Microsoft whether the answers work, and let them be corrected until they do. */
  readonly test: boolean;
  readonly signal: AbortSignal;
}

/** True for the error of a tenant that is new here and comes without ids or secret. */
export function lacksTenant(error: unknown): boolean {
  return isO365WazuhError(error) && error.details['incompleteTenant'] === true;
}

/** True when a person can answer: questions go to standard error, so that standard output stays a result. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY;
}

/**
 * Asks for what is missing of a tenant: ids in clear, the secret hidden, cloud and content types to choose from. Then asks Microsoft, shows what it
 * says with the cure, and lets any answer be corrected, until Microsoft agrees or the person wants it all the same.
 *
 * Changes nothing, neither here nor at Microsoft.
 *
 * @throws INTERRUPTED when the person gives up; the signal's reason when it aborts.
 */
export async function askForTenant(known: KnownOfTenant, options: AskOptions): Promise<TenantAnswers> {
  let answers: TenantAnswers = {
    tenantId: known.tenantId ?? (await QUESTIONS.tenantId()),
    clientId: known.clientId ?? (await QUESTIONS.clientId()),
    clientSecret: known.clientSecret ?? (await QUESTIONS.clientSecret()),
    cloud: known.cloud ?? (await QUESTIONS.cloud()),
    contentTypes: known.contentTypes ?? (await QUESTIONS.contentTypes()),
  };
  while (options.test) {
    const report = await askMicrosoft(known, answers, options.signal);
    process.stderr.write(`\n${renderTenantReport(report)}\n`);
    if (passed(report)) break;
    const next = await correctTenant(answers, report);
    if (next === 'anyway') break;
    answers = next;
  }
  return answers;
}

/**
 * Asks what to do about a tenant that Microsoft refuses, and for the answer that is to be another. Anything may be corrected; what is most
 * likely to blame is offered first.
 *
 * @throws INTERRUPTED when the person gives up.
 */
export async function correctTenant(
  before: TenantAnswers,
  report: TenantReport,
): Promise<TenantAnswers | 'anyway'> {
  const choice = await whatNow(report);
  return choice === 'anyway' ? 'anyway' : corrected(before, choice);
}

async function askMicrosoft(
  known: KnownOfTenant,
  answers: TenantAnswers,
  signal: AbortSignal,
): Promise<TenantReport> {
  process.stderr.write(`\nAsking ${known.loginUrl ?? 'Microsoft'} …\n`);
  const { tenantId, clientId, clientSecret, cloud, contentTypes } = answers;
  const tenant: TenantConfig = {
    name: known.name,
    tenantId,
    clientId,
    credential: { type: 'client_secret', secret: { kind: 'value', value: clientSecret } },
    network: known.network ?? {},
    cloud,
    ...(known.loginUrl === undefined ? {} : { loginUrl: known.loginUrl }),
    ...(known.apiUrl === undefined ? {} : { apiUrl: known.apiUrl }),
    contentTypes,
    stopOthers: false,
  };
  const [report] = await testTenants({ insecureFiles: false }, [tenant], {}, signal);
  return report ?? { name: known.name, tenantId, checks: [] };
}

type Choice = keyof TenantAnswers | 'again' | 'anyway';

/** The answer that is most likely to blame stands first under the cursor. */
async function whatNow(report: TenantReport): Promise<Choice> {
  return answered(
    await select<Choice>({
      message: 'What now? (Ctrl-C gives up; nothing was changed yet)',
      output: process.stderr,
      initialValue: suspectIn(report),
      options: [
        { value: 'clientSecret', label: 'Give another client secret' },
        { value: 'tenantId', label: 'Correct the directory (tenant) ID' },
        { value: 'clientId', label: 'Correct the application (client) ID' },
        { value: 'cloud', label: 'Choose another cloud' },
        { value: 'contentTypes', label: 'Choose other content types' },
        { value: 'again', label: 'Ask Microsoft again', hint: 'after a change in Entra' },
        { value: 'anyway', label: 'Go on all the same' },
      ],
    }),
  );
}

function suspectIn(report: TenantReport): Choice {
  const codes = report.checks.flatMap(check => (check.status === 'fail' ? (check.code ?? []) : []));
  const found = SUSPECTS.find(([code]) => (codes as readonly string[]).includes(code));
  return found?.[1] ?? 'again';
}

/** In the order of weight: with the wrong cloud all other errors mislead. */
const SUSPECTS: readonly (readonly [string, Choice])[] = [
  ['CLOUD_WRONG', 'cloud'],
  ['TENANT_UNKNOWN', 'tenantId'],
  ['TENANT_MISMATCH', 'tenantId'],
  ['APP_UNKNOWN', 'clientId'],
  ['SECRET_WRONG', 'clientSecret'],
  ['SECRET_EXPIRED', 'clientSecret'],
  ['READ_DLP_MISSING', 'contentTypes'],
];

async function corrected(before: TenantAnswers, choice: Choice): Promise<TenantAnswers> {
  switch (choice) {
    case 'tenantId':
      return { ...before, tenantId: await QUESTIONS.tenantId(before.tenantId) };
    case 'clientId':
      return { ...before, clientId: await QUESTIONS.clientId(before.clientId) };
    case 'clientSecret':
      return { ...before, clientSecret: await QUESTIONS.clientSecret() };
    case 'cloud':
      return { ...before, cloud: await QUESTIONS.cloud(before.cloud) };
    case 'contentTypes':
      return { ...before, contentTypes: await QUESTIONS.contentTypes(before.contentTypes) };
    case 'again':
    case 'anyway':
      return before;
  }
}
