import type { z } from 'zod';
import { O365WazuhError } from '../../errors.ts';

/**
 * Reads the body of an answer in the form that it must have.
 *
 * @param what of which request, for the message.
 * @throws DASHBOARD_ANSWER_UNEXPECTED.
 */
export function parseAnswer<T>(schema: z.ZodType<T>, body: unknown, what: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new O365WazuhError(
    'DASHBOARD_ANSWER_UNEXPECTED',
    `The answer to ${what} has another form than a dashboard’s: ${issue ? `${issue.path.join('.') || 'the whole'}: ${issue.message}` : 'unknown'}.`,
  );
}
