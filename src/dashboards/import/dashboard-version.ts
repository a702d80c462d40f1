import { z } from 'zod';
import { O365WazuhError } from '../../errors.ts';
import type { DashboardServer } from './dashboard-server.ts';
import { parseAnswer } from './parse-answer.ts';

export interface DashboardVersion {
  readonly number: string;
  readonly product: 'OpenSearch Dashboards' | 'Kibana';
  /** Whether panels look fields up in a list that is stored with the index pattern. Kibana gave that up in 7.11. */
  readonly storesFieldList: boolean;
}

const STATUS = z.object({ version: z.object({ number: z.string() }) });

/**
 * Asks the server what it is.
 *
 * @throws DASHBOARD_VERSION for one whose saved objects have another form: OpenSearch Dashboards 3 (Wazuh 5) or Kibana 8 and later,
 *   and Kibana before 7.10.
 */
export async function dashboardVersion(
  server: DashboardServer,
  signal?: AbortSignal,
): Promise<DashboardVersion> {
  const { body } = await server.send({ method: 'GET', path: 'api/status' }, signal);
  const { number } = parseAnswer(STATUS, body, 'api/status').version;
  const [major = 0, minor = 0] = number.split('.').map(Number);
  // OpenSearch Dashboards began anew at 1.0; Kibana never was below 4.
  const product = major < 4 ? 'OpenSearch Dashboards' : 'Kibana';
  const fits = product === 'OpenSearch Dashboards' ? major === 1 || major === 2 : major === 7 && minor >= 10;
  if (!fits) {
    throw new O365WazuhError('DASHBOARD_VERSION', `This is ${product} ${number}.`, {
      details: { version: number },
    });
  }
  return { number, product, storesFieldList: product === 'OpenSearch Dashboards' || minor < 11 };
}
