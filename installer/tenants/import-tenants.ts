import { dirname, resolve } from 'node:path';
import { resolveTenant } from '../../src/config/config.ts';
import { type ConfigProblem, invalidConfig, problemAt } from '../../src/config/config-problem.ts';
import { clashesWith, type PlacedTenant } from '../../src/config/merge-tenants.ts';
import { tenantSchema } from '../../src/config/schema.ts';
import { readSecret } from '../../src/config/secrets.ts';
import { O365WazuhError, toO365WazuhError } from '../../src/errors.ts';
import { type CsvTenant, readCsvTenants } from '../../src/tenants/csv-tenants.ts';
import { readCsvFile } from '../../src/tenants/read-csv-file.ts';
import type { InstallerDeps } from '../ports.ts';
import type { Notice } from '../report.ts';
import { changeTenants, type PresentConfig, type TenantChange } from './change-tenants.ts';
import { configText, secretText, tenantFolderWanted } from './config-images.ts';
import { putTenant, type TenantOrder, type Texts } from './put-tenant.ts';

export interface ImportOptions {
  readonly home?: string;
  readonly file: string;
  /** Take files with secrets that others can read. */
  readonly insecureFiles: boolean;
  readonly dryRun: boolean;
}

/** What an import did, and the secrets it brought, for a test at Microsoft before anything is written. */
export interface TenantImport extends TenantChange {
  readonly orders: readonly TenantOrder[];
}

/**
 * Adds the tenants of a CSV file, each in a file of its own in tenants.d, with its secret file. A tenant that is there already is changed where
 * it is written. All of the file is taken, or nothing.
 *
 * @throws CONFIG_INVALID with every bad row by its line; SECRET_EXPOSED when others can read a file that holds secrets; what
 *   `readCsvFile` and `changeTenants` throw.
 */
export async function importTenants(options: ImportOptions, deps: InstallerDeps): Promise<TenantImport> {
  const { file } = options;
  const { text, mode } = readCsvFile(file);
  const csv = readCsvTenants(text, file);
  const holdsSecrets = csv.tenants.some(tenant => tenant.secret !== undefined);
  if (holdsSecrets && mode & 0o077 && !options.insecureFiles) throw exposed(file, mode);
  if (csv.problems.length > 0) throw badRows(file, csv.problems);
  const orders = readOrders(csv.tenants, options);

  const change = await changeTenants('tenant import', options, deps, async (session, present) => {
    const problems = rowClashes(present, csv.tenants, file);
    if (problems.length > 0) throw badRows(file, problems);
    const texts: Texts = new Map();
    for (const order of orders) putTenant(session, present, texts, order, 'tenants.d');
    return {
      wanted: [
        tenantFolderWanted(session, session.layout),
        ...orders.flatMap(({ name, secret }) =>
          secret === undefined ? [] : [secretText(session, name, secret)],
        ),
        ...(await Promise.all([...texts].map(([path, written]) => configText(session, path, written)))),
      ],
      notices: holdsSecrets ? [deleteIt(file)] : [],
      changed: orders.map(order => order.name),
    };
  });
  return { ...change, orders };
}

/** Reads the secret files that rows name, relative to the CSV file. */
function readOrders(tenants: readonly CsvTenant[], options: ImportOptions): TenantOrder[] {
  const problems: ConfigProblem[] = [];
  const orders = tenants.map(({ line, name, keys, secret, secretFile }): TenantOrder => {
    if (secretFile === undefined) return { name, keys, ...(secret === undefined ? {} : { secret }) };
    const path = resolve(dirname(options.file), secretFile);
    try {
      const value = readSecret({ kind: 'file', path }, { insecureFiles: options.insecureFiles });
      return { name, keys, secret: value };
    } catch (error) {
      const place = { file: options.file, path: ['client_secret_file'], line };
      problems.push(problemAt(place, secretFile, `cannot be used: ${toO365WazuhError(error).message}`));
      return { name, keys };
    }
  });
  if (problems.length > 0) throw badRows(options.file, problems);
  return orders;
}

/** Rows against each other and against the tenants that are there, told by their lines. */
function rowClashes(present: PresentConfig, rows: readonly CsvTenant[], file: string): ConfigProblem[] {
  const placedRows = rows.map(row => ({ row, placed: placedRow(row, present, file) }));
  // A tenant that a row changes is seen as the row has it.
  const accepted: PlacedTenant[] = present.tenants.filter(({ tenant }) =>
    placedRows.every(
      ({ row, placed }) => row.name !== tenant.name || placed.tenant.tenantId !== tenant.tenantId,
    ),
  );
  return placedRows.flatMap(({ row, placed }) => {
    const known = present.tenants.find(one => one.tenant.name === row.name);
    if (known && known.tenant.tenantId !== placed.tenant.tenantId) {
      const rule = `is another tenant than ${known.tenant.tenantId}, which has the name ${row.name} in ${known.placeOf('name').file}`;
      return [problemAt(placed.placeOf('tenant_id'), placed.tenant.tenantId, rule)];
    }
    const problems = clashesWith(accepted, placed);
    accepted.push(placed);
    return problems;
  });
}

function placedRow({ line, name, keys }: CsvTenant, present: PresentConfig, file: string): PlacedTenant {
  const hasProof = ['client_secret_file', 'client_secret_env', 'credential'].some(key => key in keys);
  // Its secret has no file yet; which one it gets plays no part here.
  const written = { name, ...keys, ...(hasProof ? {} : { client_secret_file: '/secret' }) };
  const tenant = resolveTenant(tenantSchema.parse(written), present.config.network);
  return { tenant, placeOf: key => ({ file, path: [key], line }) };
}

function badRows(file: string, problems: readonly ConfigProblem[]): O365WazuhError {
  const { message, details } = invalidConfig(file, problems);
  return new O365WazuhError('CONFIG_INVALID', message, {
    hint: 'Correct the lines that are named and run it again; nothing was imported.',
    details,
  });
}

function exposed(file: string, mode: number): O365WazuhError {
  return new O365WazuhError(
    'SECRET_EXPOSED',
    `${file} holds client secrets and has mode 0${mode.toString(8)}; it must be readable by its owner alone.`,
    { hint: `chmod 600 ${file}; if others may have read it, make new secrets in Entra.` },
  );
}

function deleteIt(file: string): Notice {
  const text = `${file} still holds the secrets in clear: delete it (shred -u ${file}).`;
  return { code: 'csv-holds-secrets', text };
}
