import type { ContentType } from '../../events/content-type.ts';
import type { Check } from '../check.ts';
import type { DoctorFacts, TenantFact } from '../facts.ts';
import { fail, failUnknown, type Finding, ok, skipped, skipUnknown, warn } from '../finding.ts';
import { count } from '../../terminal/words.ts';

/** Any run starts what is missing; the last one within this time should have. */
const RECENT_RUN_MS = 3_600_000;

export const subscriptionsCheck: Check = {
  id: 'subscriptions',
  group: 'Microsoft',
  title: 'Subscriptions',
  about:
    'Each wanted content type has an enabled subscription and can be listed. The collector starts missing ones by itself; this only looks.',
  run(facts) {
    const { tenants } = facts;
    if (!tenants.known) return [skipUnknown(tenants)];
    return tenants.value.flatMap(tenant => findingsOf(tenant, facts));
  },
};

function findingsOf(tenant: TenantFact, facts: DoctorFacts): readonly Finding[] {
  const { name, subscriptions, contentTypes } = tenant;
  if (!tenant.token.known) return [skipped('there is no token', name)];
  if (!subscriptions.known) return [failUnknown(subscriptions, name)];
  const findings = contentTypes.flatMap(contentType => findingOf(contentType, tenant, facts) ?? []);
  if (findings.length > 0) return findings;
  const webhooks = subscriptions.value.filter(one => one.hasWebhook).map(one => one.contentType);
  if (webhooks.length > 0) {
    return [
      warn(
        `another product under the same app is called back on ${webhooks.join(', ')}`,
        'The two do not disturb each other, but share the app’s quota.',
        name,
      ),
    ];
  }
  return [ok(`${count(contentTypes.length, 'content type')} enabled`, name)];
}

function findingOf(contentType: ContentType, tenant: TenantFact, facts: DoctorFacts): Finding | undefined {
  const about = `${tenant.name} ${contentType}`;
  const listing = tenant.listings.get(contentType);
  if (listing) return listing.known ? undefined : failUnknown(listing, about);
  const there =
    tenant.subscriptions.known &&
    tenant.subscriptions.value.some(one => one.contentType.toLowerCase() === contentType.toLowerCase());
  const text = there ? 'is disabled' : 'is not started';
  return hasRunRecently(facts)
    ? fail(
        `${text}, although a run has tried`,
        'logs/o365-wazuh.log says why. A restart of a subscription can take hours at Microsoft.',
        about,
      )
    : warn(text, 'The next run of the collector starts it; by hand: o365-wazuh collect', about);
}

function hasRunRecently({ state, nowMs }: DoctorFacts): boolean {
  const [run] = state.known ? state.value.runs : [];
  return run !== undefined && nowMs - run.endedMs < RECENT_RUN_MS;
}
