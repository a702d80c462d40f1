import { dashboardObjects } from '../../../src/dashboards/generate-dashboards.ts';
import { type DashboardLogin, DashboardServer } from '../../../src/dashboards/import/dashboard-server.ts';
import { parseDashboardUrl } from '../../../src/dashboards/import/dashboard-url.ts';
import {
  type ImportPlan,
  type ImportResult,
  applyImport,
  planImport,
} from '../../../src/dashboards/import/import-dashboards.ts';
import { O365WazuhError } from '../../../src/errors.ts';
import {
  type FakeDashboard,
  type FakeDashboardOptions,
  PASSWORD,
  USER,
  startFakeDashboard,
} from './fake-dashboard.ts';
import type { Stored } from './fake-import.ts';

export const objects = dashboardObjects();
const open: { close(): unknown }[] = [];

/** Ends every server and client that a test began. */
export async function closeAll(): Promise<void> {
  for (const one of open.splice(0)) await one.close();
}

export async function fakeDashboard(options: FakeDashboardOptions = {}): Promise<FakeDashboard> {
  const fake = await startFakeDashboard(options);
  open.push(fake);
  return fake;
}

export function client(fake: FakeDashboard, login: Partial<DashboardLogin> = {}): DashboardServer {
  const server = new DashboardServer({
    url: parseDashboardUrl(fake.url),
    user: USER,
    password: PASSWORD,
    ...login,
  });
  open.push(server);
  return server;
}

export async function importAll(
  server: DashboardServer,
  indexPattern?: string,
): Promise<{ plan: ImportPlan; result: ImportResult }> {
  const plan = await planImport(server, objects, indexPattern);
  return { plan, result: await applyImport(server, plan) };
}

export async function failure(promise: Promise<unknown>): Promise<O365WazuhError> {
  const error: unknown = await promise.then(
    () => new Error('It did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof O365WazuhError) return error;
  throw error;
}

/** What is stored in a tenant. */
export function stored(fake: FakeDashboard, tenant = ''): Map<string, Stored> {
  return fake.tenants.get(tenant) ?? new Map<string, Stored>();
}
