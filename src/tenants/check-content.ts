import type { BlobRef, Outcome } from '../collect/ports.ts';
import type { TenantConfig } from '../config/config.ts';
import type { O365WazuhError } from '../errors.ts';
import { CONTENT_TYPES, type ContentType } from '../events/content-type.ts';
import type { MicrosoftFeed } from '../microsoft/activity-api.ts';
import type { Subscription } from '../microsoft/subscriptions.ts';
import { bad, type TenantCheck } from './tenant-check.ts';

const HOUR_MS = 3_600_000;
/** After so many refused ids of a tenant without one good blob the feed itself names the cloud as the cause. */
const BLOBS_TRIED = 3;

/** Per content type: is it subscribed to, can it be listed; and of all together, can a blob be read. */
export async function checkContent(
  tenant: TenantConfig,
  feed: MicrosoftFeed,
  subscriptions: readonly Subscription[],
  options: { readonly start: boolean; readonly nowMs: number },
  signal: AbortSignal,
): Promise<TenantCheck[]> {
  const started = options.start
    ? await feed.ensureSubscriptions(tenant.contentTypes, { stopOthers: false }, signal)
    : new Map<ContentType, Outcome<'enabled' | 'started'>>();
  const checks: TenantCheck[] = [];
  const refs: BlobRef[] = [];
  for (const contentType of CONTENT_TYPES.filter(type => tenant.contentTypes.includes(type))) {
    const start = started.get(contentType);
    if (start && start.status !== 'ok') {
      checks.push(bad('content', start.error, { contentType }));
      continue;
    }
    const state = start?.value === 'started' ? 'started' : stateOf(subscriptions, contentType);
    if (state !== 'enabled') {
      checks.push({ check: 'content', contentType, ...SUBSCRIPTION_TEXT[state] });
      continue;
    }
    const span = { fromMs: options.nowMs - HOUR_MS, toMs: options.nowMs };
    const first = await feed.listContent(contentType, span, signal).next();
    signal.throwIfAborted();
    if (!first.value || first.value.status !== 'ok') {
      if (first.value) checks.push(listingCheck(contentType, first.value.error));
      continue;
    }
    refs.push(...first.value.value);
    const many = first.value.value.length;
    const text = `Subscribed to and readable; ${many === 0 ? 'nothing' : `${many} blob${many === 1 ? '' : 's'}`} in the last hour.`;
    checks.push({ check: 'content', contentType, status: 'ok', text });
  }
  const refusal = await tryBlobs(feed, refs, signal);
  return refusal ? [...checks, bad('cloud', refusal)] : checks;
}

const SUBSCRIPTION_TEXT = {
  started: {
    status: 'ok',
    text: 'The subscription was started; the first content can take up to 12 hours.',
  },
  missing: {
    status: 'ok',
    text: 'Not subscribed to yet: the collector’s first run does that; the first content can take up to 12 hours.',
  },
  disabled: {
    status: 'warn',
    text: 'The subscription is disabled: the collector’s next run starts it again.',
  },
} as const;

function stateOf(
  subscriptions: readonly Subscription[],
  contentType: ContentType,
): 'enabled' | 'disabled' | 'missing' {
  const found = subscriptions.find(one => one.contentType.toLowerCase() === contentType.toLowerCase());
  if (!found) return 'missing';
  return found.enabled ? 'enabled' : 'disabled';
}

/** A subscription that was started a moment ago has no listing yet, which is nothing to cure. */
function listingCheck(contentType: ContentType, error: O365WazuhError): TenantCheck {
  const isYoung = error.code === 'SUBSCRIPTION_MISSING' || error.code === 'SUBSCRIPTION_DISABLED';
  return bad('content', error, { contentType, status: isYoung ? 'warn' : 'fail' });
}

/** Reads one blob. What a single blob suffers from says nothing about the tenant, except a cloud that is not its own. */
async function tryBlobs(
  feed: MicrosoftFeed,
  refs: readonly BlobRef[],
  signal: AbortSignal,
): Promise<O365WazuhError | undefined> {
  for (const { contentId } of refs.slice(0, BLOBS_TRIED)) {
    const blob = await feed.fetchBlob(contentId, signal);
    signal.throwIfAborted();
    if (blob.status === 'ok') return undefined;
    if (blob.status === 'fatal') return blob.error;
  }
  return undefined;
}
