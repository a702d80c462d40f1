import type { Outcome } from '../collect/ports.ts';
import type { TenantConfig } from '../config/config.ts';
import { O365WazuhError, toO365WazuhError } from '../errors.ts';
import type { MicrosoftFeed } from '../microsoft/activity-api.ts';
import { resolveCloud } from '../microsoft/clouds.ts';
import { cloudSettingsOf } from '../config/cloud-settings.ts';
import { EXPIRY_WARNING_MS } from '../microsoft/credentials/credential.ts';
import type { Subscription } from '../microsoft/subscriptions.ts';
import { readTokenClaims } from '../microsoft/token-claims.ts';
import type { AccessToken } from '../microsoft/token.ts';
import { checkContent } from './check-content.ts';
import { checkPermissions } from './check-permissions.ts';
import { judgeToken } from './judge-token.ts';
import { bad, good, type TenantCheck, type TenantReport } from './tenant-check.ts';

/** Entra and the API bear five minutes; half a minute already shifts `lag` and looks odd in alerts. */
const ODD_SKEW_MS = 30_000;
const UNBEARABLE_SKEW_MS = 5 * 60_000;

export interface CheckOptions {
  /** Start missing subscriptions, as the first run would; else nothing is changed at Microsoft. */
  readonly start: boolean;
  readonly nowMs: number;
}

/**
 * Asks Microsoft everything that a tenant needs to be collected: a token, its permissions, the cloud, the clock, and per content type the
 * subscription and a listing. Goes on as far as it makes sense, so that one look shows all that is wrong.
 *
 * @throws the signal's reason when it aborts; every refusal is a finding.
 */
export async function checkTenant(
  tenant: TenantConfig,
  feed: MicrosoftFeed,
  options: CheckOptions,
  signal: AbortSignal,
): Promise<TenantReport> {
  const credential = await checkCredential(feed, options.nowMs);
  // With a secret that cannot be read every further finding would repeat that.
  const token = credential.status === 'fail' ? undefined : await feed.getToken(signal);
  const cloud = await feed.findCloud(signal);
  signal.throwIfAborted();
  const otherCloud = cloud === tenant.cloud ? undefined : cloud;

  const checks: TenantCheck[] = [credential, ...(token ? [tokenCheck(tenant, token, options.nowMs)] : [])];
  if (token?.status === 'ok') {
    const listed = await feed.listSubscriptions(signal);
    signal.throwIfAborted();
    checks.push(...checkPermissions(tenant, readTokenClaims(token.value.value), listed.status === 'ok'));
    checks.push(...subscriptionChecks(listed, checks));
    if (listed.status === 'ok') {
      checks.push(...(await checkContent(tenant, feed, listed.value, options, signal)));
    }
  }
  checks.push(...cloudCheck(tenant, cloud, checks), ...clockCheck(feed.clockSkewMs));
  const { name, tenantId } = tenant;
  return { name, tenantId, checks: otherCloud === undefined ? checks : blameCloud(checks) };
}

async function checkCredential(feed: MicrosoftFeed, nowMs: number): Promise<TenantCheck> {
  try {
    const { description, expiresAtMs = Infinity } = await feed.credential.inspect();
    if (expiresAtMs - nowMs > EXPIRY_WARNING_MS) return good('credential', `${description}.`);
    const day = new Date(expiresAtMs).toISOString().slice(0, 10);
    return {
      check: 'credential',
      status: 'warn',
      text: `${description} ends on ${day}.`,
      hint: 'Register a new certificate with the application and put it into the file; no restart is needed.',
    };
  } catch (error) {
    return bad('credential', toO365WazuhError(error));
  }
}

function tokenCheck(tenant: TenantConfig, token: Outcome<AccessToken>, nowMs: number): TenantCheck {
  if (token.status !== 'ok') return bad('token', token.error);
  const { tenantId } = tenant;
  const { apiUrl } = resolveCloud(cloudSettingsOf(tenant));
  // A hint only: whether the token will do is the API's word, with its own code, in what comes next.
  const verdict = judgeToken(readTokenClaims(token.value.value), { tenantId, apiUrl });
  if (verdict.status === 'other-tenant') {
    const text = `The token is for the tenant ${verdict.tenantId}, not ${tenantId}.`;
    return bad('token', new O365WazuhError('TENANT_MISMATCH', text), { status: 'warn' });
  }
  if (verdict.status === 'other-cloud') {
    const text = `The token is for ${verdict.origin}, not ${apiUrl}.`;
    return bad('token', new O365WazuhError('CLOUD_WRONG', text), { status: 'warn' });
  }
  const minutes = Math.round((token.value.expiresAtMs - nowMs) / 60_000);
  return good('token', `Microsoft’s login issued one, valid for ${minutes} min.`);
}

/** A refusal that the permissions told already is not told twice. */
function subscriptionChecks(
  listed: Outcome<readonly Subscription[]>,
  before: readonly TenantCheck[],
): TenantCheck[] {
  if (listed.status === 'ok') {
    const webhooks = listed.value.filter(one => one.hasWebhook).map(one => one.contentType);
    if (webhooks.length === 0) return [];
    const text = `Another product that uses this app is called back on ${webhooks.join(', ')}; they do not disturb each other, but share the app’s quota.`;
    return [{ check: 'subscriptions', status: 'warn', text }];
  }
  return before.some(check => check.status === 'fail' && check.code === listed.error.code)
    ? []
    : [bad('subscriptions', listed.error)];
}

function cloudCheck(
  tenant: TenantConfig,
  cloud: TenantConfig['cloud'] | undefined,
  checks: readonly TenantCheck[],
): TenantCheck[] {
  if (cloud === undefined) return [];
  if (cloud === tenant.cloud) return [good('cloud', `The tenant lives in ${cloud}.`)];
  const error = new O365WazuhError(
    'CLOUD_WRONG',
    `The tenant lives in the cloud ${cloud}, but cloud is ${tenant.cloud}.`,
    { hint: `Set cloud to ${cloud}.` },
  );
  // Where all else works, hosts set by hand may well be right.
  const worksAnyway = checks.every(check => check.status !== 'fail');
  return [bad('cloud', error, { status: worksAnyway ? 'warn' : 'fail' })];
}

/** With the wrong cloud the other errors mislead: a tenant that is unknown there is not unknown. */
function blameCloud(checks: readonly TenantCheck[]): TenantCheck[] {
  const cure = checks.find(check => check.check === 'cloud')?.hint;
  return checks.map(check =>
    check.status === 'fail' && check.check !== 'cloud' && cure !== undefined
      ? { ...check, hint: `${cure} (${check.code ?? ''} usually follows from the wrong cloud.)` }
      : check,
  );
}

function clockCheck(skewMs: number | undefined): TenantCheck[] {
  if (skewMs === undefined) return [];
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  const text = `This machine’s clock is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} Microsoft’s.`;
  if (Math.abs(skewMs) < ODD_SKEW_MS) return [good('clock', text)];
  const status = Math.abs(skewMs) < UNBEARABLE_SKEW_MS ? 'warn' : 'fail';
  return [bad('clock', new O365WazuhError('CLOCK_SKEWED', text), { status })];
}
