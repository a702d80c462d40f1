import { type Answer, apiError } from './answer.ts';
import type { Webhook } from './subscriptions.ts';

/** Reads the body of a start request: none, or `{"webhook":{"address":…}}`. The address is not called. */
export function readWebhook(
  body: string,
  nowMs: number,
): { readonly webhook: Webhook | null } | { readonly problem: Answer } {
  if (body.trim() === '') return { webhook: null };
  const webhook = webhookIn(body);
  if (webhook === undefined) {
    return { problem: apiError(400, 'AF20002', 'Invalid parameter type: webhook. Expected type: Webhook') };
  }
  if (webhook === null) return { webhook };
  const { address, expiration } = webhook;
  if (!/^https:\/\//i.test(address)) {
    const sentence = `The webhook endpoint ${address} could not be validated. The address must begin with HTTPS.`;
    return { problem: apiError(400, 'AF20021', sentence) };
  }
  if (expiration && Date.parse(expiration) <= nowMs) {
    return {
      problem: apiError(400, 'AF20003', `Expiration ${expiration} provided is set to past date and time.`),
    };
  }
  return { webhook };
}

function webhookIn(body: string): Webhook | null | undefined {
  try {
    const { webhook = null } = JSON.parse(body) as { webhook?: Webhook | null };
    return webhook === null || typeof webhook.address === 'string' ? webhook : undefined;
  } catch {
    return undefined;
  }
}
