import type { ContentType } from '../events/content-type.ts';
import { type Answer, apiError } from './answer.ts';
import type { Blob } from './blob.ts';
import { readWindow } from './content-window.ts';
import type { FaultPlan } from './fault-plan.ts';
import type { FaultName } from './faults.ts';
import { blobsBehind, positionOf, readPosition, startPosition, writePosition } from './page-position.ts';
import type { QueryParameters } from './query-parameters.ts';
import type { Tenant } from './tenant.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 3_600_000;

const WINDOW_RULE =
  'Start time and end time must both be specified (or both omitted) and must be less than or equal to 24 hours apart, with the start time prior to end time and start time no more than 7 days in the past.';

export interface ListingRequest {
  readonly world: World;
  readonly faults: FaultPlan;
  readonly tenant: Tenant;
  readonly contentType: ContentType;
  readonly kind: 'content' | 'notifications';
  readonly query: QueryParameters;
  /** Whether the subscription covers content of that contentCreated. */
  readonly covers: (createdMs: number) => boolean;
  /** `http://127.0.0.1:port/api/v1.0/{tenant}/activity/feed`. */
  readonly root: string;
  readonly pageSize: number;
  readonly nowMs: number;
}

/** Answers `GET /subscriptions/content` and `…/notifications`: the window's rules, one page, and the link to the next. */
export function listContent(request: ListingRequest): Answer {
  const { world, tenant, contentType, query, nowMs } = request;
  const fires = (name: FaultName): boolean =>
    request.faults.fires(name, { route: request.kind, contentType: request.contentType });
  const asked = readWindow(query, nowMs, {
    refuseWholeDay: fires('exact-24h-refused'),
    answerPart: fires('over-24h-partial'),
  });
  if (asked === undefined) return windowError(query, fires('old-window-code'));
  const window = fires('filters-ignored') ? { fromMs: nowMs - DAY_MS, toMs: nowMs } : asked;

  const nextPage = query.get('nextPage');
  const after = nextPage === undefined ? startPosition(fires('pages-shuffled')) : readPosition(nextPage);
  if (after === undefined || (nextPage !== undefined && fires('next-page-expired'))) {
    return apiError(400, 'AF20031', `Invalid nextPage Input: ${nextPage}.`);
  }
  const covered = world
    .list(tenant, contentType, window.fromMs, window.toMs)
    .filter(blob => request.covers(blob.createdMs));
  const blobs = blobsBehind(covered, after);
  const isEmptyPage = nextPage === undefined && fires('empty-page');
  const page = isEmptyPage ? [] : blobs.slice(0, request.pageSize);
  const last = page.at(-1);
  const next = isEmptyPage
    ? after
    : last && blobs.length > page.length
      ? positionOf(last, after.isShuffled)
      : undefined;
  const nextText = next && writePosition(fires('next-page-loop') ? after : next);
  return {
    status: 200,
    ...(nextText === undefined ? {} : { headers: nextPageHeader(request, nextText, asked, fires) }),
    body: entriesOf(page, request, fires),
  };
}

function windowError(query: QueryParameters, isOld: boolean): Answer {
  const times = `StartTime: ${query.get('startTime') ?? ''}, EndTime: ${query.get('endTime') ?? ''}`;
  return apiError(400, isOld ? 'AF20030' : 'AF20055', `${WINDOW_RULE} ${times}`);
}

function entriesOf(
  page: readonly Blob[],
  request: ListingRequest,
  fires: (name: FaultName) => boolean,
): unknown[] {
  const root = fires('foreign-content-uri')
    ? 'http://localhost.invalid/api/v1.0/x/activity/feed'
    : request.root;
  const sent = { notificationSent: isoTime(request.nowMs), notificationStatus: 'success' };
  const entries = page.map(blob => ({
    contentType: blob.contentType,
    contentId: blob.contentId,
    contentUri: `${root}/audit/${blob.contentId}`,
    contentCreated: isoTime(blob.createdMs),
    contentExpiration: isoTime(blob.expiresMs),
    ...(request.kind === 'notifications' ? sent : {}),
  }));
  const [first] = entries;
  if (first !== undefined && fires('blob-listed-twice')) entries.push(first);
  return entries;
}

function nextPageHeader(
  request: ListingRequest,
  nextPage: string,
  window: { readonly fromMs: number; readonly toMs: number },
  fires: (name: FaultName) => boolean,
): Record<string, string> {
  const { query, root, contentType, kind } = request;
  const publisher = query.get('PublisherIdentifier');
  const [start, end] = fires('next-page-aged') ? agedWindow(request.nowMs) : [window.fromMs, window.toMs];
  const params = new URLSearchParams({
    contentType,
    startTime: isoTime(start),
    [fires('next-page-lower-case') ? 'endtime' : 'endTime']: isoTime(end),
    nextPage,
    ...(publisher === undefined ? {} : { PublisherIdentifier: publisher }),
  });
  const host = fires('next-page-foreign-host')
    ? 'https://manage.office.invalid/api/v1.0/x/activity/feed'
    : fires('next-page-http')
      ? 'http://localhost.invalid/api/v1.0/x/activity/feed'
      : root;
  const uri = `${host}/subscriptions/${kind}?${params.toString()}`;
  return { [params.has('endtime') ? 'nextpageuri' : 'NextPageUri']: uri };
}

function agedWindow(nowMs: number): [fromMs: number, toMs: number] {
  return [nowMs - 8 * DAY_MS, nowMs - 7 * DAY_MS];
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
