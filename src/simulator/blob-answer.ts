import type { ContentType } from '../events/content-type.ts';
import { type Answer, apiError, noPermission } from './answer.ts';
import type { Bearer } from './token-mint.ts';
import type { World } from './world.ts';

/** Answers `GET /audit/{contentId}`: the blob's events, or why they cannot be had. */
export function blobAnswer(world: World, contentId: string, bearer: Bearer, nowMs: number): Answer {
  const blob = world.blob(contentId);
  if (!/^[\w$.-]+$/.test(contentId) || blob?.gone === 'invalid') {
    return apiError(400, 'AF20052', `Blob key ${contentId} in the url is invalid`);
  }
  if (blob === undefined || blob.tenant !== bearer.tenant || blob.gone === 'missing') {
    return apiError(404, 'AF20050', `The specified content (${contentId}) does not exist.`);
  }
  if (!mayRead(bearer, blob.contentType)) return noPermission(bearer.roles);
  if (blob.gone === 'expired' || blob.expiresMs <= nowMs) {
    const sentence = `Content requested with the key ${contentId} has already expired. Content older than 7 days cannot be retrieved.`;
    return apiError(400, 'AF20051', sentence);
  }
  const packed = world.packedBodyOf(blob);
  return packed
    ? { status: 200, headers: { 'content-encoding': 'gzip' }, body: packed }
    : { status: 200, body: world.bodyOf(blob) };
}

/** DLP content needs a permission of its own; without it only that content type is closed. */
export function mayRead({ roles }: Bearer, contentType: ContentType): boolean {
  return contentType !== 'DLP.All' || roles.includes('ActivityFeed.ReadDlp');
}
