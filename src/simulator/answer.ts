/** One answer of a route. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes as they are, all else as JSON; nothing for an empty body. */
  readonly body?: unknown;
}

/** The documented envelope of the Activity API's errors. */
export function apiError(status: number, code: string, message: string): Answer {
  return { status, body: { error: { code, message } } };
}

/** The ASP.NET layer's own envelope: no code, just a sentence. */
export function bareMessage(status: number, sentence: string): Answer {
  return { status, body: { Message: sentence } };
}

/** A token that is missing, expired, forged or for another API: not an error of the API itself, so without a code. */
export const DENIED: Answer = {
  ...bareMessage(401, 'Authorization has been denied for this request.'),
  headers: { 'www-authenticate': 'Bearer' },
};

const NO_PUBLISHER = '00000000-0000-0000-0000-000000000000';

/** Too many requests: the documentation shows it with 403, others saw 429. */
export function quotaExceeded(status: 403 | 429, method: string, publisher = NO_PUBLISHER): Answer {
  return apiError(status, 'AF429', `Too many requests. Method=${method}, PublisherId=${publisher}`);
}

/** `permissions` is what the token carries: none at all prints as `()`. */
export function noPermission(permissions: readonly string[]): Answer {
  const sentence = `The permission set (${permissions.join(' ')}) sent in the request does not include the expected permission.`;
  return apiError(401, 'AF10001', sentence);
}
