import type { ContentType } from '../events/content-type.ts';
import { type Answer, apiError } from './answer.ts';
import type { FaultPlan } from './faults.ts';
import type { Tenant } from './tenant.ts';
import type { Blob, World } from './world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Microsoft refuses a start of more than 7 days ago only an hour later. */
const REACH_MS = 7 * DAY_MS + HOUR_MS;

const WINDOW_RULE =
  'Start time and end time must both be specified (or both omitted) and must be less than or equal to 24 hours apart, with the start time prior to end time and start time no more than 7 days in the past.';

export interface ListingRequest {
  readonly world: World;
  readonly faults: FaultPlan;
  readonly tenant: Tenant;
  readonly contentType: ContentType;
  readonly query: URLSearchParams;
  /** `http://127.0.0.1:port/api/v1.0/{tenant}/activity/feed`. */
  readonly root: string;
  readonly pageSize: number;
}

/** Answers `GET /subscriptions/content`: the window's rules, one page, and the header that leads to the next. */
export function listContent(request: ListingRequest): Answer {
  const { world, faults, tenant, contentType, query } = request;
  const nowMs = world.clock.now();
  const window = readWindow(query, nowMs, faults.fires('exact-24h-refused'));
  if (!window) {
    return apiError(
      400,
      'AF20055',
      `${WINDOW_RULE} StartTime: ${query.get('startTime') ?? ''}, EndTime: ${query.get('endTime') ?? ''}`,
    );
  }
  if (faults.fires('filters-ignored')) [window.fromMs, window.toMs] = [nowMs - DAY_MS, nowMs];

  const after = query.get('nextPage');
  if (after !== null && faults.fires('next-page-expired'))
    return apiError(400, 'AF20031', `Invalid nextPage Input: ${after}.`);
  const position = after === null ? undefined : readPosition(after);
  if (after !== null && !position) return apiError(400, 'AF20031', `Invalid nextPage Input: ${after}.`);

  const blobs = world
    .list(tenant, contentType, window.fromMs, window.toMs)
    .filter(blob => !position || isBehind(blob, position));
  const isEmptyPage = after === null && faults.fires('empty-page');
  const page = isEmptyPage ? [] : blobs.slice(0, request.pageSize);
  const last = page.at(-1);
  const next = isEmptyPage
    ? '0.-1'
    : last && blobs.length > page.length
      ? `${last.createdMs}.${last.number}`
      : undefined;
  return {
    status: 200,
    ...(next === undefined ? {} : { headers: nextPageHeader(request, next) }),
    body: entriesOf(page, request),
  };
}

function entriesOf(page: readonly Blob[], request: ListingRequest): unknown {
  const { faults } = request;
  const root = faults.fires('foreign-content-uri')
    ? 'http://localhost.invalid/api/v1.0/x/activity/feed'
    : request.root;
  const entries = page.map(blob => ({
    contentType: blob.contentType,
    contentId: blob.contentId,
    contentUri: `${root}/audit/${blob.contentId}`,
    contentCreated: new Date(blob.createdMs).toISOString(),
    contentExpiration: new Date(blob.expiresMs).toISOString(),
  }));
  const first = entries[0];
  if (first && faults.fires('blob-listed-twice')) entries.push(first);
  if (faults.fires('pages-shuffled')) entries.reverse();
  return first && entries.length === 1 && faults.fires('single-object') ? first : entries;
}

function nextPageHeader(request: ListingRequest, next: string): Record<string, string> {
  const { faults, query, root } = request;
  const params = new URLSearchParams(query);
  params.set('nextPage', faults.fires('next-page-loop') ? (query.get('nextPage') ?? '0.-1') : next);
  const host = faults.fires('next-page-foreign-host')
    ? 'https://manage.office.invalid/api/v1.0/x/activity/feed'
    : root;
  const uri = `${host}/subscriptions/content?${params.toString()}`;
  return faults.fires('next-page-lower-case')
    ? { nextpageuri: uri.replace('endTime=', 'endtime=') }
    : { NextPageUri: uri };
}

function readWindow(
  query: URLSearchParams,
  nowMs: number,
  refuseWholeDay: boolean,
): { fromMs: number; toMs: number } | undefined {
  const [start, end] = [query.get('startTime'), query.get('endTime') ?? query.get('endtime')];
  if (start === null && end === null) return { fromMs: nowMs - DAY_MS, toMs: nowMs };
  const [fromMs, toMs] = [readTime(start), readTime(end)];
  if (fromMs === undefined || toMs === undefined) return undefined;
  const isGood = toMs > fromMs && toMs - fromMs <= DAY_MS && fromMs >= nowMs - REACH_MS;
  return isGood && !(refuseWholeDay && toMs - fromMs === DAY_MS) ? { fromMs, toMs } : undefined;
}

/** `2026-11-01`, `2026-11-01T10:00`, `2026-11-01T10:00:00` with or without fraction and Z: all UTC. */
function readTime(text: string | null): number | undefined {
  const match = /^(?<day>\d{4}-\d\d-\d\d)(?:T(?<time>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)Z?)?$/.exec(text ?? '');
  if (!match?.groups) return undefined;
  const ms = Date.parse(`${match.groups['day']}T${match.groups['time'] ?? '00:00'}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

interface Position {
  readonly createdMs: number;
  readonly number: number;
}

function readPosition(text: string): Position | undefined {
  const match = /^(?<ms>\d+)\.(?<number>-?\d+)$/.exec(text);
  return match?.groups
    ? { createdMs: Number(match.groups['ms']), number: Number(match.groups['number']) }
    : undefined;
}

function isBehind(blob: Blob, position: Position): boolean {
  return (
    blob.createdMs > position.createdMs ||
    (blob.createdMs === position.createdMs && blob.number > position.number)
  );
}
