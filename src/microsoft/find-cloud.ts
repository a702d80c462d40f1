import type { CloudName } from '../config/schema.ts';
import type { HttpSender } from './http.ts';

const MAX_DOCUMENT_BYTES = 256 * 1024;

/**
 * Asks the login host in which cloud a tenant lives, by the tenant's public discovery document. No credential is sent.
 *
 * The document's `tenant_region_sub_scope` and `cloud_instance_name` are Microsoft's extensions of OpenID Connect Discovery: GCC has its
 * login in the worldwide cloud and is told by the first alone; GCC High is called `DODCON` there.
 *
 * @returns undefined when the host does not say: an unknown tenant, another kind of server, no answer.
 * @throws the signal's reason when it aborts.
 */
export async function findCloud(
  sender: HttpSender,
  loginUrl: string,
  tenantId: string,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<CloudName | undefined> {
  const answer = await sender.send(
    {
      method: 'GET',
      url: `${loginUrl}/${encodeURIComponent(tenantId)}/v2.0/.well-known/openid-configuration`,
      limits: { overallMs: timeoutMs, maxBytes: MAX_DOCUMENT_BYTES },
    },
    signal,
  );
  if (answer.status !== 'ok' || answer.value.status !== 200) return undefined;
  try {
    return cloudOfDocument(JSON.parse(answer.value.body.toString('utf8')));
  } catch {
    return undefined;
  }
}

/** The cloud that a discovery document speaks of; undefined when it does not. */
export function cloudOfDocument(document: unknown): CloudName | undefined {
  if (typeof document !== 'object' || document === null) return undefined;
  const fields = document as Record<string, unknown>;
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' ? value.toLowerCase() : '';
  };
  const instance = text('cloud_instance_name');
  switch (text('tenant_region_sub_scope')) {
    case 'dod':
      return 'dod';
    case 'dodcon':
      return 'gcc-high';
    case 'gcc':
      return 'gcc';
  }
  if (instance.endsWith('.cn')) return 'china';
  if (instance === 'microsoftonline.us' || text('tenant_region_scope') === 'usgov') return 'gcc-high';
  return instance === 'microsoftonline.com' ? 'worldwide' : undefined;
}
