import { type ContentType, isContentType } from '../events/content-type.ts';
import { type Answer, apiError, bareMessage, DENIED, noPermission, quotaExceeded } from './answer.ts';
import { blobAnswer, mayRead } from './blob-answer.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { FeedPath } from './feed-path.ts';
import { listContent } from './listing.ts';
import type { QueryParameters } from './query-parameters.ts';
import { Quota } from './quota.ts';
import { sensitiveTypes } from './sensitive-types.ts';
import { disabled, Subscriptions, type SubscriptionSettings } from './subscriptions.ts';
import type { Tenant } from './tenant.ts';
import type { TokenMint } from './token-mint.ts';
import { readWebhook } from './webhook.ts';
import type { World } from './world.ts';

export interface FeedRequest {
  readonly path: FeedPath;
  readonly method: string;
  readonly query: QueryParameters;
  readonly body: string;
  readonly authorization: string | undefined;
  readonly acceptLanguage: string | undefined;
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
  /** Roots that a token may be for. */
  readonly audiences: readonly string[];
  /** The server's clock. */
  readonly nowMs: number;
}

export interface FeedSettings extends SubscriptionSettings {
  readonly pageSize: number;
  readonly requestsPerMinute: number;
  /** The tenant's own app id in place of the tenant id in a URL is refused, too. The live service takes it. */
  readonly strict: boolean;
}

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What Microsoft calls the routes in the text of AF429. */
const METHOD_NAMES: Partial<Record<FeedPath['route'], string>> = {
  blob: 'GetBlob',
  content: 'GetAvailableContent',
};

/** The Activity API. */
export class FeedRoutes {
  readonly #subscriptions: Subscriptions;
  readonly #quota: Quota;
  readonly #world: World;
  readonly #faults: FaultPlan;
  readonly #mint: TokenMint;
  readonly #settings: FeedSettings;

  constructor(world: World, faults: FaultPlan, mint: TokenMint, settings: FeedSettings) {
    this.#world = world;
    this.#faults = faults;
    this.#mint = mint;
    this.#settings = settings;
    this.#subscriptions = new Subscriptions(settings);
    this.#quota = new Quota(settings.requestsPerMinute);
  }

  answer(request: FeedRequest): Answer {
    const { path, nowMs, query } = request;
    const bearer = this.#mint.read(request.authorization, request.audiences, nowMs);
    if (bearer === undefined) return DENIED;
    if (request.method !== path.method) {
      return bareMessage(405, `The requested resource does not support http method '${request.method}'.`);
    }
    const wrongTenant = this.#tenantProblem(path.tenantName, bearer.tenant);
    if (wrongTenant) return wrongTenant;
    const publisher = query.get('PublisherIdentifier') ?? '';
    if (!this.#quota.take(bearer.tenant.tenantId, publisher, nowMs)) {
      return quotaExceeded(403, METHOD_NAMES[path.route] ?? path.route, publisher || undefined);
    }
    if (!bearer.roles.some(role => role.startsWith('ActivityFeed.'))) return noPermission(bearer.roles);
    if (path.contentId !== undefined) return blobAnswer(this.#world, path.contentId, bearer, nowMs);
    if (path.route === 'sensitive-types') return sensitiveTypes(request.acceptLanguage);
    if (path.route === 'list') {
      return this.#subscriptions.list(bearer.tenant, contentType => this.#isDisabled(request, contentType));
    }
    const contentType = query.get('contentType');
    if (contentType === undefined) return apiError(400, 'AF20001', 'Missing parameter: contentType.');
    if (!isContentType(contentType))
      return apiError(400, 'AF20020', 'The specified content type is not valid.');
    if (!mayRead(bearer, contentType)) return noPermission(bearer.roles);
    return this.#ofContentType(request, bearer.tenant, contentType);
  }

  #ofContentType(request: FeedRequest, tenant: Tenant, contentType: ContentType): Answer {
    const { nowMs } = request;
    switch (request.path.route) {
      case 'start':
        return this.#start(request, tenant, contentType);
      case 'stop':
        return this.#subscriptions.stop(tenant, contentType, nowMs);
      case 'content':
      case 'notifications':
        return this.#list(request, tenant, contentType, request.path.route);
      default:
        return { status: 404 };
    }
  }

  #start(request: FeedRequest, tenant: Tenant, contentType: ContentType): Answer {
    const { nowMs } = request;
    const opportunity = { route: 'start', contentType } as const;
    if (this.#faults.fires('auditing-off', opportunity)) return auditingOff(tenant, contentType);
    const read = readWebhook(request.body, nowMs);
    if ('problem' in read) return read.problem;
    const wasStopped = this.#subscriptions.isStopped(tenant, contentType);
    const getsStuck = wasStopped && this.#faults.fires('restart-stays-disabled', opportunity);
    return this.#subscriptions.start(tenant, contentType, { webhook: read.webhook, nowMs, getsStuck });
  }

  #list(
    request: FeedRequest,
    tenant: Tenant,
    contentType: ContentType,
    kind: 'content' | 'notifications',
  ): Answer {
    const { nowMs, query } = request;
    if (this.#isDisabled(request, contentType)) return disabled();
    const problem = this.#subscriptions.problem(tenant, contentType, nowMs);
    if (problem) return problem;
    if (kind === 'notifications' && !this.#subscriptions.hasWebhook(tenant, contentType))
      return { status: 200, body: [] };
    return listContent({
      world: this.#world,
      faults: this.#faults,
      tenant,
      contentType,
      kind,
      query,
      covers: createdMs => this.#subscriptions.covers(tenant, contentType, createdMs),
      root: `${request.origin}/api/v1.0/${tenant.tenantId}/activity/feed`,
      pageSize: this.#settings.pageSize,
      nowMs,
    });
  }

  #isDisabled(request: FeedRequest, contentType: ContentType): boolean {
    return this.#faults.fires('subscription-disabled', { route: request.path.route, contentType });
  }

  #tenantProblem(id: string, tenant: Tenant): Answer | undefined {
    const given = id.toLowerCase();
    if (given === tenant.tenantId) return undefined;
    if (given === tenant.clientId && !this.#settings.strict) return undefined;
    if (!GUID.test(given)) {
      return apiError(400, 'AF20013', `The tenant ID passed in the URL (${id}) is not a valid GUID.`);
    }
    const sentence = `The tenant ID passed in the URL (${id}) does not match the tenant ID passed in the access token (${tenant.tenantId}).`;
    return apiError(400, 'AF20010', sentence);
  }
}

/** The code holds half of an exception's text, as the live service sends it. */
function auditingOff({ tenantId, clientId }: Tenant, contentType: ContentType): Answer {
  const facts = `TenantId=${tenantId},ContentType=${contentType},ApplicationId=${clientId},PublisherId=${tenantId}`;
  return apiError(
    400,
    `StartSubscription [CorrId=00000000-0000-4000-8000-000000000000] [${facts}][AppId`,
    `${clientId}] failed. Exception: Microsoft.Office.Compliance.Audit.DataServiceException: Tenant ${tenantId} does not exist.\r\n   at Microsoft.Office.Compliance.Audit.API.StartController.StartSubscription()`,
  );
}
