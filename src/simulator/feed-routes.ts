import { CONTENT_TYPES, isContentType } from '../events/content-type.ts';
import { type Answer, apiError, DENIED, QUOTA } from './answer.ts';
import type { FaultPlan } from './faults.ts';
import { listContent } from './listing.ts';
import type { Bearer, Login } from './login.ts';
import { Quota } from './quota.ts';
import { Subscriptions } from './subscriptions.ts';
import type { World } from './world.ts';

export interface FeedRequest {
  readonly method: string;
  /** What follows `/api/v1.0/`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly acceptLanguage: string | undefined;
  /** `http://127.0.0.1:port`. */
  readonly origin: string;
}

export interface FeedSettings {
  readonly pageSize: number;
  readonly requestsPerMinute: number;
  /** The tenant's own app id in place of the tenant id in a URL is refused, too. Microsoft takes it. */
  readonly strict: boolean;
}

/** The Activity API behind `/api/v1.0/`. */
export class FeedRoutes {
  readonly subscriptions = new Subscriptions();
  readonly #quota: Quota;
  readonly #world: World;
  readonly #faults: FaultPlan;
  readonly #login: Login;
  readonly #settings: FeedSettings;

  constructor(world: World, faults: FaultPlan, login: Login, settings: FeedSettings) {
    this.#world = world;
    this.#faults = faults;
    this.#login = login;
    this.#settings = settings;
    this.#quota = new Quota(settings.requestsPerMinute);
  }

  answer(request: FeedRequest): Answer {
    const nowMs = this.#world.clock.now();
    const bearer = this.#login.bearer(request.authorization, nowMs);
    if (!bearer) return DENIED;
    const match = /^(?<tenant>[^/]+)\/activity\/feed\/(?<rest>.+)$/.exec(request.path);
    if (!match?.groups) return { status: 404 };
    const wrongTenant = this.#checkTenant(match.groups['tenant'] ?? '', bearer);
    if (wrongTenant) return wrongTenant;
    if (!this.#quota.take(bearer.tenant.tenantId, nowMs)) return QUOTA;
    if (!bearer.roles.some(role => role.startsWith('ActivityFeed.'))) return noPermission();

    const rest = match.groups['rest'] ?? '';
    if (rest.startsWith('audit/')) return this.#audit(rest.slice('audit/'.length), bearer);
    if (rest === 'resources/dlpSensitiveTypes') return sensitiveTypes(request.acceptLanguage);
    if (rest === 'subscriptions/list') return this.subscriptions.list(bearer.tenant, CONTENT_TYPES);
    return this.#ofContentType(rest, request, bearer, nowMs);
  }

  #ofContentType(rest: string, request: FeedRequest, bearer: Bearer, nowMs: number): Answer {
    const { tenant } = bearer;
    const contentType = request.query.get('contentType');
    if (contentType === null) return apiError(400, 'AF20001', 'Missing parameter: contentType.');
    if (!isContentType(contentType))
      return apiError(400, 'AF20020', 'The specified content type is not valid.');
    if (contentType === 'DLP.All' && this.#isDlpForbidden(bearer))
      return noPermission('ActivityFeed.ReadDlp');

    switch (`${request.method} ${rest}`) {
      case 'POST subscriptions/start':
        return this.#faults.fires('auditing-off')
          ? auditingOff(tenant.tenantId, contentType)
          : this.subscriptions.start(tenant, contentType, nowMs);
      case 'POST subscriptions/stop':
        return this.subscriptions.stop(tenant, contentType);
      case 'GET subscriptions/content':
      case 'GET subscriptions/notifications': {
        if (this.#faults.fires('subscription-disabled'))
          return apiError(400, 'AF20023', 'The subscription was disabled.');
        if (!this.subscriptions.isEnabled(tenant, contentType)) {
          return apiError(400, 'AF20022', 'No subscription found for the specified content type.');
        }
        if (rest.endsWith('notifications')) return { status: 200, body: [] };
        const root = `${request.origin}/api/v1.0/${tenant.tenantId}/activity/feed`;
        const { pageSize } = this.#settings;
        return listContent({
          world: this.#world,
          faults: this.#faults,
          tenant,
          contentType,
          query: request.query,
          root,
          pageSize,
        });
      }
      default:
        return { status: 404 };
    }
  }

  #audit(contentId: string, bearer: Bearer): Answer {
    const blob = this.#world.blob(contentId);
    if (!/^[\w$.-]+$/.test(contentId))
      return apiError(400, 'AF20052', `Content ID ${contentId} in the URL is invalid.`);
    if (!blob || blob.tenant !== bearer.tenant || blob.gone === 'missing') {
      return apiError(404, 'AF20050', `The specified content (${contentId}) does not exist.`);
    }
    if (blob.gone === 'expired' || blob.expiresMs <= this.#world.clock.now()) {
      return apiError(
        400,
        'AF20051',
        `Content requested with the key ${contentId} has already expired. Content older than 7 days cannot be retrieved.`,
      );
    }
    if (blob.contentType === 'DLP.All' && this.#isDlpForbidden(bearer))
      return noPermission('ActivityFeed.ReadDlp');
    return { status: 200, body: this.#world.bodyOf(blob) };
  }

  #isDlpForbidden(bearer: Bearer): boolean {
    return !bearer.roles.includes('ActivityFeed.ReadDlp') || this.#faults.fires('dlp-forbidden');
  }

  #checkTenant(id: string, bearer: Bearer): Answer | undefined {
    const given = id.toLowerCase();
    if (given === bearer.tenant.tenantId) return undefined;
    if (given === bearer.tenant.clientId && !this.#settings.strict) return undefined;
    if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(given)) {
      return apiError(400, 'AF20013', `The tenant ID passed in the URL (${id}) is not a valid GUID.`);
    }
    return apiError(
      400,
      'AF20010',
      `The tenant ID passed in the URL (${id}) does not match the tenant ID passed in the access token (${bearer.tenant.tenantId}).`,
    );
  }
}

function noPermission(role = ''): Answer {
  return apiError(
    401,
    'AF10001',
    role === ''
      ? 'The permission set () sent in the request does not include the expected permission.'
      : `The permission set (ActivityFeed.Read) sent in the request did not include the expected permission ${role}.`,
  );
}

/** The code holds half of an exception's text, as the live service sends it. */
function auditingOff(tenantId: string, contentType: string): Answer {
  return apiError(
    400,
    `StartSubscription [CorrId=00000000-0000-4000-8000-000000000000] [TenantId=${tenantId},ContentType=${contentType},ApplicationId=00000000-0000-4000-8000-000000000000,PublisherId=00000000-0000-4000-8000-000000000000][AppId`,
    `00000000-0000-4000-8000-000000000000] failed. Exception: Microsoft.Office.Compliance.Audit.DataServiceException: Tenant ${tenantId} does not exist.\r\n   at Microsoft.Office.Compliance.Audit.API.StartController.StartSubscription()`,
  );
}

function sensitiveTypes(language: string | undefined): Answer {
  if (language?.includes(','))
    return apiError(400, 'AF20053', 'Only one language may be present in the Accept-Language header.');
  if (language !== undefined && !/^(?:\*|[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)$/.test(language)) {
    return apiError(400, 'AF20054', 'Invalid syntax in Accept-Language header.');
  }
  return { status: 200, body: [{ id: '50842eb7-edc8-4019-85dd-5a5c1f2bb085', name: 'Credit Card Number' }] };
}
