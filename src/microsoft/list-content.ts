import type { BlobRef, Outcome, Span } from '../collect/ports.ts';
import type { ErrorCode } from '../error-table.ts';
import { O365WazuhError } from '../errors.ts';
import type { ContentType } from '../events/content-type.ts';
import type { ApiCaller } from './call.ts';
import type { CloudDoubt } from './cloud-doubt.ts';
import type { FeedUrls } from './feed-urls.ts';
import type { HttpLimits } from './http.ts';
import { readListingPage } from './listing-page.ts';

export interface ListingParts {
  readonly caller: ApiCaller;
  readonly urls: FeedUrls;
  readonly limits: HttpLimits;
  readonly maxPages: number;
  readonly doubt: CloudDoubt;
}

/**
 * Lists a span, page by page; see the port. Each blob is given once, also where pages repeat it. Entries from outside the span
 * are given too: the service now and then ignores the times it was asked for.
 *
 * An entry that cannot be used ends the listing with `retry`, but only after all others were given: one bad entry must not hide
 * the pages behind it, and must not pass as listed either.
 */
export async function* listContent(
  parts: ListingParts,
  contentType: ContentType,
  span: Span,
  signal: AbortSignal,
): AsyncGenerator<Outcome<readonly BlobRef[]>, void, void> {
  const fail = (code: ErrorCode, message: string): Outcome<never> => ({
    status: 'retry',
    error: new O365WazuhError(code, `The listing of ${contentType} ${message}`, { details: { contentType } }),
  });
  const pages = new Set<string>();
  const known = new Set<string>();
  let problem: string | undefined;

  for (let url = parts.urls.content(contentType, span); ;) {
    pages.add(url);
    const page = await parts.caller.call(
      {
        operation: 'list content',
        method: 'GET',
        url,
        contentType,
        limits: parts.limits,
        repeatable: true,
        read: readListingPage,
      },
      signal,
    );
    if (page.status !== 'ok') {
      yield page;
      return;
    }
    for (const uri of page.value.contentUris) parts.doubt.sawContentUri(uri);
    problem ??= page.value.problem;
    const fresh: BlobRef[] = [];
    for (const ref of page.value.refs) {
      if (!known.has(ref.contentId)) fresh.push(ref);
      known.add(ref.contentId);
    }
    yield { status: 'ok', value: fresh };

    if (page.value.next === undefined) break;
    const next = parts.urls.nextPage(page.value.next);
    if (next === undefined) {
      yield fail(
        'NEXT_PAGE_REFUSED',
        `goes on at an address that is not this tenant’s at the configured host.`,
      );
      return;
    }
    if (pages.has(next) || pages.size >= parts.maxPages) {
      const why = pages.has(next) ? 'leads back to a page already read' : 'does not end';
      yield fail('LISTING_LOOP', `${why} (after ${pages.size} pages).`);
      return;
    }
    url = next;
  }
  if (problem !== undefined)
    yield fail('LISTING_ENTRY_INVALID', `holds an entry that cannot be used: ${problem}.`);
}
